/**
 * Programs that have a fast path, one for each kind of it: between them they read all that it writes for clauses, and in which
 * order it fires.
 *
 * @module
 */

/** Grows with each firing, differently for each probe: another order is another sum. */
const ORDER = "h = h * 31 + id; @order = sum(h % 1000003);";
/** All of `struct packet`. */
const PACKET =
  `@packet[args[0]->pkt_direction, ((struct packet *)arg0)->told_direction, args[3]->if_name, args[3]->if_addr,
    ((struct packet *)arg0)->link_type] = sum(args[0]->pkt_addr * 3 + args[0]->pkt_length * 5 + args[0]->pkt_captured * 7);
  @payload[args[0]->pkt_payload] = sum(((struct packet *)arg0)->payload_captured +
    (((struct packet *)arg0)->payload == NULL ? 7 : (int)(((struct packet *)arg0)->payload - ((struct packet *)arg0)->frame)));
  @time = sum(args[0]->pkt_time % 1000003);`;
const IP = `@[probename, args[2]->ip_saddr, args[2]->ip_daddr] = sum(args[2]->ip_plength);
  @versions[args[2]->ip_ver, args[4] == NULL, args[5] == NULL, arg1] = count(); @last = max(timestamp);`;
const both = (provider: string) => `${provider}:::send, ${provider}:::receive`;
/** What all of them begin with. */
export const FAST_PROGRAM_START = "uint64_t h;\n";
interface FastProgram {
  readonly text: string;
  /** By what it is of tests know how many packets must take the fast path: not by default where it ends early. */
  readonly of: "ip" | "tcp" | "flow" | "end";
}
/** The program ends at a firing of a probe, while others would follow for the same packet. */
const ending = (probe: string, all: string): FastProgram => ({
  text: `int n; ${all} { @[probeprov, probename] = count(); ${ORDER} } ${probe} /n++ == 11/ { exit(0); }`,
  of: "end",
});
const ALL = `${both("ip")}, ${both("udp")}, ${both("tcp")}, tcpa:::rtt-sample`;
/** By name. */
export const FAST_PROGRAMS: Readonly<Record<string, FastProgram>> = {
  records: { text: `packet:::captured { @ = count(); @time = sum(timestamp % 1000003); }`, of: "ip" },
  ip: { text: `${both("ip")} { ${IP} ${ORDER} }`, of: "ip" },
  packet: { text: `${both("ip")} { ${IP} ${PACKET} ${ORDER} }`, of: "ip" },
  udp: {
    text: `${both("udp")} { @[probename, args[4]->udp_sport, args[4]->udp_dport, arg1, arg3, arg5] =
      sum(args[4]->udp_length + args[2]->ip_plength); ${ORDER} }`,
    of: "ip",
  },
  "udp with flows": {
    text: `${
      both("udp")
    } { @[probename, args[1]->cs_cid, args[3]->udps_lport, args[3]->udps_raddr] = count(); ${ORDER} }`,
    of: "flow",
  },
  "tcp without state": {
    text: `${both("tcp")} { @[probename, args[4]->tcp_dport, args[4]->tcp_flags] = sum(args[2]->ip_plength);
      @seq = sum(args[4]->tcp_seq % 1000003); ${ORDER} }`,
    of: "ip",
  },
  tcp: {
    text: `${both("tcp")} { @[probename, args[3]->tcps_laddr, args[3]->tcps_rport, args[3]->tcps_state] = count();
      @n[probename] = sum(args[3]->tcps_snxt * 7 + args[3]->tcps_rnxt * 5 + args[3]->tcps_suna * 3);
      @w[args[3]->tcps_swnd, args[3]->tcps_rwnd, args[3]->tcps_srtt, args[3]->tcps_rto] = count(); ${ORDER} }`,
    of: "tcp",
  },
  "tcp with packets": {
    text: `tcp:::send { @[args[0]->pkt_addr % 64, args[3]->tcps_state] = sum(args[0]->pkt_payload); ${ORDER} }`,
    of: "tcp",
  },
  "round trips": {
    text: `tcpa:::rtt-sample { @[args[5]->tcpa_rtt_us, args[5]->tcpa_verdict, args[5]->tcpa_evidence] =
        sum(args[5]->tcpa_sent_bytes + args[5]->tcpa_peer_bytes * 3 + args[5]->tcpa_sent_segments * 5 +
          args[5]->tcpa_peer_segments * 7 + args[5]->tcpa_sent_again * 11 + args[5]->tcpa_handshake_us);
      @ends[args[3]->tcps_lport, args[3]->tcps_rport, args[4]->tcp_sport, args[2]->ip_saddr] = count(); ${ORDER} }`,
    of: "tcp",
  },
  // nothing fires for most segments, which are followed all the same
  "state changes": {
    text: `tcp:::state-change { @[args[3]->tcps_rport, args[3]->tcps_state, args[5]->tcps_state] = count();
      @n = sum(args[3]->tcps_snxt * 7 + args[3]->tcps_rnxt * 5 + args[3]->tcps_srtt); ${ORDER} }`,
    of: "tcp",
  },
  // bytes of segments that are sent again are compared by the slow path
  "analysis with conflicts": { text: `tcpa::: { @[probename, args[5]->tcpa_verdict] = count(); ${ORDER} }`, of: "end" },
  analysis: {
    text:
      `tcpa:::[!c]*, tcpa:::close { @[probename, args[5]->tcpa_verdict, args[0]->pkt_addr] = sum(args[5]->tcpa_evidence); ${ORDER} }
      tcp:::state-change { @s[args[3]->tcps_state, args[5]->tcps_state] = count(); ${ORDER} }
      ${both("tcp")} { @t[probename, arg1 == arg3] = count(); ${ORDER} }`,
    of: "tcp",
  },
  messages: {
    text: `${both("icmp")}, ${
      both("icmp6")
    } { @m[probeprov, probename, args[4]->icmp_type] = sum(args[2]->ip_plength); ${ORDER} }
      ${both("sctp")} { @c[probename, args[4]->sctp_dport, arg1, arg3] = sum(args[2]->ip_plength); ${ORDER} }
      ${both("udplite")} { @l[probename, args[4]->udplite_dport, arg1] = count(); ${ORDER} }`,
    of: "ip",
  },
  "several providers": {
    text: `${both("ip")} { ${IP} ${ORDER} } ${
      both("udp")
    } { @u[args[4]->udp_dport, args[0]->pkt_addr] = count(); ${ORDER} }
      ${both("tcp")} { @t[args[4]->tcp_dport] = count(); ${ORDER} } ${both("icmp")}, ${
      both("arp")
    }, ipa:::reassembled { ${ORDER} }`,
    of: "ip",
  },
  "ip and connections": {
    text: `ip:::receive, tcp:::send { @[probeprov, args[2]->ip_saddr] = count(); ${ORDER} }
      tcp:::receive { @s[args[3]->tcps_state, args[3]->tcps_raddr] = count(); ${ORDER} }`,
    of: "tcp",
  },
  "bytes around the packet": {
    text: `${both("ip")}, ${both("udp")} { @before = sum(*(((struct packet *)arg0)->frame - 1) + 1); }
      ${both("ip")}, ${both("udp")} { @behind = sum(*(((struct packet *)arg0)->frame + args[0]->pkt_captured) + 1); }
      ${both("ip")}, ${both("udp")} { @first = sum(*((struct packet *)arg0)->frame + 1); ${ORDER} }`,
    of: "ip",
  },
  ticks: {
    text: `int n; ${both("ip")} { n++; @ = count(); } tick-20ms { @t[timestamp] = sum(n); ${ORDER} }`,
    of: "ip",
  },
  "ticks of packets": {
    text: `int n; ${both("udp")}, ${both("tcp")} { n++; @ = count(); } tick-20ms { @t[timestamp] = sum(n); ${ORDER} }`,
    of: "ip",
  },
  "end of records": ending("packet:::captured", "packet:::captured"),
  "end at what goes out": ending("ip:::send", both("ip")),
  "end at what comes in": ending("ip:::receive", both("ip")),
  "end at ip, out": ending("ip:::send", ALL),
  "end at ip, in": ending("ip:::receive", ALL),
  "end at tcp, out": ending("tcp:::send /args[3]->tcps_state == TCPS_ESTABLISHED/ { @e = count(); } tcp:::send", ALL),
  "end at tcp, in": ending("tcp:::receive", ALL),
  "end at udp, out": ending("udp:::send", ALL),
  "end at a round trip": ending("tcpa:::rtt-sample", ALL),
  "what the fast path leaves": {
    text:
      `ip:::send { @[args[2]->ip_saddr] = count(); ${ORDER} } icmp:::receive { @q[args[1]->cs_cid] = count(); ${ORDER} }
      igmp:::record, mld:::record { ${ORDER} } tcp:::receive { @t = count(); ${ORDER} }`,
    of: "ip",
  },
};
