/*
 * Tunnels: the one that a packet is in (`-x tunnels` opens them), of pktinfo_t.
 */
#pragma D depends_on library types.d

struct tunnel {
	int64_t id;			/* what identifies it within its ends, -1 if nothing does */
	char *name;			/* as -x tunnels names it */
	char *ids;			/* identifiers of all tunnels around the packet */
	uint8_t *source;		/* address of its beginning, of 4 or 16 bytes */
	uint8_t *target;		/* address of its end */
	uint16_t type;			/* TUN_ value */
	uint16_t source_port;		/* ports, host byte order; 0 if it is not over UDP */
	uint16_t target_port;
	uint8_t family;			/* 4, 6: of the addresses */
};

typedef struct tunnelinfo {
	uint16_t tun_type;		/* the tunnel right around the packet: TUN_ value; TUN_NONE for the packet as it was captured */
	string tun_typestr;		/* the same, as -x tunnels names it: `vxlan`; `none` */
	int64_t tun_id;			/* what identifies it: VNI, key of GRE, session of ERSPAN, TEID, outermost label; -1 if nothing does */
	string tun_ids;			/* the same of all tunnels around the packet, outermost first, text: `100,-`; `none` */
	string tun_saddr;		/* from where the tunnel comes: source of the packet around it, text; `none` */
	string tun_daddr;		/* to where it goes, text; `none` */
	uint16_t tun_sport;		/* source port of a tunnel over UDP, else 0 */
	uint16_t tun_dport;		/* destination port of a tunnel over UDP, else 0 */
} tunnelinfo_t;

inline int TUN_NONE = 0;	/* for tun_type: in no tunnel */
inline int TUN_GRE = 1;		/* for tun_type: GRE, with a packet or a frame */
inline int TUN_ERSPAN = 2;	/* for tun_type: ERSPAN, a mirrored frame */
inline int TUN_VXLAN = 3;	/* for tun_type: VXLAN, with its extension of other protocols */
inline int TUN_GENEVE = 4;	/* for tun_type: Geneve */
inline int TUN_GTPU = 5;	/* for tun_type: GTP-U, a packet of a mobile user */
inline int TUN_IPIP = 6;	/* for tun_type: IPv4 in IPv4, IPv6 in IPv6 */
inline int TUN_6IN4 = 7;	/* for tun_type: IPv6 in IPv4 */
inline int TUN_4IN6 = 8;	/* for tun_type: IPv4 in IPv6 */
inline int TUN_TEREDO = 9;	/* for tun_type: Teredo, IPv6 over UDP */
inline int TUN_MPLS = 10;	/* for tun_type: MPLS in UDP */

translator tunnelinfo_t < struct tunnel *p > {
	tun_type = p == NULL ? 0 : p->type;
	tun_typestr = p == NULL ? "none" : stringof(p->name);
	tun_id = p == NULL ? -1 : p->id;
	tun_ids = p == NULL ? "none" : stringof(p->ids);
	tun_saddr = p == NULL ? "none" :
	    p->family == 4 ? inet_ntoa((ipaddr_t *)p->source) : inet_ntoa6((in6_addr_t *)p->source);
	tun_daddr = p == NULL ? "none" :
	    p->family == 4 ? inet_ntoa((ipaddr_t *)p->target) : inet_ntoa6((in6_addr_t *)p->target);
	tun_sport = p == NULL ? 0 : p->source_port;
	tun_dport = p == NULL ? 0 : p->target_port;
};
