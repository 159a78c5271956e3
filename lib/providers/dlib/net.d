/*
 * What network providers share.
 */

inline int AF_UNSPEC = 0;
inline int AF_INET = 2;
inline int AF_INET6 = 28;

typedef struct conninfo {
	string ci_local;		/* local address, text */
	string ci_remote;		/* remote address, text */
	string ci_protocol;		/* `ipv4`, `ipv6` */
} conninfo_t;
