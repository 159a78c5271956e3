/*
 * Types of addresses and times that headers and arguments are made of.
 */

typedef uint32_t ipaddr_t;		/* IPv4 address, network byte order */
typedef uint32_t zoneid_t;		/* zone of a process; 0 everywhere but on illumos */
typedef uint64_t netstackid_t;		/* IP instance; 0 everywhere but on illumos */

struct in_addr {
	ipaddr_t s_addr;		/* IPv4 address, network byte order */
};

/* The members' names are those of FreeBSD, illumos and Linux: the same 16 bytes. */
struct in6_addr {
	union {
		union {
			uint8_t __u6_addr8[16];
			uint16_t __u6_addr16[8];
			uint32_t __u6_addr32[4];
		} __u6_addr;	/* the address, network byte order, as FreeBSD and macOS name it */
		union {
			uint8_t _S6_u8[16];
			uint32_t _S6_u32[4];
		} _S6_un;	/* the same, as illumos names it */
		union {
			uint8_t u6_addr8[16];
			uint16_t u6_addr16[8];
			uint32_t u6_addr32[4];
		} in6_u;	/* the same, as Linux names it */
	};
};
typedef struct in6_addr in6_addr_t;

struct timeval {
	time_t tv_sec;			/* seconds */
	suseconds_t tv_usec;		/* microseconds */
};
struct timespec {
	time_t tv_sec;			/* seconds */
	long tv_nsec;			/* nanoseconds */
};
typedef struct timespec timespec_t;
