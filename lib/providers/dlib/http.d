/*
 * HTTP (RFC 9110, RFC 9112): messages, exchanges.
 */
#pragma D depends_on library types.d
#pragma D depends_on library app.d
#pragma D depends_on library link.d

struct http {
	char *method;			/* of the request, on responses too */
	char *host;
	char *uri;
	char *path;
	char *query;
	char *reason;
	char *agent;
	char *referer;
	char *type;
	char *server;
	char *location;
	char *encoding;
	char *forwarded;
	int64_t length;			/* -1 without */
	uint64_t body;
	uint64_t missing;
	int32_t status;			/* -1 in a request */
	uint32_t headers;
	uint32_t header_bytes;
	uint32_t stream;
	uint32_t bad;			/* HTTP_BAD_ bits */
	uint16_t version;
	uint8_t framing;		/* HTTP_ value */
	uint8_t *head;			/* its bytes, for http_header() */
	uint32_t head_length;
};
struct http_exchange {
	uint64_t id;
	int64_t wait_us;
	int64_t ttfb_us;
	int64_t total_us;
	uint32_t depth;
	uint32_t waiting;
	uint8_t resynced;
};

typedef struct httpinfo {
	uint16_t http_version;		/* 9, 10, 11: HTTP/0.9 to HTTP/1.1 */
	string http_method;		/* of the request, on responses too; "" where that is not known */
	string http_host;		/* of an absolute target its authority, else what Host says; of the request, on responses too */
	string http_uri;		/* target of the request, as written; on responses too */
	string http_path;		/* the same without query and authority */
	string http_query;		/* what stands behind `?`, "" if there is none */
	int32_t http_status;		/* status code; -1 in a request */
	string http_reason;		/* reason phrase of a response */
	string http_agent;		/* User-Agent */
	string http_referer;		/* Referer */
	string http_type;		/* Content-Type */
	string http_server;		/* Server */
	string http_location;		/* Location */
	string http_encoding;		/* Content-Encoding */
	string http_forwarded;		/* Forwarded, else X-Forwarded-For */
	int64_t http_length;		/* Content-Length, -1 if there is none */
	uint8_t http_framing;		/* how the end of the body is known: HTTP_NONE, HTTP_LENGTH, HTTP_CHUNKED, HTTP_UNTIL_CLOSE */
	uint32_t http_headers;		/* header fields */
	uint32_t http_header_bytes;	/* bytes of the head, with its first line and the empty one */
	uint64_t http_body;		/* bytes of the body so far, without what chunks add; in -done all of them */
	uint64_t http_missing;		/* of these, bytes that were not captured */
	uint32_t http_stream;		/* stream of HTTP/2; 0 */
	uint32_t http_bad;		/* HTTP_BAD_ bits: what is wrong with it; 0 */
} httpinfo_t;
typedef struct httpxinfo {
	uint64_t httpx_id;		/* number of the exchange, from 1; 0 if there is none */
	uint32_t httpx_depth;		/* which one on its connection, from 1 */
	uint32_t httpx_waiting;		/* requests of the connection that are not answered, this one included: pipelining */
	int64_t httpx_wait_us;		/* last byte of the request to first byte of the response, microseconds; -1 if not known */
	int64_t httpx_ttfb_us;		/* first byte of the request to first byte of the response, microseconds; -1 likewise */
	int64_t httpx_total_us;		/* first byte of the request to last byte of the response, microseconds; -1 before response-done */
	uint8_t httpx_resynced;		/* 1: the first one behind a loss of which it is not known what it took */
} httpxinfo_t;

inline int HTTP_NONE = 0;	/* for http_framing: there is no body */
inline int HTTP_LENGTH = 1;	/* for http_framing: Content-Length says it */
inline int HTTP_CHUNKED = 2;	/* for http_framing: it comes in chunks */
inline int HTTP_UNTIL_CLOSE = 3;	/* for http_framing: it ends with the connection */
inline int HTTP_BAD_BOTH = 1;	/* for http_bad: Transfer-Encoding and Content-Length; the first counts */
inline int HTTP_BAD_LENGTHS = 2;	/* for http_bad: Content-Length twice, with different values */
inline int HTTP_BAD_FOLDED = 4;	/* for http_bad: a header field that goes on on the next line */
inline int HTTP_BAD_BARE_LF = 8;	/* for http_bad: a line that ends without CR */
inline int HTTP_BAD_BLANK = 16;	/* for http_bad: a blank between a name and its colon */
inline int HTTP_BAD_NUL = 32;	/* for http_bad: a zero in the head */
inline int HTTP_BAD_LONG = 64;	/* for http_bad: a text that is longer than -x strsize was cut */
inline int HTTP_BAD_BODY = 128;	/* for http_bad: a body in a request that has no use for one */

translator httpinfo_t < struct http *p > {
	http_version = p == NULL ? 0 : p->version;
	http_method = p == NULL ? "" : stringof(p->method);
	http_host = p == NULL ? "" : stringof(p->host);
	http_uri = p == NULL ? "" : stringof(p->uri);
	http_path = p == NULL ? "" : stringof(p->path);
	http_query = p == NULL ? "" : stringof(p->query);
	http_status = p == NULL ? -1 : p->status;
	http_reason = p == NULL ? "" : stringof(p->reason);
	http_agent = p == NULL ? "" : stringof(p->agent);
	http_referer = p == NULL ? "" : stringof(p->referer);
	http_type = p == NULL ? "" : stringof(p->type);
	http_server = p == NULL ? "" : stringof(p->server);
	http_location = p == NULL ? "" : stringof(p->location);
	http_encoding = p == NULL ? "" : stringof(p->encoding);
	http_forwarded = p == NULL ? "" : stringof(p->forwarded);
	http_length = p == NULL ? -1 : p->length;
	http_framing = p == NULL ? 0 : p->framing;
	http_headers = p == NULL ? 0 : p->headers;
	http_header_bytes = p == NULL ? 0 : p->header_bytes;
	http_body = p == NULL ? 0 : p->body;
	http_missing = p == NULL ? 0 : p->missing;
	http_stream = p == NULL ? 0 : p->stream;
	http_bad = p == NULL ? 0 : p->bad;
};
translator httpxinfo_t < struct http_exchange *p > {
	httpx_id = p == NULL ? 0 : p->id;
	httpx_depth = p == NULL ? 0 : p->depth;
	httpx_waiting = p == NULL ? 0 : p->waiting;
	httpx_wait_us = p == NULL ? -1 : p->wait_us;
	httpx_ttfb_us = p == NULL ? -1 : p->ttfb_us;
	httpx_total_us = p == NULL ? -1 : p->total_us;
	httpx_resynced = p == NULL ? 0 : p->resynced;
};
