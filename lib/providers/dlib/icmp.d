/*
 * ICMP (RFC 792): header, arguments of the icmp provider, and of icmp6, whose messages look the same.
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

/* What an error quotes. */
struct icmp_quoted {
	uint8_t *q_ip;			/* the IP header */
	struct flow *q_flow;		/* NULL if it has no ports */
	uint8_t q_protocol;		/* IPPROTO_ value */
	uint8_t q_version;		/* 4, 6 */
	uint16_t q_sport;		/* host byte order, 0 if not captured */
	uint16_t q_dport;
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

typedef struct icmpquoted {
	uint8_t icmpq_ver;		/* IP version of the packet that an error quotes: 4, 6; 0 if it quotes none */
	uint8_t icmpq_protocol;		/* IPPROTO_ value of what it carried */
	string icmpq_saddr;		/* its source, text */
	string icmpq_daddr;		/* its destination, text */
	uint16_t icmpq_sport;		/* its source port, 0 if there is none */
	uint16_t icmpq_dport;		/* its destination port, 0 if there is none */
	uint64_t icmpq_cid;		/* number of its flow, as in csinfo_t, 0 if it has none */
	uint8_t *icmpq_ip;		/* its IP header */
} icmpquoted_t;

inline uint8_t ICMP_ECHOREPLY = 0;	/* answer to an echo request */
inline uint8_t ICMP_UNREACH = 3;	/* destination unreachable; the code says why */
inline uint8_t ICMP_SOURCEQUENCH = 4;	/* send more slowly; deprecated by RFC 6633 */
inline uint8_t ICMP_REDIRECT = 5;	/* a better first hop */
inline uint8_t ICMP_ECHO = 8;	/* echo request, as ping sends it */
inline uint8_t ICMP_ROUTERADVERT = 9;	/* a router says that it is there (RFC 1256) */
inline uint8_t ICMP_ROUTERSOLICIT = 10;	/* a host asks for routers (RFC 1256) */
inline uint8_t ICMP_TIMXCEED = 11;	/* time exceeded: the hop limit is used up, or a fragment is missing */
inline uint8_t ICMP_PARAMPROB = 12;	/* a header has a value that cannot be used */
inline uint8_t ICMP_TSTAMP = 13;	/* timestamp request */
inline uint8_t ICMP_TSTAMPREPLY = 14;	/* timestamp reply */

translator icmpinfo_t < struct icmp *p > {
	icmp_type = p == NULL ? 0 : p->icmp_type;
	icmp_code = p == NULL ? 0 : p->icmp_code;
	icmp_checksum = p == NULL ? 0 : ntohs(p->icmp_cksum);
	icmp_id = p == NULL ? 0 : ntohs(p->icmp_id);
	icmp_seq = p == NULL ? 0 : ntohs(p->icmp_seq);
	icmp_rest = p == NULL ? 0 : ntohl(*(uint32_t *)&p->icmp_id);
	icmp_hdr = p;
};
translator icmpquoted_t < struct icmp_quoted *p > {
	icmpq_ver = p == NULL ? 0 : p->q_version;
	icmpq_protocol = p == NULL ? 0 : p->q_protocol;
	icmpq_saddr = p == NULL ? "<unknown>" :
	    p->q_version == 4 ? inet_ntoa((ipaddr_t *)(p->q_ip + 12)) : inet_ntoa6((in6_addr_t *)(p->q_ip + 8));
	icmpq_daddr = p == NULL ? "<unknown>" :
	    p->q_version == 4 ? inet_ntoa((ipaddr_t *)(p->q_ip + 16)) : inet_ntoa6((in6_addr_t *)(p->q_ip + 24));
	icmpq_sport = p == NULL ? 0 : p->q_sport;
	icmpq_dport = p == NULL ? 0 : p->q_dport;
	icmpq_cid = p == NULL || p->q_flow == NULL ? 0 : p->q_flow->id;
	icmpq_ip = p == NULL ? NULL : p->q_ip;
};
