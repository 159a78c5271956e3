/* What a process can do, so many times each: for tests of the kernel's probes. */
#define _GNU_SOURCE
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

static void handle(int signal) { (void)signal; }
static void *yield(void *unused) {
  for (int i = 0; i < 10; i++) sched_yield();
  return unused;
}
int main(void) {
  signal(SIGUSR1, handle);
  signal(SIGUSR2, SIG_IGN);
  for (int i = 0; i < 7; i++) kill(getpid(), SIGUSR1);
  for (int i = 0; i < 5; i++) kill(getpid(), SIGUSR2);
  sigset_t set;
  siginfo_t information;
  sigemptyset(&set);
  sigaddset(&set, SIGHUP);
  sigprocmask(SIG_BLOCK, &set, 0);
  kill(getpid(), SIGHUP);
  sigwaitinfo(&set, &information);
  pthread_t threads[3];
  for (int i = 0; i < 3; i++) pthread_create(&threads[i], 0, yield, 0);
  for (int i = 0; i < 3; i++) pthread_join(threads[i], 0);
  /* in memory of its own, which the child has too */
  char path[] = "/bin/true", missing[] = "/no/such", name[] = "true";
  for (int i = 0; i < 4; i++) {
    pid_t child = fork();
    if (child == 0) {
      if (i == 0) kill(getpid(), SIGKILL);
      if (i == 1) execl(path, name, (char *)0);
      if (i == 2) execl(missing, name, (char *)0);
      _exit(3);
    }
    waitpid(child, 0, 0);
  }
  return 0;
}
