/*
 * UDP-Lite (RFC 3828): header, arguments of the udplite provider.
 */
#pragma D depends_on library types.d
#pragma D depends_on library packet.d
#pragma D depends_on library ip.d

struct udplitehdr {
	uint16_t udplite_sport;		/* source port, network byte order, as all below */
	uint16_t udplite_dport;		/* destination port */
	uint16_t udplite_coverage;	/* bytes that the checksum covers, from the header's first; 0 all */
	uint16_t udplite_checksum;	/* checksum */
};

typedef struct udplitesinfo {
	uintptr_t udplites_addr;		/* the flow's number, from 1 in the order of appearance; 0 if there is none */
	uint16_t udplites_lport;		/* local port */
	uint16_t udplites_rport;		/* remote port */
	string udplites_laddr;		/* local address, text */
	string udplites_raddr;		/* remote address, text */
} udplitesinfo_t;
typedef struct udpliteinfo {
	uint16_t udplite_sport;		/* source port */
	uint16_t udplite_dport;		/* destination port */
	uint16_t udplite_coverage;	/* bytes that the checksum covers, from the header's first; 0 all */
	uint16_t udplite_checksum;	/* checksum */
	struct udplitehdr *udplite_hdr;	/* the header itself */
} udpliteinfo_t;

translator udplitesinfo_t < struct flow *p > {
	udplites_addr = p == NULL ? 0 : p->id;
	udplites_lport = p == NULL ? 0 : p->port[p->local_side];
	udplites_rport = p == NULL ? 0 : p->port[1 - p->local_side];
	udplites_laddr = p == NULL ? "<unknown>" :
	    p->family == 4 ? inet_ntoa((ipaddr_t *)&p->address[p->local_side]) : inet_ntoa6(&p->address[p->local_side]);
	udplites_raddr = p == NULL ? "<unknown>" :
	    p->family == 4 ? inet_ntoa((ipaddr_t *)&p->address[1 - p->local_side]) :
	    inet_ntoa6(&p->address[1 - p->local_side]);
};
translator udpliteinfo_t < struct udplitehdr *p > {
	udplite_sport = p == NULL ? 0 : ntohs(p->udplite_sport);
	udplite_dport = p == NULL ? 0 : ntohs(p->udplite_dport);
	udplite_coverage = p == NULL ? 0 : ntohs(p->udplite_coverage);
	udplite_checksum = p == NULL ? 0 : ntohs(p->udplite_checksum);
	udplite_hdr = p;
};
