/*
 * ICMP (RFC 792), ICMPv6 (RFC 4443) and ARP (RFC 826): headers, arguments of the icmp, icmp6 and arp providers.
 */
#pragma D depends_on library types.d
#pragma D depends_on library packet.d
#pragma D depends_on library ip.d

struct icmp {
	uint8_t icmp_type;		/* ICMP_, ICMP6_ value */
	uint8_t icmp_code;		/* meaning depends on the type */
	uint16_t icmp_cksum;		/* checksum, network byte order */
	uint16_t icmp_id;		/* echo: identifier, network byte order */
	uint16_t icmp_seq;		/* echo: sequence number; unreachable: MTU of the next hop; network byte order */
};

typedef struct icmpinfo {
	uint8_t icmp_type;		/* ICMP_ or ICMP6_ value */
	uint8_t icmp_code;		/* meaning depends on the type */
	uint16_t icmp_checksum;		/* checksum */
	uint16_t icmp_id;		/* second word, upper half: the identifier of an echo */
	uint16_t icmp_seq;		/* second word, lower half: the sequence number of an echo, the MTU of a v4 unreachable */
	uint32_t icmp_rest;		/* second word: the MTU of a v6 packet-too-big */
	struct icmp *icmp_hdr;		/* the header itself; an error's packet begins at `icmp_hdr + 1` */
} icmpinfo_t;

struct arphdr {
	uint16_t ar_hrd;		/* hardware: 1 Ethernet; network byte order, as all below */
	uint16_t ar_pro;		/* protocol: 0x800 IPv4 */
	uint8_t ar_hln;			/* length of a hardware address, bytes */
	uint8_t ar_pln;			/* length of a protocol address, bytes */
	uint16_t ar_op;			/* ARPOP_ value */
};
/* With Ethernet and IPv4, the addresses follow: */
struct ether_arp {
	struct arphdr ea_hdr;
	uint8_t arp_sha[6];		/* sender, hardware address */
	uint8_t arp_spa[4];		/* sender, IPv4 address */
	uint8_t arp_tha[6];		/* target, hardware address */
	uint8_t arp_tpa[4];		/* target, IPv4 address */
};

typedef struct arpinfo {
	uint16_t arp_op;		/* ARPOP_ value */
	uint16_t arp_hrd;		/* hardware: 1 Ethernet */
	uint16_t arp_pro;		/* protocol: 0x800 IPv4 */
	string arp_smac;		/* sender, hardware address, text; "" unless Ethernet */
	string arp_saddr;		/* sender, IPv4 address, text; "" unless IPv4 */
	string arp_tmac;		/* target, hardware address, text; "" unless Ethernet */
	string arp_taddr;		/* target, IPv4 address, text; "" unless IPv4 */
	struct arphdr *arp_hdr;		/* the header itself */
} arpinfo_t;

inline uint8_t ICMP_ECHOREPLY = 0;
inline uint8_t ICMP_UNREACH = 3;
inline uint8_t ICMP_SOURCEQUENCH = 4;
inline uint8_t ICMP_REDIRECT = 5;
inline uint8_t ICMP_ECHO = 8;
inline uint8_t ICMP_ROUTERADVERT = 9;
inline uint8_t ICMP_ROUTERSOLICIT = 10;
inline uint8_t ICMP_TIMXCEED = 11;
inline uint8_t ICMP_PARAMPROB = 12;
inline uint8_t ICMP_TSTAMP = 13;
inline uint8_t ICMP_TSTAMPREPLY = 14;
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
inline uint16_t ARPOP_REQUEST = 1;
inline uint16_t ARPOP_REPLY = 2;

translator icmpinfo_t < struct icmp *p > {
	icmp_type = p == NULL ? 0 : p->icmp_type;
	icmp_code = p == NULL ? 0 : p->icmp_code;
	icmp_checksum = p == NULL ? 0 : ntohs(p->icmp_cksum);
	icmp_id = p == NULL ? 0 : ntohs(p->icmp_id);
	icmp_seq = p == NULL ? 0 : ntohs(p->icmp_seq);
	icmp_rest = p == NULL ? 0 : ntohl(*(uint32_t *)&p->icmp_id);
	icmp_hdr = p;
};
translator arpinfo_t < struct arphdr *p > {
	arp_op = p == NULL ? 0 : ntohs(p->ar_op);
	arp_hrd = p == NULL ? 0 : ntohs(p->ar_hrd);
	arp_pro = p == NULL ? 0 : ntohs(p->ar_pro);
	arp_smac = p == NULL || p->ar_hln != 6 ? "" : link_ntop(1, (uint8_t *)(p + 1));
	arp_saddr = p == NULL || p->ar_pln != 4 ? "" : inet_ntoa((ipaddr_t *)((uint8_t *)(p + 1) + p->ar_hln));
	arp_tmac = p == NULL || p->ar_hln != 6 ? "" : link_ntop(1, (uint8_t *)(p + 1) + p->ar_hln + p->ar_pln);
	arp_taddr = p == NULL || p->ar_pln != 4 ? "" :
	    inet_ntoa((ipaddr_t *)((uint8_t *)(p + 1) + 2 * p->ar_hln + p->ar_pln));
	arp_hdr = p;
};
