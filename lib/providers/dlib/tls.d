/*
 * TLS (RFC 8446, RFC 5246): hellos, certificates, alerts, handshakes.
 */
#pragma D depends_on library types.d
#pragma D depends_on library app.d
#pragma D depends_on library link.d

struct tls {
	char *sni;
	char *alpn;
	char *version_name;
	char *cipher_name;
	char *ja3;
	char *ja3s;
	char *ja4;
	uint16_t *cipher_list;
	uint16_t *extension_list;
	uint16_t *group_list;
	uint32_t length;
	uint32_t bad;			/* TLS_BAD_ bits */
	uint16_t version;
	uint16_t legacy;
	uint16_t record;
	uint16_t cipher;
	uint16_t group;
	uint16_t ciphers;
	uint16_t extensions;
	uint16_t groups;
	uint16_t segments;
	uint16_t records;
	uint8_t transport;		/* TLS_ value */
	uint8_t ech;
	uint8_t postquantum;
	uint8_t resumption;		/* TLS_RESUME_ bits */
};
struct tls_handshake {
	char *sni;
	char *alpn;
	int64_t hello_us;
	int64_t handshake_us;
	uint16_t version;
	uint16_t cipher;
	uint8_t retried;
	int8_t resumed;
};
struct tls_certificate {
	char *subject;
	char *issuer;
	char *serial;
	char *names;
	char *sha256;
	char *key;
	char *signature;
	int64_t notbefore;
	int64_t notafter;
	uint32_t length;
	uint16_t index;
};
struct tls_alert {
	char *name;
	int16_t code;
	int16_t level;
	uint8_t from_client;
};

typedef struct tlsinfo {
	uint8_t tls_transport;		/* TLS_TCP, TLS_QUIC */
	uint16_t tls_version;		/* of a client: the highest that it offers; of a server: the one it has chosen; drafts as 0x7fNN */
	uint16_t tls_legacy;		/* what the hello itself says, without its extensions: 0x0303 in TLS 1.3 */
	uint16_t tls_record;		/* version of its record; 0 in QUIC */
	string tls_versionstr;		/* `TLS 1.3` */
	string tls_sni;			/* name of the server that the client asks for; "" if there is none; with ECH the outer name */
	uint8_t tls_ech;		/* 1: it has an extension for encrypted hellos, which may be meant or mean nothing */
	string tls_alpn;		/* protocols offered, commas between; of a server the chosen one, "" where that is encrypted */
	uint16_t tls_cipher;		/* of a server: the suite it has chosen */
	string tls_cipherstr;		/* its name: `TLS_AES_128_GCM_SHA256` */
	uint16_t tls_group;		/* of a server: group of its key, or of the one it asks for; 0 if it says none */
	uint8_t tls_postquantum;	/* 1: a group that is safe from quantum computers is offered, or chosen */
	uint8_t tls_resumption;		/* TLS_RESUME_ bits: what the client would go on with; what the server accepts */
	uint16_t tls_ciphers;		/* suites offered, without those that mean nothing (GREASE) */
	uint16_t tls_extensions;	/* extensions, without GREASE */
	uint16_t tls_groups;		/* groups offered, GREASE among them: as many as tls_group_list has */
	uint16_t *tls_cipher_list;	/* suites offered, tls_ciphers of them, in their order */
	uint16_t *tls_extension_list;	/* extensions, tls_extensions of them, in their order */
	uint16_t *tls_group_list;	/* groups offered, in their order */
	uint32_t tls_length;		/* bytes of the message */
	uint16_t tls_segments;		/* packets that it came in */
	uint16_t tls_records;		/* records that it came in, in QUIC frames */
	string tls_ja3;			/* JA3 of a client, 32 digits; made only if it is read */
	string tls_ja4;			/* JA4 of a client; made only if it is read */
	string tls_ja3s;		/* JA3S of a server; made only if it is read */
	uint32_t tls_bad;		/* TLS_BAD_ bits: what is wrong with it; 0 */
} tlsinfo_t;
typedef struct tlsxinfo {
	int64_t tlsx_hello_us;		/* from the first ClientHello to the ServerHello, microseconds; -1 if not both were seen */
	int64_t tlsx_handshake_us;	/* from the first ClientHello to the end of the handshake; -1 before */
	string tlsx_sni;		/* name that the client asked for */
	string tlsx_alpn;		/* protocol chosen; as long as it is not known, or encrypted, those offered */
	uint16_t tlsx_version;		/* version chosen; 0 before */
	uint16_t tlsx_cipher;		/* suite chosen; 0 before */
	uint8_t tlsx_retried;		/* 1: the server has asked for another hello */
	int8_t tlsx_resumed;		/* 1: an earlier session goes on, 0: not so, -1 it cannot be seen, or not yet */
} tlsxinfo_t;
typedef struct tlscert {
	uint16_t cert_index;		/* 0 is the leaf */
	string cert_subject;		/* as RFC 2253 has it: `CN=www.example.test,O=Example` */
	string cert_issuer;		/* the same of who has signed it */
	string cert_serial;		/* serial number, hexadecimal */
	string cert_names;		/* names and addresses that it is for, commas between */
	int64_t cert_notbefore;		/* valid from then on, nanoseconds since 1970 UTC */
	int64_t cert_notafter;		/* valid until then, the same */
	string cert_sha256;		/* its digest, hexadecimal */
	uint32_t cert_length;		/* its bytes */
	string cert_key;		/* `RSA 2048`, `EC P-256` */
	string cert_signature;		/* how it is signed: `sha256WithRSAEncryption` */
} tlscert_t;
typedef struct tlsalert {
	int16_t alert_level;		/* 1 warning, 2 fatal, -1 it is encrypted */
	int16_t alert_code;		/* what it says: 0 close_notify, 40 handshake_failure; -1 it is encrypted */
	string alert_codestr;		/* its name; "" if it is encrypted */
	uint8_t alert_from_client;	/* 1: the client sends it */
} tlsalert_t;

