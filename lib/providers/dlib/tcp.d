/*
 * TCP (RFC 9293): header, arguments of the tcp provider.
 *
 * What a segment does not carry is followed over the connection; what only the host's kernel knows is estimated, or 0,
 * as each member says. Of a connection that was open before the capture began, what the SYNs said (initial sequence
 * numbers, segment sizes) is not known: 0; a window scale that is not known is -1. So are the options of SYNs that are
 * cut short.
 */
#pragma D depends_on library types.d
#pragma D depends_on library packet.d
#pragma D depends_on library ip.d

struct tcphdr {
	uint16_t th_sport;		/* source port, network byte order, as all below */
	uint16_t th_dport;		/* destination port */
	uint32_t th_seq;		/* sequence number */
	uint32_t th_ack;		/* acknowledgment number */
	uint8_t th_x2 : 4;		/* reserved */
	uint8_t th_off : 4;		/* header length, 32-bit words */
	uint8_t th_flags;		/* TH_ bits */
	uint16_t th_win;		/* window, not scaled */
	uint16_t th_sum;		/* checksum */
	uint16_t th_urp;		/* urgent pointer */
};

typedef struct tcpinfo {
	uint16_t tcp_sport;		/* source port */
	uint16_t tcp_dport;		/* destination port */
	uint32_t tcp_seq;		/* sequence number */
	uint32_t tcp_ack;		/* acknowledgment number */
	uint8_t tcp_offset;		/* header length, bytes */
	uint8_t tcp_flags;		/* TH_ bits */
	uint16_t tcp_window;		/* window, not scaled */
	uint16_t tcp_checksum;		/* checksum of header and payload */
	uint16_t tcp_urgent;		/* urgent pointer */
	struct tcphdr *tcp_hdr;		/* the header itself */
} tcpinfo_t;
typedef tcpinfo_t tcpinfoh_t;

typedef struct tcpsinfo {
	uintptr_t tcps_addr;		/* the connection's number, from 1; 0 if there is none */
	int tcps_local;			/* 1 if both ends have one address, -1 if there is no connection */
	int tcps_active;		/* 1 opened from here, 0 from there, -1 not known */
	uint16_t tcps_lport;		/* local port */
	uint16_t tcps_rport;		/* remote port */
	string tcps_laddr;		/* local address, text */
	string tcps_raddr;		/* remote address, text */
	int32_t tcps_state;		/* TCPS_ value; -1 if there is no connection */
	uint32_t tcps_iss;		/* initial sequence number sent */
	uint32_t tcps_irs;		/* initial sequence number received */
	uint32_t tcps_suna;		/* sent and not acknowledged: from here */
	uint32_t tcps_smax;		/* one beyond the highest sent */
	uint32_t tcps_snxt;		/* one beyond the last sent; goes back on a retransmission */
	uint32_t tcps_rack;		/* last acknowledgment number sent */
	uint32_t tcps_rnxt;		/* next sequence number expected */
	u_long tcps_swnd;		/* window that the other end offers, bytes: scaled, but not where tcps_snd_ws is not known */
	int32_t tcps_snd_ws;		/* its scale; 0 if scaling was not agreed upon, -1 if that is not known, or there is no connection */
	uint32_t tcps_swl1;		/* sequence number of the segment that last updated the send window */
	uint32_t tcps_swl2;		/* and its acknowledgment number */
	uint32_t tcps_rup;		/* urgent data received: up to this sequence number, 0 if none */
	uint32_t tcps_radv;		/* receive window: up to this sequence number */
	u_long tcps_rwnd;		/* window offered, bytes: scaled, but not where tcps_rcv_ws is not known */
	int32_t tcps_rcv_ws;		/* its scale; 0 if scaling was not agreed upon, -1 if that is not known, or there is no connection */
	u_long tcps_cwnd;		/* congestion window: estimated by the bytes in flight, which do not exceed it */
	u_long tcps_cwnd_ssthresh;	/* slow start threshold: 0, packets do not show it */
	uint32_t tcps_srecover;		/* NewReno recovery point: 0, packets do not show it */
	uint32_t tcps_sack_fack;	/* highest sequence number selectively acknowledged, 0 if none */
	uint32_t tcps_sack_snxt;	/* where SACK retransmission goes on: 0, packets do not show it */
	uint32_t tcps_rto;		/* retransmission timeout, milliseconds: RFC 6298 without a lower bound, 1000 at first */
	uint32_t tcps_mss;		/* segment size: the lesser of those announced, bytes; 0 if not known */
	int tcps_retransmit;		/* 1 while what was sent again is not acknowledged */
	int tcps_srtt;			/* smoothed round trip (RFC 6298), microseconds, 0 before the first sample, at most 2147483647 */
	int tcps_debug;			/* SO_DEBUG: 0, packets do not show it */
	int tcps_cookie;		/* SO_USER_COOKIE: 0, packets do not show it */
	int32_t tcps_dupacks;		/* duplicate acknowledgments received in a row, at most 65535 */
	uint32_t tcps_rtttime;		/* when the timed segment was sent, milliseconds since the first segment */
	uint32_t tcps_rtseq;		/* what must be acknowledged to time it */
	uint32_t tcps_ts_recent;	/* last timestamp received (RFC 7323), 0 if none */
	uint32_t tcps_rtt;		/* smoothed round trip, milliseconds */
	uint32_t tcps_rtt_sd;		/* its mean deviation, milliseconds */
	uint64_t tcps_rtt_us;		/* smoothed round trip, microseconds */
	uint64_t tcps_rtt_sd_us;	/* its mean deviation, microseconds */
	int tcps_sack;			/* 1 if both ends permitted selective acknowledgments, as far as captured */
	int tcps_timestamps;		/* 1 if segments of both ends had timestamps */
	uint32_t tcps_handshake_us;	/* from the SYN to the final ACK as captured, microseconds, at most 4294967295; 0 if not seen */
	uint32_t tcps_flight;		/* sent and not acknowledged, bytes */
	uint32_t tcps_segs_out;		/* segments sent */
	uint32_t tcps_segs_in;		/* segments received */
	uint32_t tcps_retransmitted;	/* segments sent again */
	uint64_t tcps_bytes_out;	/* payload sent, retransmissions included, bytes */
	uint64_t tcps_bytes_in;		/* payload received, retransmissions included, bytes */
} tcpsinfo_t;
typedef struct tcplsinfo {
	int32_t tcps_state;		/* the state before: TCPS_ value */
} tcplsinfo_t;

