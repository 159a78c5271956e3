/*
 * Streams: the bytes of connections of TCP in their order.
 */
#pragma D depends_on library types.d
#pragma D depends_on library app.d

struct stream {
	uint64_t offset;		/* place in the stream */
	char *how;			/* how it ended */
	uint32_t length;		/* bytes */
	uint32_t conflicts;		/* segments that came again with other bytes */
	uint8_t from_client;
};

typedef struct streaminfo {
	uint64_t stream_offset;		/* where the bytes begin in their direction, from 0; what is missing counts */
	uint32_t stream_length;		/* how many bytes they are; of gap, how many are missing */
	uint8_t stream_from_client;	/* 1 if the client sends them, 0 if the server does */
	uint32_t stream_conflicts;	/* segments of this direction so far that came again with other bytes: the first were taken */
	string stream_endstr;		/* of end: `fin`, `reset`, `reused`, `capture`, `forgotten`; else "" */
} streaminfo_t;

translator streaminfo_t < struct stream *p > {
	stream_offset = p == NULL ? 0 : p->offset;
	stream_length = p == NULL ? 0 : p->length;
	stream_from_client = p == NULL ? 0 : p->from_client;
	stream_conflicts = p == NULL ? 0 : p->conflicts;
	stream_endstr = p == NULL ? "" : stringof(p->how);
};
