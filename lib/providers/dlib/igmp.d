/*
 * IGMP (RFC 1112, RFC 2236, RFC 9776): header, arguments of the igmp provider.
 */
#pragma D depends_on library types.d
#pragma D depends_on library packet.d
#pragma D depends_on library ip.d

struct igmp {
	uint8_t igmp_type;		/* IGMP_ value */
	uint8_t igmp_code;		/* maximum response code of a query */
	uint16_t igmp_cksum;		/* checksum, network byte order */
	struct in_addr igmp_group;	/* group; in a report of version 3 two bytes of nothing and the number of records */
};

/* What is read out of a message of IGMP or MLD. */
struct membership {
	uint8_t *m_header;
	uint8_t *m_group;		/* NULL if there is none */
	uint8_t *m_list;		/* sources of a query, NULL if there are none */
	uint64_t m_response;		/* maximum response time, microseconds */
	uint32_t m_interval;		/* seconds */
	uint32_t m_length;		/* bytes on the wire */
	uint16_t m_code;
	uint16_t m_checksum;
	uint16_t m_sources;
	uint16_t m_records;
	uint16_t m_whole;		/* records that were captured whole */
	uint8_t m_type;
	uint8_t m_version;
	uint8_t m_suppress;
	uint8_t m_robustness;
	uint8_t m_alert;
	uint8_t m_bad;
	int8_t m_sum;
};
struct membership_record {
	uint8_t *r_group;
	uint8_t *r_source;		/* the first, or the one at hand; NULL if there is none */
	uint8_t *r_list;
	uint16_t r_index;
	uint16_t r_sources;
	uint8_t r_type;
	uint8_t r_auxiliary;
};

typedef struct igmpinfo {
	uint8_t igmp_type;		/* IGMP_ value */
	uint8_t igmp_version;		/* 1 to 3; 0 if the type or the length is none of these versions */
	uint16_t igmp_code;		/* maximum response code of a query, as on the wire; 0 in other messages */
	uint64_t igmp_response_us;	/* the same as a time: microseconds */
	uint16_t igmp_checksum;	/* checksum */
	int8_t igmp_sumok;		/* 1 the checksum is right, 0 wrong, -1 not known: the message was not captured whole */
	uint32_t igmp_length;		/* bytes of the message on the wire */
	uint8_t igmp_alert;		/* 1 if the IPv4 header has the router alert option, as all but version 1 must */
	uint8_t igmp_bad;		/* IGMP_BAD_ bits: what is wrong with the message */
	string igmp_group;		/* group, text: 0.0.0.0 in a query for all; `none` in a report of version 3 */
	uint8_t igmp_suppress;		/* query of version 3: 1 if routers are not to start their timers again */
	uint8_t igmp_robustness;	/* query of version 3: the querier's robustness, 0 if more than 7 */
	uint32_t igmp_interval;	/* query of version 3: the querier's interval between queries, seconds */
	uint16_t igmp_sources;		/* query of version 3: sources that it says it has */
	uint8_t *igmp_source_list;	/* these, address after address, NULL unless all were captured */
	uint16_t igmp_records;		/* report of version 3: group records that it says it has */
	uint16_t igmp_whole;		/* those of them that were captured whole: for each the probe record fires */
	struct igmp *igmp_hdr;	/* the header itself */
} igmpinfo_t;
typedef struct igmprecord {
	uint8_t igmpr_type;		/* IGMP_MODE_, IGMP_CHANGE_ value, IGMP_ALLOW_NEW_SOURCES, IGMP_BLOCK_OLD_SOURCES */
	uint16_t igmpr_index;		/* place in the report, from 0 */
	string igmpr_group;		/* group, text */
	uint16_t igmpr_sources;	/* sources that it names */
	string igmpr_source;		/* of the probe source the one at hand, else the first, text; `none` if there is none */
	uint8_t *igmpr_source_list;	/* all, address after address, NULL if there are none */
	uint32_t igmpr_auxiliary;	/* bytes of auxiliary data: 0, as the RFC wants it */
} igmprecord_t;

