/* Calls of known depth: for tests of stacks. Built without optimisation, which has frame pointers. */
#define NOINLINE __attribute__((noinline, noclone))

/* getppid(), without a function of the library between */
static inline __attribute__((always_inline)) long ask(void) {
  long result;
  __asm__ volatile("syscall" : "=a"(result) : "a"(110L) : "rcx", "r11", "memory");
  return result;
}
NOINLINE void inner(int times) {
  for (int i = 0; i < times; i++) ask();
  __asm__ volatile("");
}
NOINLINE void left(void) {
  inner(30);
  __asm__ volatile("");
}
NOINLINE void right(void) {
  inner(70);
  __asm__ volatile("");
}
int main(void) {
  left();
  right();
  left();
  return 0;
}
