/*
 * What network providers share.
 */

inline int AF_UNSPEC = 0;	/* no family is named */
inline int AF_INET = 2;	/* IPv4, for inet_ntop() */
inline int AF_INET6 = 28;	/* IPv6, for inet_ntop(), as FreeBSD numbers it */

typedef struct conninfo {
	string ci_local;		/* local address, text */
	string ci_remote;		/* remote address, text */
	string ci_protocol;		/* `ipv4`, `ipv6` */
} conninfo_t;
