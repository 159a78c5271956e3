/*
 * ARP (RFC 826): header, arguments of the arp provider.
 */
#pragma D depends_on library types.d
#pragma D depends_on library packet.d
#pragma D depends_on library ip.d

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

inline uint16_t ARPOP_REQUEST = 1;	/* who has this address? */
inline uint16_t ARPOP_REPLY = 2;	/* the answer to a request */

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
