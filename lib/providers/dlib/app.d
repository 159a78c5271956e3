/*
 * What providers above TCP and UDP have in common: the two ends of a message by their role.
 */
#pragma D depends_on library types.d

struct app {
	uint8_t *client;		/* address, of 4 or 16 bytes */
	uint8_t *server;		/* the same */
	uint32_t gaps;			/* bytes missing so far */
	uint16_t client_port;		/* host byte order */
	uint16_t server_port;		/* the same */
	uint8_t family;			/* 4, 6: of the addresses */
	int8_t outbound;		/* 1 out, 0 in, -1 */
	uint8_t transport;		/* IPPROTO_ value */
	uint8_t guessed;		/* 1: no handshake was seen */
};

typedef struct appinfo {
	string app_caddr;		/* client, text */
	uint16_t app_cport;		/* client's port */
	string app_saddr;		/* server, text */
	uint16_t app_sport;		/* server's port */
	int8_t app_outbound;		/* 1 sent by the observed host, 0 to it, -1 neither or both */
	uint8_t app_transport;		/* IPPROTO_TCP, IPPROTO_UDP */
	uint8_t app_guessed;		/* 1: the beginning of the connection was not seen */
	uint32_t app_gaps;		/* bytes of the connection, this way, that are missing so far */
} appinfo_t;

translator appinfo_t < struct app *p > {
	app_caddr = p == NULL ? "<unknown>" :
	    p->family == 4 ? inet_ntoa((ipaddr_t *)p->client) : inet_ntoa6((in6_addr_t *)p->client);
	app_cport = p == NULL ? 0 : p->client_port;
	app_saddr = p == NULL ? "<unknown>" :
	    p->family == 4 ? inet_ntoa((ipaddr_t *)p->server) : inet_ntoa6((in6_addr_t *)p->server);
	app_sport = p == NULL ? 0 : p->server_port;
	app_outbound = p == NULL ? -1 : p->outbound;
	app_transport = p == NULL ? 0 : p->transport;
	app_guessed = p == NULL ? 0 : p->guessed;
	app_gaps = p == NULL ? 0 : p->gaps;
};
