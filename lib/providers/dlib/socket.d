/*
 * Address families, types and options of sockets, with FreeBSD's values.
 */
#pragma D depends_on library net.d

inline int PF_INET = 2;	/* IPv4 */
inline int PF_INET6 = 28;	/* IPv6, as FreeBSD numbers it */
inline int SOCK_STREAM = 1;	/* a stream, as of TCP */
inline int SOCK_DGRAM = 2;	/* datagrams, as of UDP */
inline int SOCK_RAW = 3;	/* packets with their IP header */
inline int SOCK_SEQPACKET = 5;	/* messages in order, as of SCTP */
inline int ARPHRD_ETHER = 1;	/* Ethernet */
inline int SO_DEBUG = 0x0001;	/* records debugging information */
inline int SO_ACCEPTCONN = 0x0002;	/* the socket listens */
inline int SO_REUSEADDR = 0x0004;	/* a local address may be reused */
inline int SO_KEEPALIVE = 0x0008;	/* asks now and then whether the other end is there */
inline int SO_DONTROUTE = 0x0010;	/* bypasses routing */
inline int SO_BROADCAST = 0x0020;	/* may send broadcasts */
inline int SO_USELOOPBACK = 0x0040;	/* bypasses hardware where possible */
inline int SO_LINGER = 0x0080;	/* waits on close while there is data */
inline int SO_OOBINLINE = 0x0100;	/* leaves out-of-band data in line */
inline int SO_REUSEPORT = 0x0200;	/* a local address and port may be shared */
inline int SO_TIMESTAMP = 0x0400;	/* received datagrams have their time */
inline int SO_SNDBUF = 0x1001;	/* size of the send buffer */
inline int SO_RCVBUF = 0x1002;	/* size of the receive buffer */
inline int SO_SNDLOWAT = 0x1003;	/* least room in the send buffer */
inline int SO_RCVLOWAT = 0x1004;	/* least data in the receive buffer */
inline int SO_SNDTIMEO = 0x1005;	/* how long sending waits */
inline int SO_RCVTIMEO = 0x1006;	/* how long receiving waits */
inline int SO_ERROR = 0x1007;	/* the pending error */
inline int SO_TYPE = 0x1008;	/* the socket's type */
inline int SO_USER_COOKIE = 0x1015;	/* a mark that the user sets */
inline int SO_PROTOCOL = 0x1016;	/* the socket's protocol */
