/*
 * ICMPv6 (RFC 4443) and neighbour discovery (RFC 4861): types. The arguments of the icmp6 provider are those of icmp.
 */
#pragma D depends_on library icmp.d

inline uint8_t ICMP6_DST_UNREACH = 1;	/* destination unreachable; the code says why */
inline uint8_t ICMP6_PACKET_TOO_BIG = 2;	/* a packet does not fit the next link; the message has its MTU */
inline uint8_t ICMP6_TIME_EXCEEDED = 3;	/* the hop limit is used up, or a fragment is missing */
inline uint8_t ICMP6_PARAM_PROB = 4;	/* a header has a value that cannot be used */
inline uint8_t ICMP6_ECHO_REQUEST = 128;	/* echo request, as ping sends it */
inline uint8_t ICMP6_ECHO_REPLY = 129;	/* answer to an echo request */
inline uint8_t ND_ROUTER_SOLICIT = 133;	/* a host asks for routers (RFC 4861) */
inline uint8_t ND_ROUTER_ADVERT = 134;	/* a router says that it is there, with prefixes and times */
inline uint8_t ND_NEIGHBOR_SOLICIT = 135;	/* who has this address? */
inline uint8_t ND_NEIGHBOR_ADVERT = 136;	/* the answer to a neighbour solicitation, or an announcement */
inline uint8_t ND_REDIRECT = 137;	/* a better first hop */
