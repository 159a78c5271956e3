/*
 * Questions that people ask of a capture, in C on libpcap: what the same questions in D are measured against.
 *
 *     asks MODE FILE
 *
 * filter      packets whose addresses are equal          filter6    packets from 2001:db8:5::1
 * source      packets by source                          last       last time by addresses and ports
 * pair        packets by both addresses                  prefix     packets by six characters of the source's text
 * part        packets whose source's text has 198.19     print      a line a packet: source, destination, payload
 * csv         the same as CSV, with the time             micros     packets by microsecond, sorted by count
 * triple      packets by addresses and port, sorted      tcp        packets of TCP
 */
#include <arpa/inet.h>
#include <inttypes.h>
#include <pcap/pcap.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum mode { FILTER, FILTER6, SOURCE, LAST, PAIR, PREFIX, PART, PRINT, CSV, MICROS, TRIPLE, TCP };
static const char *const NAMES[] = { "filter", "filter6", "source", "last", "pair", "prefix", "part", "print", "csv", "micros", "triple", "tcp" };
#define KEY 40

struct row { uint64_t value; uint8_t key[KEY]; };
static struct row *rows;
static uint32_t *slots, used, room = 1 << 12;
static enum mode mode;
static int link_type;
static uint64_t found;
static struct in6_addr wanted;
static size_t size;

static uint32_t hash(const uint8_t *k) {
	uint64_t h = 0, w;
	for (size_t i = 0; i < size; i += 8) { memcpy(&w, k + i, 8); h = ((h << 29 | h >> 35) ^ w) * 0x9E3779B97F4A7C15ull; }
	return (uint32_t)(h ^ h >> 32);
}
static void enter(uint32_t i) {
	uint32_t h = hash(rows[i].key);
	while (slots[h & (2 * room - 1)]) h++;
	slots[h & (2 * room - 1)] = i + 1;
}
static uint64_t *find(const uint8_t *key) {
	uint32_t h = hash(key), s;
	for (; (s = slots[h & (2 * room - 1)]); h++) if (!memcmp(rows[s - 1].key, key, size)) return &rows[s - 1].value;
	if (used == room) {
		room *= 2;
		rows = realloc(rows, room * sizeof *rows);
		free(slots);
		slots = calloc(2 * room, sizeof *slots);
		for (uint32_t i = 0; i < used; i++) enter(i);
	}
	memset(&rows[used], 0, sizeof *rows);
	memcpy(rows[used].key, key, size);
	enter(used);
	return &rows[used++].value;
}
static uint16_t be16(const uint8_t *p) { return p[0] << 8 | p[1]; }

