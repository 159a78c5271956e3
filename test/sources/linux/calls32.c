/* Calls the kernel nine times as a program of 32 bits does: getpid() there has the number of writev() here. */
static unsigned long kept;
static void call32(void) {
  __asm__ volatile(
      "movq %%rsp, kept(%%rip)\n"
      "subq $8, %%rsp\n"
      "movl $0x23, 4(%%rsp)\n"
      "movl $1f, (%%rsp)\n"
      "lretl\n"
      ".code32\n"
      "1: movl $20, %%eax\n"
      "int $0x80\n"
      "ljmp $0x33, $2f\n"
      ".code64\n"
      "2: movq kept(%%rip), %%rsp\n" ::: "rax", "memory");
}
int main(void) { for (int i = 0; i < 9; i++) call32(); return 0; }
