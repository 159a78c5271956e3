/*
 * Faults: what the ERROR probe tells in arg4.
 */

inline int DTRACEFLT_UNKNOWN = 0;	/* what it was is not known */
inline int DTRACEFLT_BADADDR = 1;	/* an address that is not mapped */
inline int DTRACEFLT_BADALIGN = 2;	/* an address that is not aligned */
inline int DTRACEFLT_ILLOP = 3;	/* an operation that is not allowed */
inline int DTRACEFLT_DIVZERO = 4;	/* division by zero */
inline int DTRACEFLT_NOSCRATCH = 5;	/* no scratch space left */
inline int DTRACEFLT_KPRIV = 6;	/* kernel memory that may not be read */
inline int DTRACEFLT_UPRIV = 7;	/* user memory that may not be read */
inline int DTRACEFLT_TUPOFLOW = 8;	/* a tuple with too many elements */
inline int DTRACEFLT_BADSTACK = 9;	/* a stack that cannot be walked */
