/**
 * Subroutines: arguments, results, faults, and an example each.
 *
 * @module
 */
import type { Documentation, Documented } from "./documentation.ts";

const LOCK = "The argument is the address of a lock in the memory of a running kernel.";
const lock = (name: string): Documentation => ({ more: LOCK, example: `${name}((uintptr_t *)1)` });

const MEMORY: Documented = {
  alloca: {
    more:
      "The argument is a number of bytes. The memory is zero at first, aligned to 8 bytes, and gone when the clause " +
      "ends. Without room in the scratch space (`-x scratchsize`) the clause ends with the fault `out of scratch space`.",
    example: 'BEGIN { this->p = (char *)alloca(4); bcopy("abc", this->p, 4); trace(stringof(this->p)); exit(0); }',
  },
  bcopy: {
    more:
      "Source, destination, size in bytes. The destination must lie in memory of alloca(); otherwise the clause ends " +
      "with the fault `invalid address`.",
    example: 'BEGIN { this->p = (char *)alloca(3); bcopy("ab", this->p, 3); trace(stringof(this->p)); exit(0); }',
  },
  copyin: {
    more:
      "Address and size in bytes; the result points to the copy. Packets belong to no process, so the one memory there " +
      "is is the program's own and what it observes. An address that cannot be read is the fault `invalid address`, a " +
      "size without room `out of scratch space`.",
    example: 'BEGIN { trace(stringof((char *)copyin((uintptr_t)(void *)"capture", 8))); exit(0); }',
  },
  copyinstr: {
    more: "Address and, optionally, the greatest length in bytes. The text is cut at `strsize`, too.",
    example: 'copyinstr((uintptr_t)(void *)"capture", 4)',
  },
  copyinto: {
    more: "Address, size in bytes, destination, which must lie in memory of alloca().",
    example:
      'BEGIN { this->p = (char *)alloca(3); copyinto((uintptr_t)(void *)"ab", 3, this->p); trace(stringof(this->p)); exit(0); }',
  },
  memref: {
    more:
      "The result points to two words, the address and the size, for printf() and other consumers of D that take both.",
    example: 'BEGIN { this->r = memref((void *)"abc", 3); trace(this->r[1]); exit(0); }',
  },
  memstr: {
    more:
      "Address, letter, size in bytes, the last NUL included; at most 4096, otherwise the clause ends with the fault " +
      "`illegal operation`. FreeBSD's, for the arguments of a process.",
    example: "memstr((void *)\"ab\", '-', 3)",
  },
};
const TEXT: Documented = {
  basename: {
    more: "Slashes at the end do not count. Of `/` it is `/`, of the empty text `.`.",
    example: 'basename("/captures/web.pcap")',
  },
  dirname: {
    more: "Without a slash it is `.`.",
    example: 'dirname("/captures/web.pcap")',
  },
  cleanpath: {
    more: "Works on the text alone: links are not followed.",
    example: 'cleanpath("/captures/../logs//today/./x")',
  },
  index: {
    more: "Text, what is searched for, and optionally the position to begin at. Positions count bytes from 0.",
    example: 'index("192.0.2.10", ".", 4)',
  },
  rindex: {
    more: "Text, what is searched for, and optionally the last position at which it may begin. Positions count bytes " +
      "from 0.",
    example: 'rindex("192.0.2.10", ".")',
  },
  strchr: {
    more: "Text and a character constant. Test the result before use: reading NULL is the fault `invalid address`.",
    example: "strchr(\"192.0.2.10\", '.')",
  },
  strrchr: {
    more: "Text and a character constant. Test the result before use: reading NULL is the fault `invalid address`.",
    example: "strrchr(\"192.0.2.10\", '.')",
  },
  strstr: {
    more: "Text and what is searched for. Test the result before use: reading NULL is the fault `invalid address`.",
    example: 'strstr("GET /index.html", "/")',
  },
  strjoin: {
    more: "A result longer than `strsize` - 1 bytes (255, unless `-x strsize` says otherwise) is the fault " +
      "`out of scratch space`.",
    example: 'strjoin("tcp:::", "send")',
  },
  strlen: {
    more: "Bytes, not letters: text of UTF-8 counts by its bytes. At most `strsize`.",
    example: 'strlen("probe")',
  },
  strtok: {
    more:
      "Text (or NULL) and the separators, each byte of which is one. What remains is kept for each thread until the " +
      "next call with a text.",
    example: 'BEGIN { printf("%s %s", strtok("80,443", ","), strtok(NULL, ",")); exit(0); }',
  },
  substr: {
    more:
      "Text, position from 0, and optionally the length; without it the rest. Nothing is a fault: what lies outside " +
      "of the text is left out.",
    example: 'substr("192.0.2.10", -2)',
  },
  tolower: { more: "Only A to Z change.", example: 'tolower("GET")' },
  toupper: { more: "Only a to z change.", example: 'toupper("get")' },
};
const NUMBERS: Documented = {
  json: {
    more:
      "Text and selector. Strings come without their quotes, objects and arrays as they are written. NULL if the text " +
      "is not JSON as far as it is read, or has no such value.",
    example: 'json("{\\"ports\\":[80,443]}", "ports[1]")',
  },
  lltostr: {
    more: "Number and, optionally, base (10 if left out). A base outside of 2 to 36 is the fault `illegal operation`.",
    example: "lltostr(443, 16)",
  },
  strtoll: {
    more:
      "Text and, optionally, base (10 if left out). Blanks, tabs and a sign may stand first; a text without a number is " +
      "0. A base outside of 2 to 36 is the fault `illegal operation`.",
    example: 'strtoll("01bb", 16)',
  },
  rand: { more: "32 bits, negative ones among them. Not for secrets.", example: "rand() != rand()" },
  random: { more: "Not for secrets.", example: "random() != random()" },
  speculation: {
    more: "Give it to speculate(), then to commit() or discard(). How many there are at a time says `-x nspec` (1).",
    example: "speculation()",
  },
  getmajor: { more: "The upper 32 bits of the number.", example: "getmajor((dev_t)0x800000001)" },
  getminor: { more: "The lower 32 bits of the number.", example: "getminor((dev_t)0x800000001)" },
};
const ORDER =
  "The machine is little endian: the bytes change places. Members such as `tcp_dport` are in the machine's " +
  "order already; members of the headers themselves (`tcp_hdr->th_dport`) are in the network's.";
