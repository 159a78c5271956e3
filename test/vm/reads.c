/* Reads one byte 503 times, and nothing else: for probes of the kernel's functions. */
#include <fcntl.h>
#include <unistd.h>
int main(void) {
  char byte;
  int file = open("/dev/zero", O_RDONLY);
  for (int i = 0; i < 503; i++)
    if (read(file, &byte, 1) != 1) return 1;
  return 0;
}
