/*
 * QUIC (RFC 9000): packets with long headers, connections.
 */
#pragma D depends_on library types.d
#pragma D depends_on library app.d
#pragma D depends_on library link.d

struct quic {
	char *version_name;
	char *dcid;
	char *scid;
	char *versions;
	int64_t pn;
	uint32_t version;
	uint32_t length;
	uint32_t token;
	uint16_t coalesced;
	uint16_t frames;
	uint16_t cryptos;
	uint8_t type;
	uint8_t from_client;
};
struct quic_connection {
	int64_t handshake_us;
	int64_t spin_us;
	int64_t close;
	uint32_t samples;
	uint8_t retried;
	int8_t spin;
};

typedef struct quicinfo {
	uint32_t quic_version;		/* as on the wire; 0 in version-negotiation, and where the packet does not say it */
	string quic_versionstr;		/* `1`, `2`, `draft-29`, `Q046`, `negotiation`, `unknown` */
	string quic_dcid;		/* to which connection id it goes, hexadecimal */
	string quic_scid;		/* its sender's connection id, hexadecimal */
	uint8_t quic_from_client;	/* 1 if the client sends it, 0 if the server does */
	uint8_t quic_type;		/* QUIC_ value, the same in all versions */
	int64_t quic_pn;		/* number of the packet, -1 if it was not opened */
	uint16_t quic_coalesced;	/* packets in the datagram */
	uint32_t quic_length;		/* bytes of the packet */
	uint32_t quic_token;		/* bytes of the token: of a Retry, or from an earlier visit */
	uint16_t quic_frames;		/* frames, padding left out */
	uint16_t quic_cryptos;		/* of these, CRYPTO frames */
	string quic_versions;		/* version-negotiation: those that the server knows, commas between */
} quicinfo_t;
typedef struct quicxinfo {
	int64_t quicx_handshake_us;	/* from the client's first Initial to the server's, microseconds; -1 if not both were seen */
	int64_t quicx_spin_us;		/* last round trip by the spin bit, microseconds; -1 if there is none */
	uint32_t quicx_samples;		/* round trips by the spin bit so far, both sides */
	int8_t quicx_spin;		/* of the sender of this packet: 1 its spin bit turns, 0 it does not, -1 not known yet */
	uint8_t quicx_retried;		/* 1: there was a Retry */
	int64_t quicx_close;		/* why it was closed, -1 if it was not: a code of RFC 9000 section 20, 0x0100 and an alert of TLS */
} quicxinfo_t;

inline int QUIC_INITIAL = 0;	/* for quic_type: Initial */
inline int QUIC_EARLY_DATA = 1;	/* for quic_type: 0-RTT */
inline int QUIC_HANDSHAKE = 2;	/* for quic_type: Handshake */
inline int QUIC_RETRY = 3;	/* for quic_type: Retry */
inline int QUIC_NEGOTIATION = 4;	/* for quic_type: Version Negotiation */
inline int QUIC_OTHER = 5;	/* for quic_type: of a version that is not known, or without a long header */

translator quicinfo_t < struct quic *p > {
	quic_version = p == NULL ? 0 : p->version;
	quic_versionstr = p == NULL ? "" : stringof(p->version_name);
	quic_dcid = p == NULL ? "" : stringof(p->dcid);
	quic_scid = p == NULL ? "" : stringof(p->scid);
	quic_from_client = p == NULL ? 0 : p->from_client;
	quic_type = p == NULL ? 0 : p->type;
	quic_pn = p == NULL ? -1 : p->pn;
	quic_coalesced = p == NULL ? 0 : p->coalesced;
	quic_length = p == NULL ? 0 : p->length;
	quic_token = p == NULL ? 0 : p->token;
	quic_frames = p == NULL ? 0 : p->frames;
	quic_cryptos = p == NULL ? 0 : p->cryptos;
	quic_versions = p == NULL ? "" : stringof(p->versions);
};
translator quicxinfo_t < struct quic_connection *p > {
	quicx_handshake_us = p == NULL ? -1 : p->handshake_us;
	quicx_spin_us = p == NULL ? -1 : p->spin_us;
	quicx_samples = p == NULL ? 0 : p->samples;
	quicx_spin = p == NULL ? -1 : p->spin;
	quicx_retried = p == NULL ? 0 : p->retried;
	quicx_close = p == NULL ? -1 : p->close;
};
