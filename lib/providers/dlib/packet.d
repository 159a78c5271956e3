/*
 * What a source says of a packet, and what is kept of a flow: the raw arguments of packet probes.
 * The places of all members are fixed; packet providers write them.
 */
#pragma D depends_on library types.d
#pragma D depends_on library tunnel.d

struct packet {
	uint64_t number;		/* place in the source, from 1 */
	int64_t time_ns;		/* when it was captured, nanoseconds since 1970 UTC */
	uint32_t captured;		/* bytes captured */
	uint32_t length;		/* bytes on the wire */
	uint32_t direction;		/* 0 unknown, 1 in, 2 out */
	uint32_t interface;		/* number of the interface, from 0 */
	uint32_t link_type;		/* LINKTYPE_ value */
	uint32_t told_direction;	/* the same as the source says it, where a view may know better */
	uint8_t *frame;			/* first captured byte */
	char *interface_name;		/* name of the interface, NULL if the source does not tell */
	uint8_t *payload;		/* first byte after the transport header, NULL if there is none */
	uint32_t payload_captured;	/* payload bytes captured */
	uint32_t payload_length;	/* payload bytes on the wire, from the IP header */
	struct tunnel *tunnel;		/* the tunnel that it is in, NULL for the packet as it was captured */
	uint32_t depth;			/* tunnels that it is in */
};

/* What one end of a TCP connection knows or has said. Sequence numbers are as on the wire. */
struct tcp_end {
	uint16_t state;			/* TCPS_ value, of SCTP SCTP_STATE_ value */
	uint16_t rtt_sent_high;		/* of rtt_sent, what is above 2^32 */
	uint32_t seen;			/* FLOW_SEEN_ bits */
	uint32_t iss;			/* initial send sequence number; if its SYN was not seen, the lowest captured */
	uint32_t una;			/* oldest that the other end has not acknowledged */
	uint32_t max;			/* one beyond the highest captured */
	uint32_t nxt;			/* one beyond the last sent; goes back on a retransmission */
	uint32_t rcv_nxt;		/* next expected */
	uint32_t acked;			/* last acknowledgment sent */
	uint16_t window;		/* last window advertised, not scaled */
	int8_t scale;			/* window scale offered, -1 if none, -2 if not known */
	uint8_t ack_sent_high;		/* of ack_sent, what is above 2^32 */
	uint16_t mss;			/* maximum segment size announced, 0 if none, bytes */
	uint16_t bytes_high;		/* payload bytes sent: what is above 2^32 */
	uint32_t fin_end;		/* sequence number just after the FIN */
	uint32_t wl1;			/* sequence number of the last window update taken */
	uint32_t wl2;			/* its acknowledgment number */
	uint32_t rtt_seq;		/* what must be acknowledged to time a round trip */
	uint32_t rtt_sent;		/* when that was sent, microseconds since the flow's start */
	uint32_t srtt;			/* smoothed round trip, microseconds (milliseconds if FLOW_SEEN_COARSE), 0 before the first sample */
	uint32_t rttvar;		/* its mean deviation, the same */
	uint32_t ts_recent;		/* last timestamp received (RFC 7323) */
	uint16_t duplicate_acks;	/* duplicate acknowledgments sent in a row, at most 65535 */
	uint16_t advanced_high;		/* of advanced, what is above 2^32 */
	uint32_t sacked;		/* highest that the other end selectively acknowledged, 0 if none */
	uint32_t advanced;		/* when max last grew, microseconds since the flow's start */
	uint32_t ack_sent;		/* when it last acknowledged, microseconds since the flow's start */
	uint32_t segments;		/* segments sent */
	uint32_t retransmitted;		/* segments sent again */
	uint32_t bytes_low;		/* payload bytes sent, retransmissions included, modulo 2^32 */
	uint32_t urgent;		/* urgent pointer as a sequence number */
	uint32_t gap;			/* numbers below max that the capture has not shown lie from here */
	uint32_t gap_end;		/* to there; the same if there are none */
};

struct flow {
	uint64_t id;			/* from 1, in the order of appearance */
	uint8_t protocol;		/* IPPROTO_ value */
	uint8_t family;			/* 4, 6 */
	uint8_t local_side;		/* which of the two ends is the observed host's: 0, 1 */
	uint8_t direction;		/* of the segment being reported: 0 in, 1 out */
	uint16_t port[2];		/* host byte order */
	struct in6_addr address[2];	/* network byte order; IPv4 in the first four bytes */
	struct tcp_end end[2];		/* TCP only */
	uint32_t start_seconds;		/* time of the first segment, modulo 2^32 */
	int start_microseconds : 24;
	int client : 8;			/* which end opened: 0, 1; -1 unknown */
	uint32_t handshake;		/* from the SYN to the final ACK of the handshake, microseconds, 0 if not seen */
	uint32_t first_rtt;		/* the same from the last SYN */
};

inline uint32_t FLOW_SEEN_SYN = 1;	/* a SYN of this end was captured */
inline uint32_t FLOW_SEEN_SACK_PERMITTED = 32;	/* this end's SYN permits selective acknowledgments */
inline uint32_t FLOW_SEEN_TIMESTAMPS = 64;	/* a segment of this end had timestamps */
inline uint32_t FLOW_SEEN_RETRANSMITTING = 256;	/* something that this end has sent again is not acknowledged yet */
inline uint32_t FLOW_SEEN_WINDOW_OF_SYN = 4096;	/* the window this end offers was said by its SYN, without scale */
inline uint32_t FLOW_SEEN_OPENED = 131072;	/* a SYN of this end was without ACK: it opens */
inline uint32_t FLOW_SEEN_COARSE = 1048576;	/* round trips of this end are kept in milliseconds: they are that long */
