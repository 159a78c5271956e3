/*
 * Address families, types and options of sockets, with FreeBSD's values.
 */
#pragma D depends_on library net.d

inline int PF_INET = 2;
inline int PF_INET6 = 28;
inline int SOCK_STREAM = 1;
inline int SOCK_DGRAM = 2;
inline int SOCK_RAW = 3;
inline int SOCK_SEQPACKET = 5;
inline int ARPHRD_ETHER = 1;
inline int SO_DEBUG = 0x0001;
inline int SO_ACCEPTCONN = 0x0002;
inline int SO_REUSEADDR = 0x0004;
inline int SO_KEEPALIVE = 0x0008;
inline int SO_DONTROUTE = 0x0010;
inline int SO_BROADCAST = 0x0020;
inline int SO_USELOOPBACK = 0x0040;
inline int SO_LINGER = 0x0080;
inline int SO_OOBINLINE = 0x0100;
inline int SO_REUSEPORT = 0x0200;
inline int SO_TIMESTAMP = 0x0400;
inline int SO_SNDBUF = 0x1001;
inline int SO_RCVBUF = 0x1002;
inline int SO_SNDLOWAT = 0x1003;
inline int SO_RCVLOWAT = 0x1004;
inline int SO_SNDTIMEO = 0x1005;
inline int SO_RCVTIMEO = 0x1006;
inline int SO_ERROR = 0x1007;
inline int SO_TYPE = 0x1008;
inline int SO_USER_COOKIE = 0x1015;
inline int SO_PROTOCOL = 0x1016;