inline int TLS_TCP = 1;		/* for tls_transport: over TCP */
inline int TLS_QUIC = 2;	/* for tls_transport: in QUIC */
inline int TLS_SSL2 = 0x0002;	/* version: SSL 2.0 */
inline int TLS_SSL3 = 0x0300;	/* version: SSL 3.0 */
inline int TLS_1_0 = 0x0301;	/* version: TLS 1.0 */
inline int TLS_1_1 = 0x0302;	/* version: TLS 1.1 */
inline int TLS_1_2 = 0x0303;	/* version: TLS 1.2 */
inline int TLS_1_3 = 0x0304;	/* version: TLS 1.3 */
inline int TLS_RESUME_TICKET = 1;	/* for tls_resumption: a ticket of a session */
inline int TLS_RESUME_SESSION_ID = 2;	/* for tls_resumption: the number of a session, up to TLS 1.2 */
inline int TLS_RESUME_PSK = 4;	/* for tls_resumption: a key agreed on before, in TLS 1.3 */
inline int TLS_RESUME_EARLY_DATA = 8;	/* for tls_resumption: data before the handshake is over, in TLS 1.3 */
inline int TLS_BAD_LENGTH = 1;	/* for tls_bad: a length that leads out of what is around it; what lies behind is left out */
inline int TLS_BAD_BEHIND = 2;	/* for tls_bad: bytes behind the extensions */
inline int TLS_BAD_LONG = 4;	/* for tls_bad: a text that found no room was cut */
inline int TLS_BAD_CONFLICT = 8;	/* for tls_bad: segments of it came again with other bytes: the first were read */

translator tlsinfo_t < struct tls *p > {
	tls_transport = p == NULL ? 0 : p->transport;
	tls_version = p == NULL ? 0 : p->version;
	tls_legacy = p == NULL ? 0 : p->legacy;
	tls_record = p == NULL ? 0 : p->record;
	tls_versionstr = p == NULL ? "" : stringof(p->version_name);
	tls_sni = p == NULL ? "" : stringof(p->sni);
	tls_ech = p == NULL ? 0 : p->ech;
	tls_alpn = p == NULL ? "" : stringof(p->alpn);
	tls_cipher = p == NULL ? 0 : p->cipher;
	tls_cipherstr = p == NULL ? "" : stringof(p->cipher_name);
	tls_group = p == NULL ? 0 : p->group;
	tls_postquantum = p == NULL ? 0 : p->postquantum;
	tls_resumption = p == NULL ? 0 : p->resumption;
	tls_ciphers = p == NULL ? 0 : p->ciphers;
	tls_extensions = p == NULL ? 0 : p->extensions;
	tls_groups = p == NULL ? 0 : p->groups;
	tls_cipher_list = p == NULL ? NULL : p->cipher_list;
	tls_extension_list = p == NULL ? NULL : p->extension_list;
	tls_group_list = p == NULL ? NULL : p->group_list;
	tls_length = p == NULL ? 0 : p->length;
	tls_segments = p == NULL ? 0 : p->segments;
	tls_records = p == NULL ? 0 : p->records;
	tls_ja3 = p == NULL ? "" : stringof(p->ja3);
	tls_ja4 = p == NULL ? "" : stringof(p->ja4);
	tls_ja3s = p == NULL ? "" : stringof(p->ja3s);
	tls_bad = p == NULL ? 0 : p->bad;
};
translator tlsxinfo_t < struct tls_handshake *p > {
	tlsx_hello_us = p == NULL ? -1 : p->hello_us;
	tlsx_handshake_us = p == NULL ? -1 : p->handshake_us;
	tlsx_sni = p == NULL ? "" : stringof(p->sni);
	tlsx_alpn = p == NULL ? "" : stringof(p->alpn);
	tlsx_version = p == NULL ? 0 : p->version;
	tlsx_cipher = p == NULL ? 0 : p->cipher;
	tlsx_retried = p == NULL ? 0 : p->retried;
	tlsx_resumed = p == NULL ? -1 : p->resumed;
};
translator tlscert_t < struct tls_certificate *p > {
	cert_index = p == NULL ? 0 : p->index;
	cert_subject = p == NULL ? "" : stringof(p->subject);
	cert_issuer = p == NULL ? "" : stringof(p->issuer);
	cert_serial = p == NULL ? "" : stringof(p->serial);
	cert_names = p == NULL ? "" : stringof(p->names);
	cert_notbefore = p == NULL ? 0 : p->notbefore;
	cert_notafter = p == NULL ? 0 : p->notafter;
	cert_sha256 = p == NULL ? "" : stringof(p->sha256);
	cert_length = p == NULL ? 0 : p->length;
	cert_key = p == NULL ? "" : stringof(p->key);
	cert_signature = p == NULL ? "" : stringof(p->signature);
};
translator tlsalert_t < struct tls_alert *p > {
	alert_level = p == NULL ? -1 : p->level;
	alert_code = p == NULL ? -1 : p->code;
	alert_codestr = p == NULL ? "" : stringof(p->name);
	alert_from_client = p == NULL ? 0 : p->from_client;
};