const NETWORK: Documented = {
  htons: { more: ORDER, example: 'BEGIN { printf("%x", htons(0x1234)); exit(0); }' },
  htonl: { more: ORDER, example: 'BEGIN { printf("%x", htonl(0x12345678)); exit(0); }' },
  htonll: { more: ORDER, example: 'BEGIN { printf("%x", htonll(0x123456789abcdef0)); exit(0); }' },
  ntohs: { more: ORDER, example: "tcp:::connect-request { trace(ntohs(args[4]->tcp_hdr->th_dport)); exit(0); }" },
  ntohl: { more: ORDER, example: 'BEGIN { printf("%x", ntohl(0x12345678)); exit(0); }' },
  ntohll: { more: ORDER, example: 'BEGIN { printf("%x", ntohll(0x123456789abcdef0)); exit(0); }' },
  inet_ntoa: {
    more: "The argument is a pointer to four bytes in the network's order, such as a member of the IPv4 header. " +
      "`ip_saddr` and `ip_daddr` of `args[2]` are text already.",
    example: "ip:::send /args[4] != NULL/ { trace(inet_ntoa(&args[4]->ipv4_hdr->ipha_src)); exit(0); }",
  },
  inet_ntoa6: {
    more:
      "The argument is a pointer to sixteen bytes. As in DTrace even a single group of zeros is left out (`2001:db8::1:1:1:1:1`); " +
      "tables and charts have RFC 5952's form.",
    example: "ip:::send /args[5] != NULL/ { trace(inet_ntoa6(args[5]->ipv6_src)); exit(0); }",
  },
  inet_ntop: {
    more: "Family and pointer. Both numbers for IPv6 are taken, FreeBSD's 28 and illumos's 26. Another family is the " +
      "fault `illegal operation`.",
    example: "ip:::send /args[4] != NULL/ { trace(inet_ntop(AF_INET, &args[4]->ipv4_hdr->ipha_src)); exit(0); }",
  },
  inet_prefix: {
    more:
      "Address as text and a length in bits, 0 to 32 for IPv4, 0 to 128 for IPv6. The result is an address, too: as a " +
      "key it keeps its order and its seventeen bytes. What is not an address stays as it is.",
    example: "ip:::receive { @[inet_prefix(args[2]->ip_saddr, 24)] = count(); }",
  },
  inet_in: {
    more:
      "Address and network as text; 1 or 0. A network is an address, `/`, and how many of its first bits count; an " +
      "address alone is a network of one. Addresses of the other family are never in it. A constant that is not a network " +
      "does not compile (`D_NET_PREFIX`).",
    example: 'ip:::receive /inet_in(args[2]->ip_saddr, "192.0.2.16/28")/ { @ = count(); }',
  },
  payload: {
    more:
      "Offset and, optionally, how many bytes make the number: 1, 2, 4 or 8, a constant. The payload is what lies behind " +
      "the transport header of the packet that fires, in `stream:::data` what the stream has brought. An offset at or " +
      "beyond the end of what was captured is the fault `invalid address`: look at `pkt_payload` first.",
    example: "udp:::send /args[0]->pkt_payload >= 4/ { @[payload(2, 2)] = count(); }",
  },
  copypayload: {
    more:
      "Offset and size in bytes. The result points to the copy, which is gone when the clause ends. Bytes that were " +
      "not captured are the fault `invalid address`.",
    example: "tcp:::send /args[0]->pkt_payload >= 16/ { tracemem(copypayload(0, 16), 16); exit(0); }",
  },
  payloadstr: {
    more:
      "Offset and, optionally, the greatest length in bytes; it is cut at `strsize`, too. An offset beyond the end of " +
      "what was captured is the fault `invalid address`; at the end the text is empty.",
    example: "tcp:::send /args[0]->pkt_payload > 0/ { @[payloadstr(0, 4)] = count(); }",
  },
  http_header: {
    more:
      "The message is `args[4]` of a probe of `http`. Fields of one name are one text, with commas between; without " +
      "one it is empty. It is as long as the field, and takes that much scratch space.",
    example: 'http:::response { @[http_header(args[4], "server")] = count(); }',
  },
  link_ntop: {
    more: "Type of hardware (`ARPHRD_ETHER`) and pointer to the address.",
    example:
      'BEGIN { this->p = (char *)alloca(6); bcopy("abcdef", this->p, 6); trace(link_ntop(ARPHRD_ETHER, this->p)); ' +
      "exit(0); }",
  },
};
const KERNEL: Documented = {
  mutex_owned: lock("mutex_owned"),
  mutex_type_adaptive: lock("mutex_type_adaptive"),
  mutex_type_spin: lock("mutex_type_spin"),
  rw_iswriter: lock("rw_iswriter"),
  rw_read_held: lock("rw_read_held"),
  rw_write_held: lock("rw_write_held"),
  sx_exclusive_held: lock("sx_exclusive_held"),
  sx_isexclusive: lock("sx_isexclusive"),
  sx_shared_held: lock("sx_shared_held"),
  mutex_owner: { more: LOCK, example: "(uintptr_t)mutex_owner((void *)1)" },
  msgsize: { more: "The argument is the address of a message in the kernel.", example: "msgsize((void *)1)" },
  msgdsize: { more: "The argument is the address of a message in the kernel.", example: "msgdsize((void *)1)" },
  progenyof: { more: "The argument is the other process's id.", example: "progenyof(1)" },
  ddi_pathname: {
    more: "The arguments are a node of devices and its minor number.",
    example: "ddi_pathname((void *)1, 0)",
  },
  d_path: { more: "The argument is the address of a path in the kernel.", example: "d_path((void *)1)" },
  getf: { more: "The argument is a file descriptor.", example: "(uintptr_t)getf(1)" },
  copyout: {
    more: "Destructive: it takes `-w`.",
    example: "BEGIN { copyout((void *)1, 1, 1); exit(0); }",
  },
  copyoutstr: {
    more: "Destructive: it takes `-w`.",
    example: "BEGIN { copyoutstr((char *)1, 1, 1); exit(0); }",
  },
};

export const SUBROUTINES = { ...MEMORY, ...TEXT, ...NUMBERS, ...NETWORK, ...KERNEL } as const satisfies Documented;
