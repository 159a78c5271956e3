/*
 * IPv4 (RFC 791) and IPv6 (RFC 8200): headers, arguments of the ip provider and those that others share with it.
 */
#pragma D depends_on library types.d
#pragma D depends_on library packet.d

struct ip {
	uint8_t ip_hl : 4;		/* header length, 32-bit words */
	uint8_t ip_v : 4;		/* version */
	uint8_t ip_tos;			/* type of service: DSCP and ECN */
	uint16_t ip_len;		/* total length, bytes, network byte order */
	uint16_t ip_id;			/* identification, network byte order */
	uint16_t ip_off;		/* flags and fragment offset, network byte order */
	uint8_t ip_ttl;			/* time to live */
	uint8_t ip_p;			/* protocol */
	uint16_t ip_sum;		/* header checksum, network byte order */
	struct in_addr ip_src;		/* source */
	struct in_addr ip_dst;		/* destination */
};
struct ip6_hdr {
	union {
		struct ip6_hdrctl {
			uint32_t ip6_un1_flow;	/* version, traffic class, flow label, network byte order */
			uint16_t ip6_un1_plen;	/* payload length, bytes, network byte order */
			uint8_t ip6_un1_nxt;	/* next header */
			uint8_t ip6_un1_hlim;	/* hop limit */
		} ip6_un1;
		uint8_t ip6_un2_vfc;		/* version and upper half of the traffic class */
	} ip6_ctlun;			/* what comes before the addresses */
	struct in6_addr ip6_src;	/* source */
	struct in6_addr ip6_dst;	/* destination */
};
typedef struct ipha {
	uint8_t ipha_version_and_hdr_length;	/* version, and header length in 32-bit words */
	uint8_t ipha_type_of_service;	/* differentiated services and ECN */
	uint16_t ipha_length;		/* network byte order, as all below */
	uint16_t ipha_ident;	/* identification */
	uint16_t ipha_fragment_offset_and_flags;	/* flags, and fragment offset in 8 bytes */
	uint8_t ipha_ttl;	/* time to live */
	uint8_t ipha_protocol;	/* protocol above, IPPROTO_ */
	uint16_t ipha_hdr_checksum;	/* header checksum */
	ipaddr_t ipha_src;	/* source */
	ipaddr_t ipha_dst;	/* destination */
} ipha_t;

