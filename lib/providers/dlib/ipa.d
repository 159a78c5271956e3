/*
 * Datagrams put together from fragments: the fifth argument of the ipa provider. At most 128 at once, each within 30 seconds;
 * one whose fragments overlap or contradict each other is given up (RFC 5722), and said at the end.
 */
#pragma D depends_on library types.d
#pragma D depends_on library packet.d
#pragma D depends_on library ip.d

struct ip_whole {
	uint8_t *w_ip;			/* the packet, its header as if it had never been fragmented */
	uint8_t *w_transport;		/* NULL if there is none */
	uint32_t w_length;
	uint32_t w_transport_length;
	uint32_t w_fragments;
	uint32_t w_time;
	uint32_t w_protocol;
};

typedef struct ipwholeinfo {
	uint32_t ipw_fragments;		/* fragments it came in, copies left out */
	uint32_t ipw_length;		/* bytes, IP header included */
	uint32_t ipw_time_us;		/* from the first to the last fragment, microseconds */
	uint8_t ipw_protocol;		/* IPPROTO_ value of what it carries */
	uint16_t ipw_sport;		/* source port, 0 if it has none */
	uint16_t ipw_dport;		/* destination port, 0 if it has none */
	uint32_t ipw_transport_length;	/* bytes from the transport header on */
	uint8_t *ipw_transport;		/* the transport header and all that follows, NULL if there is none */
	uint8_t *ipw_ip;		/* the IP header */
} ipwholeinfo_t;

translator ipwholeinfo_t < struct ip_whole *p > {
	ipw_fragments = p == NULL ? 0 : p->w_fragments;
	ipw_length = p == NULL ? 0 : p->w_length;
	ipw_time_us = p == NULL ? 0 : p->w_time;
	ipw_protocol = p == NULL ? 0 : p->w_protocol;
	ipw_sport = p == NULL || p->w_transport == NULL ? 0 :
	    p->w_protocol == 6 || p->w_protocol == 17 || p->w_protocol == 132 || p->w_protocol == 136 ?
	    ntohs(*(uint16_t *)p->w_transport) : 0;
	ipw_dport = p == NULL || p->w_transport == NULL ? 0 :
	    p->w_protocol == 6 || p->w_protocol == 17 || p->w_protocol == 132 || p->w_protocol == 136 ?
	    ntohs(*(uint16_t *)(p->w_transport + 2)) : 0;
	ipw_transport_length = p == NULL ? 0 : p->w_transport_length;
	ipw_transport = p == NULL ? NULL : p->w_transport;
	ipw_ip = p == NULL ? NULL : p->w_ip;
};
