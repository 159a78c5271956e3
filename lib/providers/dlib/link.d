/*
 * The headers of a link, and what stands between them and IP: arguments of the packet provider. IEEE 802.3, 802.1Q, 802.11;
 * RFC 3032 (MPLS), RFC 2516 (PPPoE).
 */
#pragma D depends_on library types.d
#pragma D depends_on library packet.d
#pragma D depends_on library ip.d

struct link {
	uint8_t *source;		/* NULL if there is none */
	uint8_t *target;
	char *type_name;
	uint16_t *vlan_list;
	uint32_t *label_list;
	char *vlan_text;
	char *label_text;
	uint32_t type;
	uint32_t ethertype;
	uint32_t vlans;
	int32_t vlan;
	int32_t vlan_inner;
	int32_t priority;
	int32_t drop_eligible;
	uint32_t labels;
	int32_t label;
	int32_t pppoe;
};
struct undecoded {
	char *reason;
};

typedef struct linkinfo {
	uint32_t link_type;		/* LINKTYPE_ value of the tcpdump registry: 1 Ethernet */
	string link_name;		/* the same by the registry's name: `ETHERNET`; the number where it has none */
	string link_saddr;		/* source, hardware address, text; `<unknown>` if the link has none of 48 bits */
	string link_daddr;		/* destination, hardware address, text; `<unknown>` if the link has none of 48 bits */
	uint16_t link_ethertype;	/* EtherType behind all tags; 0 if there is none */
	uint32_t link_vlans;		/* VLAN tags; one with the id 0 is a tag too */
	int32_t link_vlan;		/* id of the outermost tag, -1 if there is none */
	int32_t link_vlan_inner;	/* id of the innermost of several tags, else -1 */
	string link_vlan_ids;		/* ids of all tags, outermost first, text: `100,7`; `none` if there are none */
	uint16_t *link_vlan_list;	/* the same to be picked from: link_vlans of them, the first 16 if there are more */
	int32_t link_pcp;		/* priority of the outermost tag, -1 if there is none */
	int32_t link_dei;		/* 1 if the outermost tag says that the frame may be dropped first; -1 if there is none */
	uint32_t link_mpls_depth;	/* labels of MPLS */
	int32_t link_mpls;		/* outermost label, -1 if there is none */
	string link_mpls_labels;	/* all labels, outermost first, text: `16,100`; `none` if there are none */
	uint32_t *link_mpls_list;	/* the same to be picked from: link_mpls_depth of them, the first 16 if there are more */
	int32_t link_pppoe;		/* session of PPPoE, -1 if there is none */
} linkinfo_t;
typedef struct undecodedinfo {
	string undecoded_reason;	/* as it is counted at the end of a run: `not IP: LLDP` */
} undecodedinfo_t;

translator linkinfo_t < struct link *p > {
	link_type = p == NULL ? 0 : p->type;
	link_name = p == NULL ? "<unknown>" : stringof(p->type_name);
	link_saddr = p == NULL || p->source == NULL ? "<unknown>" : link_ntop(1, p->source);
	link_daddr = p == NULL || p->target == NULL ? "<unknown>" : link_ntop(1, p->target);
	link_ethertype = p == NULL ? 0 : p->ethertype;
	link_vlans = p == NULL ? 0 : p->vlans;
	link_vlan = p == NULL ? -1 : p->vlan;
	link_vlan_inner = p == NULL ? -1 : p->vlan_inner;
	link_vlan_ids = p == NULL || p->vlans == 0 ? "none" : stringof(p->vlan_text);
	link_vlan_list = p == NULL ? NULL : p->vlan_list;
	link_pcp = p == NULL ? -1 : p->priority;
	link_dei = p == NULL ? -1 : p->drop_eligible;
	link_mpls_depth = p == NULL ? 0 : p->labels;
	link_mpls = p == NULL ? -1 : p->label;
	link_mpls_labels = p == NULL || p->labels == 0 ? "none" : stringof(p->label_text);
	link_mpls_list = p == NULL ? NULL : p->label_list;
	link_pppoe = p == NULL ? -1 : p->pppoe;
};
translator undecodedinfo_t < struct undecoded *p > {
	undecoded_reason = p == NULL ? "<unknown>" : stringof(p->reason);
};