typedef struct pktinfo {
	uintptr_t pkt_addr;		/* the packet's number in the source, from 1; 0 if there is no packet */
	int64_t pkt_time;		/* when it was captured, nanoseconds since 1970 UTC */
	uint32_t pkt_length;		/* length on the wire, link header included, bytes */
	uint32_t pkt_captured;		/* bytes captured */
	uint32_t pkt_direction;		/* 0 unknown, 1 in, 2 out: what the source says */
	uint32_t pkt_payload;		/* transport payload on the wire, from the IP header, bytes */
	uint32_t pkt_depth;		/* tunnels that it is in: 0 for the packet as it was captured; see -x tunnels */
	tunnelinfo_t pkt_tunnel;	/* the tunnel right around it: `args[0]->pkt_tunnel.tun_id` */
} pktinfo_t;
typedef struct csinfo {
	uintptr_t cs_addr;		/* 0: packets do not show it */
	uint64_t cs_cid;		/* the flow's number, from 1 in the order of appearance; 0 if there is none */
	pid_t cs_pid;			/* 0: packets do not show it */
	zoneid_t cs_zoneid;		/* 0: packets do not show it */
} csinfo_t;
typedef struct ipinfo {
	uint8_t ip_ver;			/* IP version: 4, 6 */
	uint32_t ip_plength;		/* payload, bytes: all after the IPv4 header, the fixed IPv6 header; by the frame where the field is 0 */
	string ip_saddr;		/* source address, text */
	string ip_daddr;		/* destination address, text */
} ipinfo_t;
typedef struct ifinfo {
	string if_name;			/* interface, as the source names it */
	int8_t if_local;		/* 1 for a loopback interface */
	netstackid_t if_ipstack;	/* 0: packets do not show it */
	uintptr_t if_addr;		/* number of the interface in the source, from 0 */
} ifinfo_t;
typedef struct ipv4info {
	uint8_t ipv4_ver;		/* IP version: 4, or 0 if the packet is not IPv4 */
	uint8_t ipv4_ihl;		/* header length, options included, 32-bit words (as FreeBSD) */
	uint8_t ipv4_tos;		/* type of service: DSCP and ECN */
	uint16_t ipv4_length;		/* header and payload, bytes */
	uint16_t ipv4_ident;		/* identification */
	uint8_t ipv4_flags;		/* flags: upper three bits of the fragment word, 0x40 DF, 0x20 MF (as FreeBSD) */
	uint16_t ipv4_offset;		/* fragment offset, units of 8 bytes */
	uint8_t ipv4_ttl;		/* time to live */
	uint8_t ipv4_protocol;		/* protocol above */
	string ipv4_protostr;		/* protocol above, by name */
	uint16_t ipv4_checksum;		/* header checksum */
	ipaddr_t ipv4_src;		/* source, host byte order */
	ipaddr_t ipv4_dst;		/* destination, host byte order */
	string ipv4_saddr;		/* source, text */
	string ipv4_daddr;		/* destination, text */
	ipha_t *ipv4_hdr;		/* the header itself */
} ipv4info_t;
typedef struct ipv6info {
	uint8_t ipv6_ver;		/* IP version: 6, or 0 if the packet is not IPv6 */
	uint8_t ipv6_tclass;		/* traffic class: DSCP and ECN */
	uint32_t ipv6_flow;		/* flow label, 20 bits */
	uint16_t ipv6_plen;		/* payload length, bytes */
	uint8_t ipv6_nexthdr;		/* next header, of the fixed header */
	string ipv6_nextstr;		/* next header, by name */
	uint8_t ipv6_hlim;		/* hop limit */
	in6_addr_t *ipv6_src;		/* source, within the packet */
	in6_addr_t *ipv6_dst;		/* destination, within the packet */
	string ipv6_saddr;		/* source, text */
	string ipv6_daddr;		/* destination, text */
	struct ip6_hdr *ipv6_hdr;	/* the header itself */
} ipv6info_t;

inline short IPPROTO_IP = 0;	/* 0: in IPv6 the hop-by-hop options header */
inline short IPPROTO_ICMP = 1;	/* ICMP for IPv4 */
inline short IPPROTO_IGMP = 2;	/* group management for IPv4 */
inline short IPPROTO_IPV4 = 4;	/* IPv4 inside of IP */
inline short IPPROTO_TCP = 6;	/* TCP */
inline short IPPROTO_UDP = 17;	/* UDP */
inline short IPPROTO_IPV6 = 41;	/* IPv6 inside of IP */
inline short IPPROTO_ROUTING = 43;	/* routing header of IPv6 */
inline short IPPROTO_FRAGMENT = 44;	/* fragment header of IPv6 */
inline short IPPROTO_RSVP = 46;	/* resource reservation */
inline short IPPROTO_GRE = 47;	/* generic routing encapsulation */
inline short IPPROTO_ESP = 50;	/* IPsec: encrypted payload */
inline short IPPROTO_AH = 51;	/* IPsec: authentication header */
inline short IPPROTO_MOBILE = 55;	/* minimal encapsulation for mobile IP (RFC 2004) */
inline short IPPROTO_ICMPV6 = 58;	/* ICMP for IPv6 */
inline short IPPROTO_NONE = 59;	/* nothing follows */
inline short IPPROTO_DSTOPTS = 60;	/* destination options of IPv6 */
inline short IPPROTO_OSPF = 89;	/* OSPF, a routing protocol */
inline short IPPROTO_ETHERIP = 97;	/* Ethernet inside of IP */
inline short IPPROTO_PIM = 103;	/* PIM, multicast routing */
inline short IPPROTO_IPCOMP = 108;	/* compressed payload */
inline short IPPROTO_SCTP = 132;	/* SCTP */
inline short IPPROTO_UDPLITE = 136;	/* UDP-Lite */
inline short IPPROTO_RAW = 255;	/* 255: reserved; raw sockets use it */

