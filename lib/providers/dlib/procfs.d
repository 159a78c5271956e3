/*
 * The process and thread that a probe fires in, as the built-in variables know them.
 */

typedef struct psinfo {
	int pr_nlwp;			/* number of threads: 1 */
	pid_t pr_pid;			/* process */
	pid_t pr_ppid;			/* its parent */
	pid_t pr_pgid;			/* process group: 0, not known */
	pid_t pr_sid;			/* session: 0, not known */
	uid_t pr_uid;			/* user */
	uid_t pr_euid;			/* effective user */
	gid_t pr_gid;			/* group */
	gid_t pr_egid;			/* effective group */
	uintptr_t pr_addr;		/* address of the process: 0, not known */
	string pr_fname;		/* name of its program */
	string pr_psargs;		/* its program and arguments: the name alone is known */
} psinfo_t;
typedef struct lwpsinfo {
	id_t pr_lwpid;			/* thread */
	int pr_pri;			/* priority: 0, not known */
	uintptr_t pr_addr;		/* address of the thread: 0, not known */
} lwpsinfo_t;
typedef struct cpuinfo {
	processorid_t cpu_id;		/* CPU */
	psetid_t cpu_pset;		/* processor set: 0, not known */
} cpuinfo_t;

struct proc;
struct thread;
struct cpu;

translator psinfo_t < struct proc *p > {
	pr_nlwp = 1;
	pr_pid = pid;
	pr_ppid = ppid;
	pr_pgid = 0;
	pr_sid = 0;
	pr_uid = uid;
	pr_euid = uid;
	pr_gid = gid;
	pr_egid = gid;
	pr_addr = 0;
	pr_fname = execname;
	pr_psargs = execname;
};
translator lwpsinfo_t < struct thread *t > {
	pr_lwpid = tid;
	pr_pri = 0;
	pr_addr = 0;
};
translator cpuinfo_t < struct cpu *c > {
	cpu_id = cpu;
	cpu_pset = 0;
};

/* The process that runs. In BEGIN, END and ERROR it is the command itself; of packets none is known. */
inline psinfo_t *curpsinfo = xlate < psinfo_t * > ((struct proc *)NULL);
/* The thread that runs. In BEGIN, END and ERROR it is that of the command itself; of packets none is known. */
inline lwpsinfo_t *curlwpsinfo = xlate < lwpsinfo_t * > ((struct thread *)NULL);
/* The processor on which the probe fires; a capture has one, 0. */
inline cpuinfo_t *curcpu = xlate < cpuinfo_t * > ((struct cpu *)NULL);
