/*
 * SCTP (RFC 9260): header, arguments of the sctp provider.
 */
#pragma D depends_on library types.d
#pragma D depends_on library packet.d
#pragma D depends_on library ip.d

struct sctphdr {
	uint16_t src_port;		/* source port, network byte order, as all below */
	uint16_t dest_port;		/* destination port */
	uint32_t v_tag;			/* verification tag */
	uint32_t checksum;		/* CRC32c */
};
/* A chunk's first four bytes; the first chunk is at `(struct sctp_chunkhdr *)(args[4]->sctp_hdr + 1)`. */
struct sctp_chunkhdr {
	uint8_t chunk_type;		/* SCTP_ chunk type */
	uint8_t chunk_flags;
	uint16_t chunk_length;		/* bytes, this header included, network byte order */
};

struct sctp_chunks {
	uint64_t sc_types;
	uint32_t sc_count;
	int32_t sc_first;
	uint32_t sc_data;
	uint32_t sc_data_bytes;
	uint32_t sc_tsn;
};

typedef struct sctpchunks {
	uint32_t sctpc_count;		/* chunks in the packet, as far as they were captured */
	uint64_t sctpc_types;		/* bit n: a chunk of type n is there, up to 63: `sctpc_types & (1 << SCTP_DATA)` */
	int32_t sctpc_first;		/* type of the first chunk, -1 if there is none */
	uint32_t sctpc_data;		/* DATA chunks in the packet */
	uint32_t sctpc_data_bytes;	/* user's bytes in them */
	uint32_t sctpc_tsn;		/* transmission sequence number of the first DATA chunk, 0 if there is none */
} sctpchunks_t;
typedef struct sctpsinfo {
	uintptr_t sctps_addr;		/* the association's number, from 1 in the order of appearance; 0 if there is none */
	int sctps_num_raddrs;		/* remote addresses: 1, packets show those in use; -1 if there is no association */
	uintptr_t sctps_raddrs;		/* 0: packets do not show it */
	int sctps_num_laddrs;		/* local addresses: 1; -1 if there is no association */
	uintptr_t sctps_laddrs;		/* 0: packets do not show it */
	uint16_t sctps_lport;		/* local port */
	uint16_t sctps_rport;		/* remote port */
	string sctps_laddr;		/* local address, text */
	string sctps_raddr;		/* remote address, text */
	int32_t sctps_state;		/* SCTP_STATE_ value, as the chunks show it; never SHUTDOWN_PENDING */
} sctpsinfo_t;
typedef struct sctplsinfo {
	int32_t sctps_state;		/* the state before */
} sctplsinfo_t;
typedef struct sctpinfo {
	uint16_t sctp_sport;		/* source port */
	uint16_t sctp_dport;		/* destination port */
	uint32_t sctp_verify;		/* verification tag */
	uint32_t sctp_checksum;		/* CRC32c */
	struct sctphdr *sctp_hdr;	/* the header itself */
	uint8_t sctp_chunk;		/* type of the first chunk */
} sctpinfo_t;

inline int32_t SCTP_STATE_EMPTY = 0;	/* no association */
inline int32_t SCTP_STATE_CLOSED = 0;	/* no association, or one that has ended */
inline int32_t SCTP_STATE_INUSE = 1;	/* in use, with no state of its own yet */
inline int32_t SCTP_STATE_COOKIE_WAIT = 2;	/* INIT was sent; its answer is awaited */
inline int32_t SCTP_STATE_COOKIE_ECHOED = 4;	/* COOKIE ECHO was sent; its answer is awaited */
inline int32_t SCTP_STATE_OPEN = 8;	/* the association is established */
inline int32_t SCTP_STATE_ESTABLISHED = 8;	/* the same as SCTP_STATE_OPEN */
inline int32_t SCTP_STATE_SHUTDOWN_SENT = 0x10;	/* SHUTDOWN was sent */
inline int32_t SCTP_STATE_SHUTDOWN_RECEIVED = 0x20;	/* SHUTDOWN has come */
inline int32_t SCTP_STATE_SHUTDOWN_ACK_SENT = 0x40;	/* SHUTDOWN ACK was sent */
inline int32_t SCTP_STATE_MASK = 0x7f;	/* the bits that hold the state */
inline int32_t SCTP_STATE_SHUTDOWN_PENDING = 0x80;	/* a shutdown waits until all data is acknowledged */
inline int32_t SCTP_STATE_CLOSED_SOCKET = 0x100;	/* FreeBSD: the socket was closed */
inline int32_t SCTP_STATE_ABOUT_TO_BE_FREED = 0x200;	/* FreeBSD: the association is being freed */
inline int32_t SCTP_STATE_PARTIAL_MSG_LEFT = 0x400;	/* FreeBSD: part of a message is left */
inline int32_t SCTP_STATE_WAS_ABORTED = 0x800;	/* FreeBSD: the association was aborted */
inline int32_t SCTP_STATE_IN_ACCEPT_QUEUE = 0x1000;	/* FreeBSD: waits to be accepted */
inline int32_t SCTP_STATE_BOUND = 0x1000;	/* illumos: an address is bound */