/* The name of a protocol by its number. */
inline string protocols[int proto] =
	proto == 6 ? "TCP" :
	proto == 17 ? "UDP" :
	proto == 1 ? "ICMP" :
	proto == 58 ? "ICMPV6" :
	proto == 0 ? "IP" :
	proto == 2 ? "IGMP" :
	proto == 4 ? "IPV4" :
	proto == 41 ? "IPV6" :
	proto == 43 ? "ROUTING" :
	proto == 44 ? "FRAGMENT" :
	proto == 46 ? "RSVP" :
	proto == 47 ? "GRE" :
	proto == 50 ? "ESP" :
	proto == 51 ? "AH" :
	proto == 55 ? "MOBILE" :
	proto == 59 ? "NONE" :
	proto == 60 ? "DSTOPTS" :
	proto == 89 ? "OSPF" :
	proto == 97 ? "ETHERIP" :
	proto == 103 ? "PIM" :
	proto == 108 ? "IPCOMP" :
	proto == 132 ? "SCTP" :
	proto == 136 ? "UDPLITE" :
	proto == 255 ? "RAW" : "<unknown>";

inline uint8_t INP_IPV4 = 1;	/* the connection is one of IPv4 */
inline uint8_t INP_IPV6 = 2;	/* the connection is one of IPv6 */
inline int IFF_LOOPBACK = 8;	/* the interface is a loopback */

