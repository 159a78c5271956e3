/*
 * ICMPv6 (RFC 4443) and neighbour discovery (RFC 4861): types. The arguments of the icmp6 provider are those of icmp.
 */
#pragma D depends_on library icmp.d

inline uint8_t ICMP6_DST_UNREACH = 1;
inline uint8_t ICMP6_PACKET_TOO_BIG = 2;
inline uint8_t ICMP6_TIME_EXCEEDED = 3;
inline uint8_t ICMP6_PARAM_PROB = 4;
inline uint8_t ICMP6_ECHO_REQUEST = 128;
inline uint8_t ICMP6_ECHO_REPLY = 129;
inline uint8_t ND_ROUTER_SOLICIT = 133;
inline uint8_t ND_ROUTER_ADVERT = 134;
inline uint8_t ND_NEIGHBOR_SOLICIT = 135;
inline uint8_t ND_NEIGHBOR_ADVERT = 136;
inline uint8_t ND_REDIRECT = 137;