static void each(u_char *unused, const struct pcap_pkthdr *h, const u_char *p) {
	(void)unused;
	uint32_t n = h->caplen, at = link_type == DLT_EN10MB ? 14 : 0;
	if (n < at + 20) return;
	int type = at ? be16(p + 12) : p[0] >> 4 == 6 ? 0x86dd : 0x0800;
	p += at; n -= at;
	int six = type == 0x86dd;
	if (six ? n < 40 : type != 0x0800) return;
	const uint8_t *from = p + (six ? 8 : 12), *to = from + (six ? 16 : 4);
	uint32_t width = six ? 16 : 4, header = six ? 40 : (p[0] & 15) * 4, payload = six ? be16(p + 4) : be16(p + 2) - header;
	int protocol = p[six ? 6 : 9], family = six ? AF_INET6 : AF_INET;
	uint64_t micros = (uint64_t)h->ts.tv_sec * 1000000 + h->ts.tv_usec;
	uint8_t key[KEY] = { 0 };
	char s[INET6_ADDRSTRLEN], d[INET6_ADDRSTRLEN];
	switch (mode) {
	case FILTER: found += !memcmp(from, to, width); return;
	case FILTER6: found += six && !memcmp(from, &wanted, 16); return;
	case SOURCE: memcpy(key, from, width); ++*find(key); return;
	case LAST:
		if (protocol != 6 && protocol != 17) return;
		memcpy(key, from, 2 * width);
		if (n >= header + 4) memcpy(key + 32, p + header, 4);
		*find(key) = micros;
		return;
	case PAIR: memcpy(key, from, width); memcpy(key + 16, to, width); ++*find(key); return;
	case PREFIX:
		inet_ntop(family, from, s, sizeof s);
		memcpy(key, s, strnlen(s, 6));
		++*find(key);
		return;
	case PART: inet_ntop(family, from, s, sizeof s); found += strstr(s, "198.19") != NULL; return;
	case PRINT: case CSV:
		inet_ntop(family, from, s, sizeof s);
		inet_ntop(family, to, d, sizeof d);
		if (mode == PRINT) printf("%s %s %u\n", s, d, payload);
		else printf("%" PRIu64 ",%s,%s,%u\n", micros * 1000, s, d, payload);
		return;
	case MICROS: memcpy(key, &micros, 8); ++*find(key); return;
	case TRIPLE:
		if (protocol != 6 || n < header + 4) return;
		memcpy(key, from, width); memcpy(key + 16, to, width); memcpy(key + 32, p + header + 2, 2);
		++*find(key);
		return;
	case TCP: found += protocol == 6; return;
	}
}
static int by_value(const void *a, const void *b) {
	const struct row *x = *(struct row *const *)a, *y = *(struct row *const *)b;
	return x->value != y->value ? x->value < y->value ? -1 : 1 : memcmp(x->key, y->key, size);
}
static void print_row(const struct row *r) {
	char s[INET6_ADDRSTRLEN], d[INET6_ADDRSTRLEN];
	uint64_t micros;
	if (mode == MICROS) {
		memcpy(&micros, r->key, 8);
		printf("%20" PRIu64 " %16" PRIu64 "\n", micros, r->value);
		return;
	}
	/* an address of IPv4 leaves twelve bytes of zero */
	static const uint8_t none[12];
	int six = memcmp(r->key + 4, none, 12) != 0;
	inet_ntop(six ? AF_INET6 : AF_INET, r->key, s, sizeof s);
	inet_ntop(six ? AF_INET6 : AF_INET, r->key + 16, d, sizeof d);
	printf("%s %s %u %" PRIu64 "\n", s, d, be16(r->key + 32), r->value);
}
int main(int argc, char **argv) {
	char error[PCAP_ERRBUF_SIZE];
	if (argc != 3) { fprintf(stderr, "usage: asks MODE FILE\n"); return 2; }
	int known = 0;
	for (size_t i = 0; i < sizeof NAMES / sizeof *NAMES; i++) if (!strcmp(NAMES[i], argv[1])) mode = i, known = 1;
	if (!known) { fprintf(stderr, "asks: no mode %s\n", argv[1]); return 2; }
	size = mode == SOURCE ? 16 : mode == PREFIX || mode == MICROS ? 8 : mode == PAIR ? 32 : KEY;
	inet_pton(AF_INET6, "2001:db8:5::1", &wanted);
	rows = malloc(room * sizeof *rows);
	slots = calloc(2 * room, sizeof *slots);
	pcap_t *p = pcap_open_offline_with_tstamp_precision(argv[2], PCAP_TSTAMP_PRECISION_MICRO, error);
	if (!p) { fprintf(stderr, "asks: %s\n", error); return 1; }
	link_type = pcap_datalink(p);
	if (pcap_loop(p, -1, each, NULL) < 0) { fprintf(stderr, "asks: %s\n", pcap_geterr(p)); return 1; }
	if (mode == MICROS || mode == TRIPLE) {
		struct row **all = malloc((used + 1) * sizeof *all);
		for (uint32_t i = 0; i < used; i++) all[i] = &rows[i];
		qsort(all, used, sizeof *all, by_value);
		for (uint32_t i = 0; i < used; i++) print_row(all[i]);
	} else if (mode != PRINT && mode != CSV) printf("%" PRIu64 " found, %u keys\n", found, used);
	return 0;
}
