/*
 * UDP (RFC 768): header, arguments of the udp provider.
 */
#pragma D depends_on library types.d
#pragma D depends_on library packet.d
#pragma D depends_on library ip.d

struct udphdr {
	uint16_t uh_sport;		/* source port, network byte order, as all below */
	uint16_t uh_dport;		/* destination port */
	uint16_t uh_ulen;		/* header and payload, bytes */
	uint16_t uh_sum;		/* checksum, 0 if there is none */
};

typedef struct udpsinfo {
	uintptr_t udps_addr;		/* the flow's number, from 1 in the order of appearance; 0 if there is none */
	uint16_t udps_lport;		/* local port */
	uint16_t udps_rport;		/* remote port */
	string udps_laddr;		/* local address, text */
	string udps_raddr;		/* remote address, text */
} udpsinfo_t;
typedef struct udpinfo {
	uint16_t udp_sport;		/* source port */
	uint16_t udp_dport;		/* destination port */
	uint16_t udp_length;		/* header and payload, bytes */
	uint16_t udp_checksum;		/* checksum of header and payload, 0 if there is none */
	struct udphdr *udp_hdr;		/* the header itself */
} udpinfo_t;

inline int UDPH_SIZE = 8;	/* length of UDP's header, bytes */

translator udpsinfo_t < struct flow *p > {
	udps_addr = p == NULL ? 0 : p->id;
	udps_lport = p == NULL ? 0 : p->port[p->local_side];
	udps_rport = p == NULL ? 0 : p->port[1 - p->local_side];
	udps_laddr = p == NULL ? "<unknown>" :
	    p->family == 4 ? inet_ntoa((ipaddr_t *)&p->address[p->local_side]) : inet_ntoa6(&p->address[p->local_side]);
	udps_raddr = p == NULL ? "<unknown>" :
	    p->family == 4 ? inet_ntoa((ipaddr_t *)&p->address[1 - p->local_side]) :
	    inet_ntoa6(&p->address[1 - p->local_side]);
};
translator udpinfo_t < struct udphdr *p > {
	udp_sport = p == NULL ? 0 : ntohs(p->uh_sport);
	udp_dport = p == NULL ? 0 : ntohs(p->uh_dport);
	udp_length = p == NULL ? 0 : ntohs(p->uh_ulen);
	udp_checksum = p == NULL ? 0 : ntohs(p->uh_sum);
	udp_hdr = p;
};