/* The name of an association's state. */
inline string sctp_state_string[int32_t state] =
	state & 0x200 ? "state-closed" :
	state & 0x80 ? "state-shutdown-pending" :
	(state & 0x7f) <= 1 ? "state-closed" :
	(state & 0x7f) == 2 ? "state-cookie-wait" :
	(state & 0x7f) == 4 ? "state-cookie-echoed" :
	(state & 0x7f) == 8 ? "state-established" :
	(state & 0x7f) == 0x10 ? "state-shutdown-sent" :
	(state & 0x7f) == 0x20 ? "state-shutdown-received" :
	(state & 0x7f) == 0x40 ? "state-shutdown-ack-sent" : "<unknown>";

inline uint8_t SCTP_DATA = 0;	/* user data */
inline uint8_t SCTP_INITIATION = 1;	/* INIT: opens an association */
inline uint8_t SCTP_INITIATION_ACK = 2;	/* INIT ACK: answers INIT with a cookie */
inline uint8_t SCTP_SELECTIVE_ACK = 3;	/* SACK: which data has come */
inline uint8_t SCTP_HEARTBEAT_REQUEST = 4;	/* HEARTBEAT: is the path still there? */
inline uint8_t SCTP_HEARTBEAT_ACK = 5;	/* the answer to HEARTBEAT */
inline uint8_t SCTP_ABORT_ASSOCIATION = 6;	/* ABORT: ends the association at once */
inline uint8_t SCTP_SHUTDOWN = 7;	/* SHUTDOWN: no more data is sent */
inline uint8_t SCTP_SHUTDOWN_ACK = 8;	/* the answer to SHUTDOWN */
inline uint8_t SCTP_OPERATION_ERROR = 9;	/* ERROR: an error that need not end the association */
inline uint8_t SCTP_COOKIE_ECHO = 10;	/* the cookie comes back */
inline uint8_t SCTP_COOKIE_ACK = 11;	/* the answer to COOKIE ECHO */
inline uint8_t SCTP_ECN_ECHO = 12;	/* a packet came with congestion marked */
inline uint8_t SCTP_ECN_CWR = 13;	/* the sending rate was reduced for it */
inline uint8_t SCTP_SHUTDOWN_COMPLETE = 14;	/* the association has ended */

translator sctpsinfo_t < struct flow *p > {
	sctps_addr = p == NULL ? 0 : p->id;
	sctps_lport = p == NULL ? 0 : p->port[p->local_side];
	sctps_rport = p == NULL ? 0 : p->port[1 - p->local_side];
	sctps_laddr = p == NULL ? "<unknown>" :
	    p->family == 4 ? inet_ntoa((ipaddr_t *)&p->address[p->local_side]) : inet_ntoa6(&p->address[p->local_side]);
	sctps_raddr = p == NULL ? "<unknown>" :
	    p->family == 4 ? inet_ntoa((ipaddr_t *)&p->address[1 - p->local_side]) :
	    inet_ntoa6(&p->address[1 - p->local_side]);
	sctps_num_raddrs = p == NULL ? -1 : 1;
	sctps_raddrs = 0;
	sctps_num_laddrs = p == NULL ? -1 : 1;
	sctps_laddrs = 0;
	sctps_state = p == NULL ? 0 : p->end[p->local_side].state;
};
translator sctplsinfo_t < int state > {
	sctps_state = state;
};
translator sctpinfo_t < struct sctphdr *p > {
	sctp_sport = p == NULL ? 0 : ntohs(p->src_port);
	sctp_dport = p == NULL ? 0 : ntohs(p->dest_port);
	sctp_verify = p == NULL ? 0 : ntohl(p->v_tag);
	sctp_checksum = p == NULL ? 0 : ntohl(p->checksum);
	sctp_hdr = p;
	sctp_chunk = p == NULL ? 0 : ((struct sctp_chunkhdr *)(p + 1))->chunk_type;
};
translator sctpchunks_t < struct sctp_chunks *p > {
	sctpc_count = p == NULL ? 0 : p->sc_count;
	sctpc_types = p == NULL ? 0 : p->sc_types;
	sctpc_first = p == NULL ? -1 : p->sc_first;
	sctpc_data = p == NULL ? 0 : p->sc_data;
	sctpc_data_bytes = p == NULL ? 0 : p->sc_data_bytes;
	sctpc_tsn = p == NULL ? 0 : p->sc_tsn;
};
