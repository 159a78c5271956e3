/*
 * The argument of tcp:::siftr: a connection in figures, at each segment.
 */
#pragma D depends_on library types.d
#pragma D depends_on library packet.d
#pragma D depends_on library tcp.d

inline int SIFTR_IN = 0;	/* the segment came in */
inline int SIFTR_OUT = 1;	/* the segment went out */

/* The name of a direction: in, out. */
inline string siftr_dir_string[uint8_t direction] = direction == 0 ? "in" : direction == 1 ? "out" : "unknown";

typedef struct siftrinfo {
	struct timeval tval;		/* not filled in, as on FreeBSD */
	uint8_t direction;		/* SIFTR_IN, SIFTR_OUT */
	uint8_t ipver;			/* 1 IPv4, 2 IPv6 */
	uint16_t lport;			/* local port */
	uint16_t rport;			/* remote port */
	string laddr;			/* local address, text */
	string raddr;			/* remote address, text */
	uint32_t snd_cwnd;		/* congestion window: estimated by the bytes in flight */
	uint32_t snd_wnd;		/* window that the other end offers, scaled, bytes */
	uint32_t rcv_wnd;		/* window offered, scaled, bytes */
	uint32_t t_flags2;		/* 0: packets do not show it */
	uint32_t snd_ssthresh;		/* 0: packets do not show it */
	int conn_state;			/* TCPS_ value */
	uint32_t mss;			/* segment size, bytes */
	uint32_t srtt;			/* smoothed round trip, microseconds */
	u_char sack_enabled;		/* 1 if both ends permitted SACK */
	u_char snd_scale;		/* scale of the other end's window */
	u_char rcv_scale;		/* scale of the own window */
	u_int t_flags;			/* 0: packets do not show it */
	uint32_t rto;			/* retransmission timeout, microseconds, as tcps_rto */
	u_int snd_buf_hiwater;		/* size of the send buffer: 0, packets do not show it */
	u_int snd_buf_cc;		/* bytes in it: 0 */
	u_int rcv_buf_hiwater;		/* size of the receive buffer: 0, packets do not show it */
	u_int rcv_buf_cc;		/* bytes in it: 0 */
	u_int sent_inflight_bytes;	/* sent and not acknowledged, bytes */
	int t_segqlen;			/* 0: packets do not show it */
	u_int flowid;			/* the connection's number */
	u_int flowtype;			/* 0: packets do not show it */
	uint32_t hash;			/* FreeBSD 13's: 0, as there where no hashes are asked for */
	uint16_t tcp_localport;		/* FreeBSD 13's name of lport */
	uint16_t tcp_foreignport;	/* FreeBSD 13's name of rport */
	uint64_t snd_bwnd;		/* FreeBSD 13's: 0, packets do not show it */
	u_int max_seg_size;		/* FreeBSD 13's name of mss */
	int smoothed_rtt;		/* FreeBSD 13's srtt: 32nds of a millisecond (TCP_RTT_SCALE * HZ of 1000) */
	u_int flags;			/* FreeBSD 13's name of t_flags: 0 */
	int rxt_length;			/* FreeBSD 13's rto: milliseconds (HZ of 1000) */
} siftrinfo_t;

