/**
 * Actions: arguments, what they do at once and what at the end, and an example each.
 *
 * @module
 */
import type { Documented } from "./documentation.ts";

const PRINTING: Documented = {
  printf: {
    more:
      "Conversions are C's (%d %u %x %o %c %s, width, precision), and D's: %Y prints nanoseconds since 1970 as date and " +
      "time, %T as time, %a and %p an address. The format is a constant and is checked with its arguments before anything " +
      "runs.",
    example: 'tcp:::connect-request { printf("%s:%d", args[2]->ip_daddr, args[4]->tcp_dport); exit(0); }',
  },
  printa: {
    more:
      "Without a format as at the end of a run. In a format %@d is the value, the other conversions are the keys, in " +
      "order. Several aggregations with the same keys stand side by side. What was printed by printa() is not printed at " +
      "the end again.",
    example: 'tcp:::send { @n[args[4]->tcp_dport] = count(); } END { printa("port %d: %@d\\n", @n); }',
  },
  trace: {
    more: "Numbers in decimal, text as it is, structs and arrays as bytes.",
    example: "tcp:::connect-request { trace(args[4]->tcp_dport); exit(0); }",
  },
  print: {
    more: "Pointers are shown as such; a struct with all members and their names.",
    example: "tcp:::connect-request { print(args[4]->tcp_dport); exit(0); }",
  },
  tracemem: {
    more:
      "The second argument is a constant, how many bytes are recorded; the third one, computed when the probe fires, how " +
      "many of them are shown.",
    example: 'BEGIN { tracemem((void *)"network", 7); exit(0); }',
  },
  pcap: {
    more:
      "pcap(packet, protocol): the packet is said by its number (args[0]->pkt_addr), by arg0, or by any address in its " +
      "captured bytes; anything else, and a probe without a packet, is the fault `invalid address`. With PCAP_IP it is kept " +
      "from its IP header on, with any other protocol as the frame that was captured, under the link type that the capture " +
      "states. Time, direction, interface and length on the wire are kept; of a datagram in fragments it is the last one. " +
      "`-x pcapsize` bytes of the frame are kept (2048), and packets that were cut are counted. freopen() says where (it " +
      "takes `-w`): in a program with pcap() a file whose name ends in .pcapng, .ntar, .pcap, .cap or .dmp, or to which " +
      "a packet comes before any text, is a capture in pcapng format, complete when the run has ended; text goes " +
      "to standard output meanwhile. Without a file, or in one of text, the packet is shown: its number, time, lengths, " +
      "link type, and a dump.",
    example: "packet:::captured { pcap(args[0]->pkt_addr, PCAP_IP); exit(0); }",
  },
  stack: {
    more: "Optionally how many frames.",
    example: 'BEGIN { printf("before"); stack(); printf("after"); exit(0); }',
  },
  ustack: {
    more: "Optionally how many frames, and bytes for their text.",
    example: 'BEGIN { printf("before"); ustack(); printf("after"); exit(0); }',
  },
  jstack: {
    more: "Optionally how many frames, and bytes for their text.",
    example: 'BEGIN { printf("before"); jstack(); printf("after"); exit(0); }',
  },
  sym: { more: "Packets have no symbols: the number itself is shown.", example: "BEGIN { sym(4096); exit(0); }" },
  func: { more: "Packets have no symbols: the number itself is shown.", example: "BEGIN { func(4096); exit(0); }" },
  mod: { more: "Packets have no symbols: the number itself is shown.", example: "BEGIN { mod(4096); exit(0); }" },
  uaddr: { more: "Packets have no symbols: the number itself is shown.", example: "BEGIN { uaddr(4096); exit(0); }" },
  usym: { more: "Packets have no symbols: the number itself is shown.", example: "BEGIN { usym(4096); exit(0); }" },
  ufunc: { more: "Packets have no symbols: the number itself is shown.", example: "BEGIN { ufunc(4096); exit(0); }" },
  umod: { more: "Packets have no symbols: the number itself is shown.", example: "BEGIN { umod(4096); exit(0); }" },
};
const AGGREGATIONS: Documented = {
  clear: {
    more: "Often in a tick, after printa(): the next interval begins at zero.",
    example: 'tcp:::send { @n = count(); } tick-1s { printa("%@d\\n", @n); clear(@n); }',
  },
  trunc: {
    more: "trunc(@a) forgets all, trunc(@a, 10) keeps the ten greatest, trunc(@a, -10) the ten least.",
    example: "ip:::receive { @[args[2]->ip_saddr] = count(); } END { trunc(@, 2); }",
  },
  normalize: {
    more: "The factor is a number without a sign. The values themselves stay, so that further firings count as before.",
    example: "ip:::receive { @ = sum(args[2]->ip_plength); } END { normalize(@, 1024); }",
  },
  denormalize: {
    example: "ip:::receive { @ = sum(args[2]->ip_plength); } END { normalize(@, 1024); denormalize(@); }",
  },
};
const SPECULATION: Documented = {
  speculate: {
    more:
      "The argument is what speculation() gave. It comes before everything in its clause that records data. What does " +
      "not fit `-x specsize` is dropped and counted.",
    example: 'BEGIN { self->s = speculation(); } BEGIN { speculate(self->s); printf("kept"); } ' +
      "BEGIN { commit(self->s); } BEGIN { exit(0); }",
  },
  commit: {
    more: "Records go to the buffer as if they had been made now. The speculation is free again.",
    example: 'BEGIN { self->s = speculation(); } BEGIN { speculate(self->s); printf("kept"); } ' +
      "BEGIN { commit(self->s); } BEGIN { exit(0); }",
  },
  discard: {
    more: "The speculation is free again.",
    example: 'BEGIN { self->s = speculation(); } BEGIN { speculate(self->s); printf("lost"); } ' +
      'BEGIN { discard(self->s); printf("nothing"); exit(0); }',
  },
};
const CONTROL: Documented = {
  exit: {
    more: "What follows in the same clause is still done, other clauses are not. Aggregations are printed as usual.",
    example: 'tcp:::send { exit(0); } END { trace("done"); }',
  },
  setopt: {
    more:
      "Options that may change while tracing only, such as quiet, aggsortkey, aggrate. A refusal is reported on standard " +
      "error and ends nothing.",
    example: 'BEGIN { setopt("aggsortkey"); } ip:::receive { @[args[2]->ip_ver] = count(); }',
  },
  freopen: {
    more: "The name is a format with arguments, as printf()'s. Destructive: it takes `-w`.",
    example: 'BEGIN { freopen(""); trace("here"); exit(0); }',
  },
  ftruncate: {
    more: "What was printed to it so far is gone; on a terminal or a pipe nothing happens.",
    example: "BEGIN { ftruncate(); trace(1); exit(0); }",
  },
  system: {
    more:
      "The command is a format with arguments, as printf()'s; it runs when its record is read, not when the probe " +
      "fires. Destructive: it takes `-w`.",
    example: 'BEGIN { system("echo %d", 6 * 7); exit(0); }',
  },
  stop: { more: "Destructive: it takes `-w`.", example: "BEGIN { stop(); }" },
  raise: {
    more: "The argument is the signal's number. Destructive: it takes `-w`.",
    example: "BEGIN { raise(SIGTERM); }",
  },
  breakpoint: { more: "Destructive: it takes `-w`.", example: "BEGIN { breakpoint(); }" },
  panic: { more: "Destructive: it takes `-w`.", example: "BEGIN { panic(); }" },
  chill: {
    more: "Time is the capture's, so nothing waits here. Destructive: it takes `-w`.",
    example: "BEGIN { chill(1000); trace(1); exit(0); }",
  },
};

export const ACTIONS: Documented = { ...PRINTING, ...AGGREGATIONS, ...SPECULATION, ...CONTROL };
