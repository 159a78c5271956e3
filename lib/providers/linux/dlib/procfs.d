/*
 * Processes and threads as the kernel of Linux describes them, in DTrace's terms.
 */

typedef struct psinfo {
	int pr_nlwp;			/* number of threads */
	pid_t pr_pid;			/* process */
	pid_t pr_ppid;			/* its parent */
	pid_t pr_pgid;			/* process group */
	pid_t pr_sid;			/* session */
	uid_t pr_uid;			/* user */
	uid_t pr_euid;			/* effective user */
	gid_t pr_gid;			/* group */
	gid_t pr_egid;			/* effective group */
	uintptr_t pr_addr;		/* address of its task_struct */
	string pr_fname;		/* name of its program, of 15 letters at most */
	string pr_psargs;		/* its program and arguments: the name alone is known */
} psinfo_t;
typedef struct lwpsinfo {
	id_t pr_lwpid;			/* thread */
	int pr_flag;			/* flags of the task: PF_ of the kernel */
	int pr_pri;			/* priority: 0 to 99 real time, 100 to 139 others, 120 usual */
	char pr_sname;			/* state: R runs, S sleeps, D waits, T is stopped, t is traced, Z is over, I idles */
	processorid_t pr_onpro;		/* processor it ran on last: -1 where the kernel does not tell */
	uintptr_t pr_addr;		/* address of its task_struct */
} lwpsinfo_t;
typedef struct cpuinfo {
	processorid_t cpu_id;		/* CPU */
	psetid_t cpu_pset;		/* processor set: 0, Linux has none */
} cpuinfo_t;

struct cpu;

translator psinfo_t < struct task_struct *T > {
	pr_nlwp = T->signal->nr_threads;
	pr_pid = T->tgid;
	pr_ppid = T->real_parent->tgid;
	pr_pgid = T->signal->pids[2]->numbers[0].nr;
	pr_sid = T->signal->pids[3]->numbers[0].nr;
	pr_uid = T->cred->uid.val;
	pr_euid = T->cred->euid.val;
	pr_gid = T->cred->gid.val;
	pr_egid = T->cred->egid.val;
	pr_addr = (uintptr_t)T;
	pr_fname = stringof(T->comm);
	pr_psargs = stringof(T->comm);
};
translator lwpsinfo_t < struct task_struct *T > {
	pr_lwpid = T->pid;
	pr_flag = (int)T->flags;
	pr_pri = T->prio;
	pr_sname = T->__state == 0 ? 'R' : T->__state & 1 ? 'S' : (T->__state & 0x402) == 0x402 ? 'I' :
	    T->__state & 2 ? 'D' : T->__state & 4 ? 'T' : T->__state & 8 ? 't' : T->exit_state ? 'Z' : '?';
	pr_onpro = T->thread_info.cpu;
	pr_addr = (uintptr_t)T;
};
translator cpuinfo_t < struct cpu *C > {
	cpu_id = cpu;
	cpu_pset = 0;
};

/* The process that runs. */
inline psinfo_t *curpsinfo = xlate < psinfo_t * > (curthread);
/* The thread that runs. */
inline lwpsinfo_t *curlwpsinfo = xlate < lwpsinfo_t * > (curthread);
/* The processor on which the probe fires. */
inline cpuinfo_t *curcpu = xlate < cpuinfo_t * > ((struct cpu *)NULL);