inline int TCPS_CLOSED = 0;	/* no connection */
inline int TCPS_LISTEN = 1;	/* waits for connections */
inline int TCPS_SYN_SENT = 2;	/* a SYN was sent; its answer is awaited */
inline int TCPS_SYN_RECEIVED = 3;	/* a SYN was answered; its acknowledgment is awaited */
inline int TCPS_ESTABLISHED = 4;	/* the connection is open */
inline int TCPS_CLOSE_WAIT = 5;	/* the other end has closed */
inline int TCPS_FIN_WAIT_1 = 6;	/* this end has closed; its FIN is not acknowledged yet */
inline int TCPS_CLOSING = 7;	/* both ends have closed; this end's FIN is not acknowledged yet */
inline int TCPS_LAST_ACK = 8;	/* both ends have closed, the other first; this end's FIN is not acknowledged yet */
inline int TCPS_FIN_WAIT_2 = 9;	/* this end has closed and that is acknowledged; the other end may still send */
inline int TCPS_TIME_WAIT = 10;	/* both ends have closed; late segments are waited for */
inline int TCP_STATE_CLOSED = 0;	/* the same as TCPS_CLOSED */
inline int TCP_STATE_LISTEN = 1;	/* the same as TCPS_LISTEN */
inline int TCP_STATE_SYN_SENT = 2;	/* the same as TCPS_SYN_SENT */
inline int TCP_STATE_SYN_RECEIVED = 3;	/* the same as TCPS_SYN_RECEIVED */
inline int TCP_STATE_ESTABLISHED = 4;	/* the same as TCPS_ESTABLISHED */
inline int TCP_STATE_CLOSE_WAIT = 5;	/* the same as TCPS_CLOSE_WAIT */
inline int TCP_STATE_FIN_WAIT_1 = 6;	/* the same as TCPS_FIN_WAIT_1 */
inline int TCP_STATE_CLOSING = 7;	/* the same as TCPS_CLOSING */
inline int TCP_STATE_LAST_ACK = 8;	/* the same as TCPS_LAST_ACK */
inline int TCP_STATE_FIN_WAIT_2 = 9;	/* the same as TCPS_FIN_WAIT_2 */
inline int TCP_STATE_TIME_WAIT = 10;	/* the same as TCPS_TIME_WAIT */

/* The name of a connection's state, with state- in front as in FreeBSD. */
inline string tcp_state_string[int32_t state] =
	state == 0 ? "state-closed" :
	state == 1 ? "state-listen" :
	state == 2 ? "state-syn-sent" :
	state == 3 ? "state-syn-received" :
	state == 4 ? "state-established" :
	state == 5 ? "state-close-wait" :
	state == 6 ? "state-fin-wait-1" :
	state == 7 ? "state-closing" :
	state == 8 ? "state-last-ack" :
	state == 9 ? "state-fin-wait-2" :
	state == 10 ? "state-time-wait" : "<unknown>";

