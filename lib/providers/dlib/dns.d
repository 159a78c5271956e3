/*
 * DNS (RFC 1035): messages, records, exchanges.
 */
#pragma D depends_on library types.d
#pragma D depends_on library app.d
#pragma D depends_on library link.d

struct dns {
	char *name;			/* first question */
	char *lname;			/* the same in lower case */
	char *type_name;		/* name of its type */
	char *ecs;			/* client's subnet */
	char *addresses;		/* of the answer section */
	char *cname;			/* last of the answer section */
	int64_t minttl;			/* of the answer section */
	int32_t rcode;			/* twelve bits, -1 in a query */
	int32_t udpsize;		/* -1 without EDNS */
	uint32_t length;		/* bytes of the message */
	uint32_t bad;			/* DNS_BAD_ bits */
	uint16_t id;
	uint16_t flags;
	uint16_t type;
	uint16_t class;
	uint16_t questions;
	uint16_t answers;
	uint16_t authorities;
	uint16_t additionals;
	uint8_t opcode;
	uint8_t unicast;
	uint8_t variant;		/* DNS_ value */
	uint8_t dnssec;
};
struct dns_record {
	char *name;
	char *type_name;
	char *data;
	uint32_t ttl;
	uint16_t type;
	uint16_t class;
	uint16_t length;
	uint16_t index;
	uint8_t section;
	uint8_t flush;
};
struct dns_exchange {
	uint64_t id;
	int64_t latency_us;
	int64_t last_us;
	uint32_t queries;
	uint32_t responses;
	uint8_t over_tcp;
	uint8_t same_case;
};

typedef struct dnsinfo {
	uint16_t dns_id;		/* identifier */
	uint8_t dns_opcode;		/* 0 query, 4 notify, 5 update */
	int32_t dns_rcode;		/* response code, DNS_ value, with the bits of EDNS; -1 in a query */
	uint16_t dns_flags;		/* as on the wire: DNS_AA, DNS_TC, DNS_RD, DNS_RA, DNS_AD, DNS_CD among them */
	string dns_name;		/* name of the first question, as its asker wrote it; `.` is the root; "" without a question */
	string dns_lname;		/* the same in lower case: the one to aggregate by */
	uint16_t dns_type;		/* type of the first question, DNS_TYPE_ value */
	string dns_typestr;		/* its name: `AAAA`; `TYPE65300` for one that has none; "" without a question */
	uint16_t dns_class;		/* class of the first question; of multicast DNS without its top bit */
	uint8_t dns_unicast;		/* multicast DNS: 1 if a unicast response is asked for */
	uint16_t dns_questions;		/* questions, as the header says */
	uint16_t dns_answers;		/* records of the answer section, as the header says */
	uint16_t dns_authorities;	/* records of the authority section, as the header says */
	uint16_t dns_additionals;	/* records of the additional section, as the header says */
	uint32_t dns_length;		/* bytes of the message, without the length that TCP puts before it */
	uint8_t dns_variant;		/* DNS_UDP, DNS_TCP, DNS_MDNS, DNS_LLMNR */
	int32_t dns_udpsize;		/* EDNS: bytes that the sender takes over UDP; -1 without EDNS */
	uint8_t dns_do;			/* EDNS: 1 if records of DNSSEC are asked for */
	string dns_ecs;			/* EDNS: subnet of the client, text: `192.0.2.0/24`; "" if there is none */
	int64_t dns_minttl;		/* least time to live of the answer section, seconds; -1 if it is empty */
	string dns_addrs;		/* addresses of the answer section, A and AAAA, commas between; "" if there are none */
	string dns_cname;		/* target of the last CNAME of the answer section, "" if there is none */
	uint32_t dns_bad;		/* DNS_BAD_ bits: what is wrong with it; 0 */
} dnsinfo_t;
typedef struct dnsrr {
	uint8_t rr_section;		/* DNS_ANSWER, DNS_AUTHORITY, DNS_ADDITIONAL */
	uint16_t rr_index;		/* place among all records of the message, from 0 */
	string rr_name;			/* owner, in lower case */
	uint16_t rr_type;		/* DNS_TYPE_ value; OPT is not a record here */
	string rr_typestr;		/* its name: `AAAA` */
	uint16_t rr_class;		/* class; of multicast DNS without its top bit */
	uint32_t rr_ttl;		/* time to live, seconds */
	uint16_t rr_length;		/* bytes of its content */
	string rr_data;			/* its content as a zone file has it: `10 mail.example.test` */
	uint8_t rr_flush;		/* multicast DNS: 1 if what was known before is to be forgotten */
} dnsrr_t;
typedef struct dnsexchange {
	uint64_t dnsx_id;		/* number of the exchange, from 1; 0 if there is none */
	int64_t dnsx_latency_us;	/* from the first query, microseconds; -1 if there is none, or no response yet */
	int64_t dnsx_last_us;		/* from the last repetition of the query, microseconds; -1 likewise */
	uint32_t dnsx_queries;		/* times that it was asked */
	uint32_t dnsx_responses;	/* times that it was answered, this one included */
	uint8_t dnsx_over_tcp;		/* 1 if the same question was answered over UDP by a truncated response within 5 s before */
	uint8_t dnsx_case;		/* 1 if the response writes the name as its asker did, upper and lower case too */
} dnsexchange_t;