translator siftrinfo_t < struct flow *p > {
	direction = p == NULL ? 0 : p->direction;
	ipver = p == NULL ? 0 : p->family == 4 ? 1 : 2;
	lport = p == NULL ? 0 : p->port[p->local_side];
	rport = p == NULL ? 0 : p->port[1 - p->local_side];
	laddr = xlate < tcpsinfo_t > (p).tcps_laddr;
	raddr = xlate < tcpsinfo_t > (p).tcps_raddr;
	snd_cwnd = p == NULL ? 0 : xlate < tcpsinfo_t > (p).tcps_cwnd;
	snd_wnd = p == NULL ? 0 : xlate < tcpsinfo_t > (p).tcps_swnd;
	rcv_wnd = p == NULL ? 0 : xlate < tcpsinfo_t > (p).tcps_rwnd;
	t_flags2 = 0;
	snd_ssthresh = 0;
	conn_state = p == NULL ? 0 : p->end[p->local_side].state;
	mss = xlate < tcpsinfo_t > (p).tcps_mss;
	srtt = p == NULL ? 0 : xlate < tcpsinfo_t > (p).tcps_srtt;
	sack_enabled = p == NULL ? 0 : (p->end[0].seen & p->end[1].seen & FLOW_SEEN_SACK_PERMITTED) != 0;
	snd_scale = p == NULL || xlate < tcpsinfo_t > (p).tcps_snd_ws < 0 ? 0 : xlate < tcpsinfo_t > (p).tcps_snd_ws;
	rcv_scale = p == NULL || xlate < tcpsinfo_t > (p).tcps_rcv_ws < 0 ? 0 : xlate < tcpsinfo_t > (p).tcps_rcv_ws;
	t_flags = 0;
	rto = p == NULL ? 0 : xlate < tcpsinfo_t > (p).tcps_rto * 1000;
	snd_buf_hiwater = 0;
	snd_buf_cc = 0;
	rcv_buf_hiwater = 0;
	rcv_buf_cc = 0;
	sent_inflight_bytes = p == NULL ? 0 : xlate < tcpsinfo_t > (p).tcps_flight;
	t_segqlen = 0;
	flowid = p == NULL ? 0 : p->id;
	flowtype = 0;
	hash = 0;
	tcp_localport = p == NULL ? 0 : p->port[p->local_side];
	tcp_foreignport = p == NULL ? 0 : p->port[1 - p->local_side];
	snd_bwnd = 0;
	max_seg_size = xlate < tcpsinfo_t > (p).tcps_mss;
	smoothed_rtt = p == NULL ? 0 : (uint64_t)xlate < tcpsinfo_t > (p).tcps_srtt * 32 / 1000;
	flags = 0;
	rxt_length = p == NULL ? 0 : xlate < tcpsinfo_t > (p).tcps_rto;
};

/* The debug probes' constants and names. */
inline int TA_INPUT = 0;	/* a segment was taken in */
inline int TA_OUTPUT = 1;	/* a segment was put out */
inline int TA_USER = 2;	/* a program asked something of its socket */
inline int TA_RESPOND = 3;	/* a segment was answered */
inline int TA_DROP = 4;	/* a segment was discarded */

/* The name of what a debug probe has seen. */
inline string tcpdebug_dir_string[uint8_t direction] =
	direction == 0 ? "input" :
	direction == 1 ? "output" :
	direction == 2 ? "user" :
	direction == 3 ? "respond" :
	direction == 4 ? "drop" : "unknown";

/* The lowest flag that is set. */
inline string tcpflag_string[uint8_t flags] =
	flags & 1 ? "FIN" :
	flags & 2 ? "SYN" :
	flags & 4 ? "RST" :
	flags & 8 ? "PUSH" :
	flags & 16 ? "ACK" :
	flags & 32 ? "URG" :
	flags & 64 ? "ECE" :
	flags & 128 ? "CWR" : "unknown";

/* The name of what a program asked of its socket. */
inline string prureq_string[uint8_t request] =
	request == 0 ? "ATTACH" :
	request == 1 ? "DETACH" :
	request == 2 ? "BIND" :
	request == 3 ? "LISTEN" :
	request == 4 ? "CONNECT" :
	request == 5 ? "ACCEPT" :
	request == 6 ? "DISCONNECT" :
	request == 7 ? "SHUTDOWN" :
	request == 8 ? "RCVD" :
	request == 9 ? "SEND" :
	request == 10 ? "ABORT" :
	request == 11 ? "CONTROL" :
	request == 12 ? "SENSE" :
	request == 13 ? "RCVOOB" :
	request == 14 ? "SENDOOB" :
	request == 15 ? "SOCKADDR" :
	request == 16 ? "PEERADDR" :
	request == 17 ? "CONNECT2" :
	request == 18 ? "FASTTIMO" :
	request == 19 ? "SLOWTIMO" :
	request == 20 ? "PROTORCV" :
	request == 21 ? "PROTOSEND" :
	request == 22 ? "SEND_EOF" :
	request == 23 ? "SOSETLABEL" :
	request == 24 ? "CLOSE" :
	request == 25 ? "FLUSH" : "unknown";
