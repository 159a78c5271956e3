/*
 * Analysis of TCP: the sixth argument of the tcpa provider.
 */
#pragma D depends_on library types.d
#pragma D depends_on library packet.d
#pragma D depends_on library tcp.d

/* Side 0 and 1 are the flow's; the translator turns them into the end that has sent the segment and its peer. */
struct tcpa {
	uint32_t verdict;		/* TCPA_ bits */
	uint32_t handshake;		/* from the SYN to the final ACK of the handshake, microseconds, 0 if not seen */
	uint64_t rtt;			/* round trip measured by this segment, microseconds, 0 if none */
	uint32_t sender;		/* side that has sent the segment */
	uint32_t ev_bits;		/* TCPA_EV_ bits */
	uint64_t bytes[2];		/* payload bytes sent by each side, retransmissions included */
	uint32_t segments[2];		/* segments sent by each side */
	uint32_t retransmitted[2];	/* of these, sent again */
};

typedef struct tcpainfo {
	uint32_t tcpa_verdict;		/* all that was found of the segment, TCPA_ bits */
	uint32_t tcpa_evidence;		/* what speaks for a retransmission, or for its having been needless: TCPA_EV_ bits */
	uint64_t tcpa_rtt_us;		/* round trip measured by this segment, microseconds, 0 if none */
	uint32_t tcpa_handshake_us;	/* round trip of the handshake, microseconds, 0 if it was not seen */
	uint64_t tcpa_sent_bytes;	/* payload bytes that the sender of this segment has sent so far */
	uint64_t tcpa_peer_bytes;	/* payload bytes that the other end has sent so far */
	uint32_t tcpa_sent_segments;	/* segments that the sender of this segment has sent so far */
	uint32_t tcpa_peer_segments;	/* segments that the other end has sent so far */
	uint32_t tcpa_sent_again;	/* of the sender's, segments sent again */
	uint32_t tcpa_peer_again;	/* of the other end's, segments sent again */
} tcpainfo_t;

inline uint32_t TCPA_RETRANSMISSION = 1;	/* sent again */
inline uint32_t TCPA_FAST_RETRANSMISSION = 2;	/* sent again because of duplicate acknowledgments */
inline uint32_t TCPA_SPURIOUS = 4;	/* sent again although it had been acknowledged */
inline uint32_t TCPA_OUT_OF_ORDER = 8;	/* comes after one that follows it */
inline uint32_t TCPA_DUPLICATE_ACK = 16;	/* the same acknowledgment again */
inline uint32_t TCPA_ZERO_WINDOW = 32;	/* its sender can take nothing more */
inline uint32_t TCPA_WINDOW_UPDATE = 64;	/* the window opens again, or further */
inline uint32_t TCPA_WINDOW_FULL = 128;	/* fills the window that the other end has offered */
inline uint32_t TCPA_KEEP_ALIVE = 256;	/* an old byte, to learn whether the other end is there */
inline uint32_t TCPA_KEEP_ALIVE_ACK = 512;	/* the answer to a keep-alive */
inline uint32_t TCPA_WINDOW_PROBE = 1024;	/* a byte beyond a closed window */
inline uint32_t TCPA_WINDOW_PROBE_ACK = 2048;	/* the answer to a window probe */
inline uint32_t TCPA_LOST_SEGMENT = 4096;	/* a segment before it is missing from the capture */
inline uint32_t TCPA_ACKED_UNSEEN = 8192;	/* acknowledges what is missing from the capture */
inline uint32_t TCPA_REPEATED = 16384;	/* all of it was captured before: it was sent, or captured, twice */
inline uint32_t TCPA_ZERO_WINDOW_END = 32768;	/* the window was zero, and is no longer */
inline uint32_t TCPA_NEEDLESS = 65536;	/* an acknowledgment tells that something had been sent again without need */
inline uint32_t TCPA_CONFLICT = 131072;	/* data came again with other bytes: in conflict alone */

inline uint32_t TCPA_EV_DUPLICATE_ACKS = 1;	/* duplicate acknowledgments asked for it */
inline uint32_t TCPA_EV_SACK = 2;	/* later data had been selectively acknowledged */
inline uint32_t TCPA_EV_TIMESTAMP = 4;	/* its timestamp is later than any before: no copy made on the way */
inline uint32_t TCPA_EV_REPEATED = 8;	/* all of it was captured before */
inline uint32_t TCPA_EV_ACKNOWLEDGED = 16;	/* all of it had been acknowledged before */
inline uint32_t TCPA_EV_DSACK = 32;	/* an acknowledgment reports data that came twice (RFC 2883) */
inline uint32_t TCPA_EV_ECHO = 64;	/* an acknowledgment answers the timestamp of the first sending (RFC 3522) */

translator tcpainfo_t < struct tcpa *p > {
	tcpa_verdict = p == NULL ? 0 : p->verdict;
	tcpa_evidence = p == NULL ? 0 : p->ev_bits;
	tcpa_rtt_us = p == NULL ? 0 : p->rtt;
	tcpa_handshake_us = p == NULL ? 0 : p->handshake;
	tcpa_sent_bytes = p == NULL ? 0 : p->bytes[p->sender];
	tcpa_peer_bytes = p == NULL ? 0 : p->bytes[1 - p->sender];
	tcpa_sent_segments = p == NULL ? 0 : p->segments[p->sender];
	tcpa_peer_segments = p == NULL ? 0 : p->segments[1 - p->sender];
	tcpa_sent_again = p == NULL ? 0 : p->retransmitted[p->sender];
	tcpa_peer_again = p == NULL ? 0 : p->retransmitted[1 - p->sender];
};
