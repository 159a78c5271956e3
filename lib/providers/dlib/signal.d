/*
 * Signals, as Linux numbers them, and why a child changed its state.
 */

inline int SIGHUP = 1;	/* the terminal is gone */
inline int SIGINT = 2;	/* interrupt from the keyboard */
inline int SIGQUIT = 3;	/* quit from the keyboard */
inline int SIGILL = 4;	/* an instruction that cannot be executed */
inline int SIGTRAP = 5;	/* a breakpoint */
inline int SIGABRT = 6;	/* the program aborts itself */
inline int SIGIOT = 6;	/* the same as SIGABRT */
inline int SIGBUS = 7;	/* an address that cannot be accessed so */
inline int SIGFPE = 8;	/* an arithmetic fault */
inline int SIGKILL = 9;	/* ends the process; it cannot be caught */
inline int SIGUSR1 = 10;	/* free for programs */
inline int SIGSEGV = 11;	/* an address that is not mapped */
inline int SIGUSR2 = 12;	/* free for programs */
inline int SIGPIPE = 13;	/* nobody reads the pipe */
inline int SIGALRM = 14;	/* a timer has run out */
inline int SIGTERM = 15;	/* asks the process to end */
inline int SIGSTKFLT = 16;	/* a stack fault; not used */
inline int SIGCHLD = 17;	/* a child has changed its state */
inline int SIGCONT = 18;	/* goes on, if stopped */
inline int SIGSTOP = 19;	/* stops the process; it cannot be caught */
inline int SIGTSTP = 20;	/* stop from the keyboard */
inline int SIGTTIN = 21;	/* a background process reads from the terminal */
inline int SIGTTOU = 22;	/* a background process writes to the terminal */
inline int SIGURG = 23;	/* urgent data at a socket */
inline int SIGXCPU = 24;	/* the limit of processor time is reached */
inline int SIGXFSZ = 25;	/* the limit of file size is reached */
inline int SIGVTALRM = 26;	/* a timer of the process's own time */
inline int SIGPROF = 27;	/* a timer for profiling */
inline int SIGWINCH = 28;	/* the terminal has another size */
inline int SIGIO = 29;	/* input or output is possible */
inline int SIGPWR = 30;	/* power fails */
inline int SIGSYS = 31;	/* a system call that is not allowed */
inline int CLD_EXITED = 1;	/* the child has ended by itself */
inline int CLD_KILLED = 2;	/* the child was killed by a signal */
inline int CLD_DUMPED = 3;	/* the child was killed and left a core */
inline int CLD_TRAPPED = 4;	/* the traced child has trapped */
inline int CLD_STOPPED = 5;	/* the child was stopped */
inline int CLD_CONTINUED = 6;	/* the stopped child goes on */
