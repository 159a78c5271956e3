/*
 * MLD (RFC 2710, RFC 9777): header, arguments of the mld provider.
 */
#pragma D depends_on library types.d
#pragma D depends_on library packet.d
#pragma D depends_on library ip.d
#pragma D depends_on library igmp.d

struct mld_hdr {
	uint8_t mld_type;		/* MLD_, MLDV2_ value */
	uint8_t mld_code;		/* 0 */
	uint16_t mld_cksum;		/* checksum, network byte order */
	uint16_t mld_maxdelay;		/* maximum response code of a query, network byte order */
	uint16_t mld_reserved;		/* number of records in a report of version 2, network byte order */
	struct in6_addr mld_addr;	/* group; in a report of version 2 the records begin here */
};

typedef struct mldinfo {
	uint8_t mld_type;		/* MLD_, MLDV2_ value */
	uint8_t mld_version;		/* 1, 2; 0 if the length is none of these versions */
	uint16_t mld_code;		/* maximum response code of a query, as on the wire; 0 in other messages */
	uint64_t mld_response_us;	/* the same as a time: microseconds */
	uint16_t mld_checksum;	/* checksum */
	int8_t mld_sumok;		/* 1 the checksum is right, 0 wrong, -1 not known: the message was not captured whole */
	uint32_t mld_length;		/* bytes of the message on the wire */
	uint8_t mld_alert;		/* 1 if a hop-by-hop header has the router alert option, as it must */
	uint8_t mld_bad;		/* MLD_BAD_ bits: what is wrong with the message */
	string mld_group;		/* group, text: :: in a query for all; `none` in a report of version 2 */
	uint8_t mld_suppress;		/* query of version 2: 1 if routers are not to start their timers again */
	uint8_t mld_robustness;	/* query of version 2: the querier's robustness, 0 if more than 7 */
	uint32_t mld_interval;	/* query of version 2: the querier's interval between queries, seconds */
	uint16_t mld_sources;		/* query of version 2: sources that it says it has */
	uint8_t *mld_source_list;	/* these, address after address, NULL unless all were captured */
	uint16_t mld_records;		/* report of version 2: group records that it says it has */
	uint16_t mld_whole;		/* those of them that were captured whole: for each the probe record fires */
	struct mld_hdr *mld_hdr;	/* the header itself */
} mldinfo_t;
typedef struct mldrecord {
	uint8_t mldr_type;		/* MLD_MODE_, MLD_CHANGE_ value, MLD_ALLOW_NEW_SOURCES, MLD_BLOCK_OLD_SOURCES */
	uint16_t mldr_index;		/* place in the report, from 0 */
	string mldr_group;		/* group, text */
	uint16_t mldr_sources;	/* sources that it names */
	string mldr_source;		/* of the probe source the one at hand, else the first, text; `none` if there is none */
	uint8_t *mldr_source_list;	/* all, address after address, NULL if there are none */
	uint32_t mldr_auxiliary;	/* bytes of auxiliary data: 0, as the RFC wants it */
} mldrecord_t;

inline uint8_t MLD_LISTENER_QUERY = 130;	/* a router asks which groups are listened to */
inline uint8_t MLD_LISTENER_REPORT = 131;	/* a host listens to a group (version 1) */
inline uint8_t MLD_LISTENER_DONE = 132;	/* a host no longer listens to a group (version 1) */
inline uint8_t MLDV2_LISTENER_REPORT = 143;	/* group records of a host (version 2) */
inline uint8_t MLD_MODE_IS_INCLUDE = 1;	/* record: the host listens to these sources alone */
inline uint8_t MLD_MODE_IS_EXCLUDE = 2;	/* record: the host listens to all sources but these */
inline uint8_t MLD_CHANGE_TO_INCLUDE_MODE = 3;	/* record: from now on to these sources alone; without any: no longer */
inline uint8_t MLD_CHANGE_TO_EXCLUDE_MODE = 4;	/* record: from now on to all sources but these; without any: to all */
inline uint8_t MLD_ALLOW_NEW_SOURCES = 5;	/* record: to these sources as well */
inline uint8_t MLD_BLOCK_OLD_SOURCES = 6;	/* record: no longer to these sources */
inline uint8_t MLD_BAD_CUT = 1;	/* the message was not captured whole */
inline uint8_t MLD_BAD_COUNT = 2;	/* it says that it has more records or sources than it has room for */
inline uint8_t MLD_BAD_LENGTH = 4;	/* its length is that of no version: to be ignored */

translator mldinfo_t < struct membership *p > {
	mld_type = p == NULL ? 0 : p->m_type;
	mld_version = p == NULL ? 0 : p->m_version;
	mld_code = p == NULL ? 0 : p->m_code;
	mld_response_us = p == NULL ? 0 : p->m_response;
	mld_checksum = p == NULL ? 0 : p->m_checksum;
	mld_sumok = p == NULL ? -1 : p->m_sum;
	mld_length = p == NULL ? 0 : p->m_length;
	mld_alert = p == NULL ? 0 : p->m_alert;
	mld_bad = p == NULL ? 0 : p->m_bad;
	mld_group = p == NULL || p->m_group == NULL ? "none" : inet_ntoa6((in6_addr_t *)p->m_group);
	mld_suppress = p == NULL ? 0 : p->m_suppress;
	mld_robustness = p == NULL ? 0 : p->m_robustness;
	mld_interval = p == NULL ? 0 : p->m_interval;
	mld_sources = p == NULL ? 0 : p->m_sources;
	mld_source_list = p == NULL ? NULL : p->m_list;
	mld_records = p == NULL ? 0 : p->m_records;
	mld_whole = p == NULL ? 0 : p->m_whole;
	mld_hdr = p == NULL ? NULL : (struct mld_hdr *)p->m_header;
};
translator mldrecord_t < struct membership_record *p > {
	mldr_type = p == NULL ? 0 : p->r_type;
	mldr_index = p == NULL ? 0 : p->r_index;
	mldr_group = p == NULL ? "none" : inet_ntoa6((in6_addr_t *)p->r_group);
	mldr_sources = p == NULL ? 0 : p->r_sources;
	mldr_source = p == NULL || p->r_source == NULL ? "none" : inet_ntoa6((in6_addr_t *)p->r_source);
	mldr_source_list = p == NULL ? NULL : p->r_list;
	mldr_auxiliary = p == NULL ? 0 : 4 * p->r_auxiliary;
};