translator pktinfo_t < struct packet *p > {
	pkt_addr = p == NULL ? 0 : p->number;
	pkt_time = p == NULL ? 0 : p->time_ns;
	pkt_length = p == NULL ? 0 : p->length;
	pkt_captured = p == NULL ? 0 : p->captured;
	pkt_direction = p == NULL ? 0 : p->direction;
	pkt_payload = p == NULL ? 0 : p->payload_length;
	pkt_depth = p == NULL ? 0 : p->depth;
	pkt_tunnel = xlate <tunnelinfo_t>(p == NULL ? (struct tunnel *)NULL : p->tunnel);
};
translator pktinfo_t < void *p > {
	pkt_addr = (uintptr_t)p;
	pkt_time = 0;
	pkt_length = 0;
	pkt_captured = 0;
	pkt_direction = 0;
	pkt_payload = 0;
	pkt_depth = 0;
	pkt_tunnel = xlate <tunnelinfo_t>((struct tunnel *)NULL);
};
translator csinfo_t < void *p > {
	cs_addr = 0;
	cs_cid = (uint64_t)p;
	cs_pid = 0;
	cs_zoneid = 0;
};
translator csinfo_t < struct flow *p > {
	cs_addr = 0;
	cs_cid = p == NULL ? 0 : p->id;
	cs_pid = 0;
	cs_zoneid = 0;
};
translator ipinfo_t < uint8_t *p > {
	ip_ver = p == NULL ? 0 : *p >> 4;
	ip_plength = p == NULL ? 0 :
	    *p >> 4 == 4 ? (((struct ip *)p)->ip_len == 0 ? arg9 : ntohs(((struct ip *)p)->ip_len) - ((*p & 15) << 2)) :
	    *p >> 4 == 6 ? (((struct ip6_hdr *)p)->ip6_ctlun.ip6_un1.ip6_un1_plen == 0 ? arg9 :
	    ntohs(((struct ip6_hdr *)p)->ip6_ctlun.ip6_un1.ip6_un1_plen)) : 0;
	ip_saddr = p == NULL ? "<unknown>" :
	    *p >> 4 == 4 ? inet_ntoa(&((struct ip *)p)->ip_src.s_addr) :
	    *p >> 4 == 6 ? inet_ntoa6(&((struct ip6_hdr *)p)->ip6_src) : "<unknown>";
	ip_daddr = p == NULL ? "<unknown>" :
	    *p >> 4 == 4 ? inet_ntoa(&((struct ip *)p)->ip_dst.s_addr) :
	    *p >> 4 == 6 ? inet_ntoa6(&((struct ip6_hdr *)p)->ip6_dst) : "<unknown>";
};
translator ifinfo_t < struct packet *p > {
	if_name = p == NULL || p->interface_name == NULL ? "<unknown>" : stringof(p->interface_name);
	if_local = p == NULL ? 0 : p->link_type == 0 || p->link_type == 108 ? 1 :
	    p->interface_name == NULL ? 0 :
	    stringof(p->interface_name) == "lo" || stringof(p->interface_name) == "lo0" ? 1 : 0;
	if_ipstack = 0;
	if_addr = p == NULL ? 0 : p->interface;
};
translator ipv4info_t < struct ip *p > {
	ipv4_ver = p == NULL ? 0 : p->ip_v;
	ipv4_ihl = p == NULL ? 0 : p->ip_hl;
	ipv4_tos = p == NULL ? 0 : p->ip_tos;
	ipv4_length = p == NULL ? 0 : ntohs(p->ip_len);
	ipv4_ident = p == NULL ? 0 : ntohs(p->ip_id);
	ipv4_flags = p == NULL ? 0 : (ntohs(p->ip_off) & 0xe000) >> 8;
	ipv4_offset = p == NULL ? 0 : ntohs(p->ip_off) & 0x1fff;
	ipv4_ttl = p == NULL ? 0 : p->ip_ttl;
	ipv4_protocol = p == NULL ? 0 : p->ip_p;
	ipv4_protostr = p == NULL ? "<null>" : protocols[p->ip_p];
	ipv4_checksum = p == NULL ? 0 : ntohs(p->ip_sum);
	ipv4_src = p == NULL ? 0 : ntohl(p->ip_src.s_addr);
	ipv4_dst = p == NULL ? 0 : ntohl(p->ip_dst.s_addr);
	ipv4_saddr = p == NULL ? "<null>" : inet_ntoa(&p->ip_src.s_addr);
	ipv4_daddr = p == NULL ? "<null>" : inet_ntoa(&p->ip_dst.s_addr);
	ipv4_hdr = (ipha_t *)p;
};
translator ipv6info_t < struct ip6_hdr *p > {
	ipv6_ver = p == NULL ? 0 : p->ip6_ctlun.ip6_un2_vfc >> 4;
	ipv6_tclass = p == NULL ? 0 : ntohl(p->ip6_ctlun.ip6_un1.ip6_un1_flow) >> 20 & 0xff;
	ipv6_flow = p == NULL ? 0 : ntohl(p->ip6_ctlun.ip6_un1.ip6_un1_flow) & 0xfffff;
	ipv6_plen = p == NULL ? 0 : ntohs(p->ip6_ctlun.ip6_un1.ip6_un1_plen);
	ipv6_nexthdr = p == NULL ? 0 : p->ip6_ctlun.ip6_un1.ip6_un1_nxt;
	ipv6_nextstr = p == NULL ? "<null>" : protocols[p->ip6_ctlun.ip6_un1.ip6_un1_nxt];
	ipv6_hlim = p == NULL ? 0 : p->ip6_ctlun.ip6_un1.ip6_un1_hlim;
	ipv6_src = p == NULL ? NULL : &p->ip6_src;
	ipv6_dst = p == NULL ? NULL : &p->ip6_dst;
	ipv6_saddr = p == NULL ? "<null>" : inet_ntoa6(&p->ip6_src);
	ipv6_daddr = p == NULL ? "<null>" : inet_ntoa6(&p->ip6_dst);
	ipv6_hdr = p;
};