inline int DNS_UDP = 1;		/* for dns_variant: DNS over UDP */
inline int DNS_TCP = 2;		/* for dns_variant: DNS over TCP */
inline int DNS_MDNS = 3;	/* for dns_variant: multicast DNS */
inline int DNS_LLMNR = 4;	/* for dns_variant: LLMNR */
inline int DNS_ANSWER = 1;	/* for rr_section: answers */
inline int DNS_AUTHORITY = 2;	/* for rr_section: who is responsible */
inline int DNS_ADDITIONAL = 3;	/* for rr_section: what may be of use */
inline int DNS_AA = 0x0400;	/* flag: the answer has authority */
inline int DNS_TC = 0x0200;	/* flag: truncated */
inline int DNS_RD = 0x0100;	/* flag: recursion desired */
inline int DNS_RA = 0x0080;	/* flag: recursion available */
inline int DNS_AD = 0x0020;	/* flag: authenticated */
inline int DNS_CD = 0x0010;	/* flag: checking disabled */
inline int DNS_NOERROR = 0;	/* for dns_rcode: no error */
inline int DNS_FORMERR = 1;	/* for dns_rcode: the query cannot be read */
inline int DNS_SERVFAIL = 2;	/* for dns_rcode: the server failed */
inline int DNS_NXDOMAIN = 3;	/* for dns_rcode: there is no such name */
inline int DNS_NOTIMP = 4;	/* for dns_rcode: not implemented */
inline int DNS_REFUSED = 5;	/* for dns_rcode: refused */
inline int DNS_BADVERS = 16;	/* for dns_rcode: a version of EDNS that the server does not know, or a bad signature */
inline int DNS_TYPE_A = 1;	/* type: address of IPv4 */
inline int DNS_TYPE_NS = 2;	/* type: name server */
inline int DNS_TYPE_CNAME = 5;	/* type: the name that is meant */
inline int DNS_TYPE_SOA = 6;	/* type: begin of a zone */
inline int DNS_TYPE_PTR = 12;	/* type: name of an address */
inline int DNS_TYPE_MX = 15;	/* type: mail exchange */
inline int DNS_TYPE_TXT = 16;	/* type: text */
inline int DNS_TYPE_AAAA = 28;	/* type: address of IPv6 */
inline int DNS_TYPE_SRV = 33;	/* type: place of a service */
inline int DNS_TYPE_HTTPS = 65;	/* type: how to reach a web service */
inline int DNS_BAD_POINTER = 1;	/* for dns_bad: a name with a pointer that does not lead back, or too long: records from there on are left out */
inline int DNS_BAD_RECORD = 2;	/* for dns_bad: a record that does not end within the message */
inline int DNS_BAD_COUNTS = 4;	/* for dns_bad: fewer records than the header says */
inline int DNS_BAD_BEHIND = 8;	/* for dns_bad: bytes behind the last record */
inline int DNS_BAD_QUESTION = 16;	/* for dns_bad: a response from the right ends with the right id to another question */
inline int DNS_BAD_CUT = 32;	/* for dns_bad: not all of it was captured */
inline int DNS_BAD_LONG = 64;	/* for dns_bad: a text that is longer than -x strsize, or found no room, was cut */

translator dnsinfo_t < struct dns *p > {
	dns_id = p == NULL ? 0 : p->id;
	dns_opcode = p == NULL ? 0 : p->opcode;
	dns_rcode = p == NULL ? -1 : p->rcode;
	dns_flags = p == NULL ? 0 : p->flags;
	dns_name = p == NULL ? "" : stringof(p->name);
	dns_lname = p == NULL ? "" : stringof(p->lname);
	dns_type = p == NULL ? 0 : p->type;
	dns_typestr = p == NULL ? "" : stringof(p->type_name);
	dns_class = p == NULL ? 0 : p->class;
	dns_unicast = p == NULL ? 0 : p->unicast;
	dns_questions = p == NULL ? 0 : p->questions;
	dns_answers = p == NULL ? 0 : p->answers;
	dns_authorities = p == NULL ? 0 : p->authorities;
	dns_additionals = p == NULL ? 0 : p->additionals;
	dns_length = p == NULL ? 0 : p->length;
	dns_variant = p == NULL ? 0 : p->variant;
	dns_udpsize = p == NULL ? -1 : p->udpsize;
	dns_do = p == NULL ? 0 : p->dnssec;
	dns_ecs = p == NULL ? "" : stringof(p->ecs);
	dns_minttl = p == NULL ? -1 : p->minttl;
	dns_addrs = p == NULL ? "" : stringof(p->addresses);
	dns_cname = p == NULL ? "" : stringof(p->cname);
	dns_bad = p == NULL ? 0 : p->bad;
};
translator dnsrr_t < struct dns_record *p > {
	rr_section = p == NULL ? 0 : p->section;
	rr_index = p == NULL ? 0 : p->index;
	rr_name = p == NULL ? "" : stringof(p->name);
	rr_type = p == NULL ? 0 : p->type;
	rr_typestr = p == NULL ? "" : stringof(p->type_name);
	rr_class = p == NULL ? 0 : p->class;
	rr_ttl = p == NULL ? 0 : p->ttl;
	rr_length = p == NULL ? 0 : p->length;
	rr_data = p == NULL ? "" : stringof(p->data);
	rr_flush = p == NULL ? 0 : p->flush;
};
translator dnsexchange_t < struct dns_exchange *p > {
	dnsx_id = p == NULL ? 0 : p->id;
	dnsx_latency_us = p == NULL ? -1 : p->latency_us;
	dnsx_last_us = p == NULL ? -1 : p->last_us;
	dnsx_queries = p == NULL ? 0 : p->queries;
	dnsx_responses = p == NULL ? 0 : p->responses;
	dnsx_over_tcp = p == NULL ? 0 : p->over_tcp;
	dnsx_case = p == NULL ? 0 : p->same_case;
};