inline uint8_t IGMP_MEMBERSHIP_QUERY = 0x11;	/* a router asks which groups are listened to */
inline uint8_t IGMP_V1_MEMBERSHIP_REPORT = 0x12;	/* a host listens to a group (version 1) */
inline uint8_t IGMP_DVMRP = 0x13;	/* multicast routing by DVMRP */
inline uint8_t IGMP_PIM = 0x14;	/* multicast routing by PIM, version 1 */
inline uint8_t IGMP_TRACE = 0x15;	/* a trace, as Cisco has it */
inline uint8_t IGMP_V2_MEMBERSHIP_REPORT = 0x16;	/* a host listens to a group (version 2) */
inline uint8_t IGMP_V2_LEAVE_GROUP = 0x17;	/* a host no longer listens to a group (version 2) */
inline uint8_t IGMP_MTRACE_RESP = 0x1e;	/* answer to a multicast traceroute */
inline uint8_t IGMP_MTRACE = 0x1f;	/* multicast traceroute */
inline uint8_t IGMP_V3_MEMBERSHIP_REPORT = 0x22;	/* group records of a host (version 3) */
inline uint8_t IGMP_MODE_IS_INCLUDE = 1;	/* record: the host listens to these sources alone */
inline uint8_t IGMP_MODE_IS_EXCLUDE = 2;	/* record: the host listens to all sources but these */
inline uint8_t IGMP_CHANGE_TO_INCLUDE_MODE = 3;	/* record: from now on to these sources alone; without any: no longer */
inline uint8_t IGMP_CHANGE_TO_EXCLUDE_MODE = 4;	/* record: from now on to all sources but these; without any: to all */
inline uint8_t IGMP_ALLOW_NEW_SOURCES = 5;	/* record: to these sources as well */
inline uint8_t IGMP_BLOCK_OLD_SOURCES = 6;	/* record: no longer to these sources */
inline uint8_t IGMP_BAD_CUT = 1;	/* the message was not captured whole */
inline uint8_t IGMP_BAD_COUNT = 2;	/* it says that it has more records or sources than it has room for */
inline uint8_t IGMP_BAD_LENGTH = 4;	/* its length is that of no version: to be ignored */

translator igmpinfo_t < struct membership *p > {
	igmp_type = p == NULL ? 0 : p->m_type;
	igmp_version = p == NULL ? 0 : p->m_version;
	igmp_code = p == NULL ? 0 : p->m_code;
	igmp_response_us = p == NULL ? 0 : p->m_response;
	igmp_checksum = p == NULL ? 0 : p->m_checksum;
	igmp_sumok = p == NULL ? -1 : p->m_sum;
	igmp_length = p == NULL ? 0 : p->m_length;
	igmp_alert = p == NULL ? 0 : p->m_alert;
	igmp_bad = p == NULL ? 0 : p->m_bad;
	igmp_group = p == NULL || p->m_group == NULL ? "none" : inet_ntoa((ipaddr_t *)p->m_group);
	igmp_suppress = p == NULL ? 0 : p->m_suppress;
	igmp_robustness = p == NULL ? 0 : p->m_robustness;
	igmp_interval = p == NULL ? 0 : p->m_interval;
	igmp_sources = p == NULL ? 0 : p->m_sources;
	igmp_source_list = p == NULL ? NULL : p->m_list;
	igmp_records = p == NULL ? 0 : p->m_records;
	igmp_whole = p == NULL ? 0 : p->m_whole;
	igmp_hdr = p == NULL ? NULL : (struct igmp *)p->m_header;
};
translator igmprecord_t < struct membership_record *p > {
	igmpr_type = p == NULL ? 0 : p->r_type;
	igmpr_index = p == NULL ? 0 : p->r_index;
	igmpr_group = p == NULL ? "none" : inet_ntoa((ipaddr_t *)p->r_group);
	igmpr_sources = p == NULL ? 0 : p->r_sources;
	igmpr_source = p == NULL || p->r_source == NULL ? "none" : inet_ntoa((ipaddr_t *)p->r_source);
	igmpr_source_list = p == NULL ? NULL : p->r_list;
	igmpr_auxiliary = p == NULL ? 0 : 4 * p->r_auxiliary;
};