inline uint8_t TH_FIN = 0x01;	/* the sender has no more data */
inline uint8_t TH_SYN = 0x02;	/* opens the connection: sequence numbers are agreed on */
inline uint8_t TH_RST = 0x04;	/* ends the connection at once */
inline uint8_t TH_PUSH = 0x08;	/* data is to be handed on at once */
inline uint8_t TH_PSH = 0x08;	/* the same as TH_PUSH */
inline uint8_t TH_ACK = 0x10;	/* the acknowledgment number counts */
inline uint8_t TH_URG = 0x20;	/* the urgent pointer counts */
inline uint8_t TH_ECE = 0x40;	/* congestion was marked on the way, or in a SYN: ECN is offered */
inline uint8_t TH_CWR = 0x80;	/* the sending rate was reduced for that */

translator tcpinfo_t < struct tcphdr *p > {
	tcp_sport = p == NULL ? 0 : ntohs(p->th_sport);
	tcp_dport = p == NULL ? 0 : ntohs(p->th_dport);
	tcp_seq = p == NULL ? -1 : ntohl(p->th_seq);
	tcp_ack = p == NULL ? -1 : ntohl(p->th_ack);
	tcp_offset = p == NULL ? -1 : p->th_off << 2;
	tcp_flags = p == NULL ? 0 : p->th_flags;
	tcp_window = p == NULL ? -1 : ntohs(p->th_win);
	tcp_checksum = p == NULL ? -1 : ntohs(p->th_sum);
	tcp_urgent = p == NULL ? 0 : ntohs(p->th_urp);
	tcp_hdr = p;
};

/*
 * By how much the windows of an end are scaled (RFC 7323): only if both ends offered it, and an answer offers it only if
 * the SYN did. -1 if the SYNs that would tell were not captured, or not so far.
 */
inline int32_t flow_scale[struct flow *p, int side] =
	p->end[0].scale == -1 || p->end[1].scale == -1 ? 0 :
	p->end[side].scale < 0 || p->end[1 - side].scale < 0 && (p->end[side].seen & FLOW_SEEN_OPENED) != 0 ? -1 :
	p->end[side].scale;

/* The window that an end offers, bytes, not scaled where the scale is not known; that of a SYN never is (section 2.2). */
inline u_long flow_window[struct flow *p, int side] =
	flow_scale[p, side] <= 0 || (p->end[side].seen & FLOW_SEEN_WINDOW_OF_SYN) != 0
	    ? (u_long)p->end[side].window
	    : (u_long)p->end[side].window << flow_scale[p, side];

/* The highest that an end has sent: what was acknowledged has been sent, captured or not. */
inline uint32_t flow_sent[struct flow *p, int side] =
	(int32_t)(p->end[side].una - p->end[side].max) > 0 ? p->end[side].una : p->end[side].max;

/* What is kept of round trips, microseconds. */
inline uint64_t flow_round_trip[struct flow *p, int side] = (uint64_t)p->end[side].srtt *
	((p->end[side].seen & FLOW_SEEN_COARSE) != 0 ? 1000 : 1);
inline uint64_t flow_deviation[struct flow *p, int side] = (uint64_t)p->end[side].rttvar *
	((p->end[side].seen & FLOW_SEEN_COARSE) != 0 ? 1000 : 1);

