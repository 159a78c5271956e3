/* A program with a probe of its own, as systemtap's sys/sdt.h would build it, which fires when somebody watches. */
unsigned short app_request_semaphore __attribute__((section(".probes"), used));

__attribute__((noinline)) long twice(long value) { return 2 * value; }
__attribute__((noinline)) void request(int number, long size, unsigned char kind) {
  if (app_request_semaphore == 0) return;
  __asm__ volatile(
      "990: nop\n"
      ".pushsection .note.stapsdt,\"\",\"note\"\n"
      ".balign 4\n"
      ".4byte 992f-991f, 994f-993f, 3\n"
      "991: .asciz \"stapsdt\"\n"
      "992: .balign 4\n"
      "993: .8byte 990b, 0, app_request_semaphore\n"
      ".asciz \"app\"\n"
      ".asciz \"request__begin\"\n"
      ".asciz \"-4@%k0 8@%1 1@%b2 -4@$-7\"\n"
      "994: .balign 4\n"
      ".popsection\n" ::"r"(number),
      "m"(size), "q"(kind));
}
int main(void) {
  long sum = 0;
  for (int i = 0; i < 5; i++) {
    request(-i, 1000000000000L + i, 200 + i);
    sum += twice(i);
  }
  return sum == 20 ? 0 : 1;
}