translator tcpsinfo_t < struct flow *p > {
	tcps_addr = p == NULL ? 0 : p->id;
	tcps_local = p == NULL ? -1 :
	    p->address[0].__u6_addr.__u6_addr32[0] == p->address[1].__u6_addr.__u6_addr32[0] &&
	    p->address[0].__u6_addr.__u6_addr32[1] == p->address[1].__u6_addr.__u6_addr32[1] &&
	    p->address[0].__u6_addr.__u6_addr32[2] == p->address[1].__u6_addr.__u6_addr32[2] &&
	    p->address[0].__u6_addr.__u6_addr32[3] == p->address[1].__u6_addr.__u6_addr32[3];
	tcps_active = p == NULL || p->client < 0 ? -1 : p->client == p->local_side;
	tcps_lport = p == NULL ? 0 : p->port[p->local_side];
	tcps_rport = p == NULL ? 0 : p->port[1 - p->local_side];
	tcps_laddr = p == NULL ? "<unknown>" :
	    p->family == 4 ? inet_ntoa((ipaddr_t *)&p->address[p->local_side]) : inet_ntoa6(&p->address[p->local_side]);
	tcps_raddr = p == NULL ? "<unknown>" :
	    p->family == 4 ? inet_ntoa((ipaddr_t *)&p->address[1 - p->local_side]) :
	    inet_ntoa6(&p->address[1 - p->local_side]);
	tcps_state = p == NULL ? -1 : p->end[p->local_side].state;
	tcps_iss = p == NULL || (p->end[p->local_side].seen & FLOW_SEEN_SYN) == 0 ? 0 : p->end[p->local_side].iss;
	tcps_irs = p == NULL || (p->end[1 - p->local_side].seen & FLOW_SEEN_SYN) == 0 ? 0 : p->end[1 - p->local_side].iss;
	tcps_suna = p == NULL ? 0 : p->end[p->local_side].una;
	tcps_smax = p == NULL ? 0 : flow_sent[p, p->local_side];
	tcps_snxt = p == NULL ? 0 : p->end[p->local_side].nxt;
	tcps_rack = p == NULL ? 0 : p->end[p->local_side].acked;
	tcps_rnxt = p == NULL ? 0 : p->end[p->local_side].rcv_nxt;
	tcps_swnd = p == NULL ? -1 : flow_window[p, 1 - p->local_side];
	tcps_snd_ws = p == NULL ? -1 : flow_scale[p, 1 - p->local_side];
	tcps_swl1 = p == NULL ? 0 : p->end[p->local_side].wl1;
	tcps_swl2 = p == NULL ? 0 : p->end[p->local_side].wl2;
	tcps_rup = p == NULL ? 0 : p->end[1 - p->local_side].urgent;
	tcps_radv = p == NULL ? 0 : p->end[p->local_side].acked + flow_window[p, p->local_side];
	tcps_rwnd = p == NULL ? -1 : flow_window[p, p->local_side];
	tcps_rcv_ws = p == NULL ? -1 : flow_scale[p, p->local_side];
	tcps_cwnd = p == NULL ? 0 : flow_sent[p, p->local_side] - p->end[p->local_side].una;
	tcps_cwnd_ssthresh = 0;
	tcps_srecover = 0;
	tcps_sack_fack = p == NULL ? 0 : p->end[p->local_side].sacked;
	tcps_sack_snxt = 0;
	tcps_rto = p == NULL ? 0 : p->end[p->local_side].srtt == 0 ? 1000 :
	    (flow_round_trip[p, p->local_side] + 4 * flow_deviation[p, p->local_side]) / 1000;
	tcps_mss = p == NULL ? 0 :
	    p->end[0].mss == 0 ? p->end[1].mss :
	    p->end[1].mss == 0 || p->end[0].mss < p->end[1].mss ? p->end[0].mss : p->end[1].mss;
	tcps_retransmit = p == NULL ? 0 : (p->end[p->local_side].seen & FLOW_SEEN_RETRANSMITTING) != 0;
	tcps_srtt = p == NULL ? 0 : flow_round_trip[p, p->local_side] > 2147483647 ? 2147483647 :
	    flow_round_trip[p, p->local_side];
	tcps_debug = 0;
	tcps_cookie = 0;
	tcps_dupacks = p == NULL ? 0 : p->end[1 - p->local_side].duplicate_acks;
	tcps_rtttime = p == NULL ? 0 :
	    ((uint64_t)p->end[p->local_side].rtt_sent_high << 32 | p->end[p->local_side].rtt_sent) / 1000;
	tcps_rtseq = p == NULL ? 0 : p->end[p->local_side].rtt_seq;
	tcps_ts_recent = p == NULL ? 0 : p->end[p->local_side].ts_recent;
	tcps_rtt = p == NULL ? 0 : flow_round_trip[p, p->local_side] / 1000;
	tcps_rtt_sd = p == NULL ? 0 : flow_deviation[p, p->local_side] / 1000;
	tcps_rtt_us = p == NULL ? 0 : flow_round_trip[p, p->local_side];
	tcps_rtt_sd_us = p == NULL ? 0 : flow_deviation[p, p->local_side];
	tcps_sack = p == NULL ? 0 : (p->end[0].seen & p->end[1].seen & FLOW_SEEN_SACK_PERMITTED) != 0;
	tcps_timestamps = p == NULL ? 0 : (p->end[0].seen & p->end[1].seen & FLOW_SEEN_TIMESTAMPS) != 0;
	tcps_handshake_us = p == NULL ? 0 : p->handshake;
	tcps_flight = p == NULL ? 0 : flow_sent[p, p->local_side] - p->end[p->local_side].una;
	tcps_segs_out = p == NULL ? 0 : p->end[p->local_side].segments;
	tcps_segs_in = p == NULL ? 0 : p->end[1 - p->local_side].segments;
	tcps_retransmitted = p == NULL ? 0 : p->end[p->local_side].retransmitted;
	tcps_bytes_out = p == NULL ? 0 :
	    (uint64_t)p->end[p->local_side].bytes_high << 32 | p->end[p->local_side].bytes_low;
	tcps_bytes_in = p == NULL ? 0 :
	    (uint64_t)p->end[1 - p->local_side].bytes_high << 32 | p->end[1 - p->local_side].bytes_low;
};
translator tcplsinfo_t < int state > {
	tcps_state = state;
};
