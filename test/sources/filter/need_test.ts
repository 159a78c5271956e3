import { deepStrictEqual, strictEqual } from "node:assert";
import { describeNeed, FULL_SNAP_LENGTH, HEADER_SNAP_LENGTH } from "../../../lib/sources/filter/mod.ts";
import { needOf } from "./compiled.ts";

/** A program, what it needs, and whether headers are enough. */
const NEEDS: readonly (readonly [program: string, needs: readonly string[], headers: boolean])[] = [
  ["BEGIN { exit(0); }", [], true],
  ['tick-1s { printf("x"); }', [], true],
  ["ip:::receive { @ = count(); }", ["ip or ip6"], true],
  ["tcp:::send { @ = count(); }", ["tcp"], true],
  ["tcp:::send, udp:::send { @ = count(); }", ["tcp", "udp"], true],
  ["tcp:::send { @ = count(); } ip:::send { @a = count(); }", ["ip or ip6"], true],
  ["icmp:::, icmp6::: { @ = count(); }", ["icmp", "icmp6"], true],
  ["arp::: { @ = count(); }", ["arp"], true],
  ["tcp:::send /args[4]->tcp_dport == 80/ { @ = count(); }", ["tcp and dst port 80"], true],
  ["tcp:::send /80 == args[4]->tcp_dport/ { @ = count(); }", ["tcp and dst port 80"], true],
  ["udp::: /args[4]->udp_sport == 53 || args[4]->udp_dport == 53/ { @ = count(); }", [
    "udp and src port 53",
    "udp and dst port 53",
  ], true],
  ["tcp:::send /args[4]->tcp_dport < 1024 && args[4]->tcp_sport >= 49152/ { @ = count(); }", [
    "tcp and dst portrange 0-1023 and src portrange 49152-65535",
  ], true],
  // the state of the flow needs both of its directions
  ["tcp:::send /args[4]->tcp_dport == 80/ { @ = max(args[3]->tcps_srtt); }", ["tcp and port 80"], true],
  ["tcp:::state-change /args[3]->tcps_lport == 22/ { @ = count(); }", ["tcp and port 22"], true],
  ['tcp:::send /args[3]->tcps_raddr == "10.0.0.1"/ { @ = count(); }', [
    "ip and tcp and host 10.0.0.1",
    "ip6 and tcp and host 0:0:0:0:0:ffff:a00:1",
    "ip6 and tcp and host 0:0:0:0:0:0:a00:1",
  ], true],
  // so does what is read out of its segments
  ["tcpa:::retransmission /args[4]->tcp_dport == 80/ { @ = count(); }", ["tcp and port 80"], true],
  // flows are numbered as they appear: none may be missing
  ["tcp:::send /args[4]->tcp_dport == 80/ { @[args[1]->cs_cid] = count(); }", ["tcp"], true],
  ['ip:::receive /args[2]->ip_saddr == "192.0.2.7"/ { @ = count(); }', [
    "ip and src host 192.0.2.7",
    "ip6 and src host 0:0:0:0:0:ffff:c000:207",
  ], true],
  [
    'ip:::receive /args[2]->ip_daddr == "2001:db8::1"/ { @ = count(); }',
    ["ip6 and dst host 2001:db8:0:0:0:0:0:1"],
    true,
  ],
  ["ip::: /args[4]->ipv4_protocol == IPPROTO_ICMP/ { @ = count(); }", ["ip and icmp"], true],
  ["ip::: /args[2]->ip_ver == 6/ { @ = count(); }", ["ip6"], true],
  ["tcp:::send /args[4]->tcp_flags & TH_SYN/ { @ = count(); }", ["tcp and tcp[13] & 0x2 != 0"], true],
  [
    "tcp:::send /(args[4]->tcp_flags & (TH_SYN|TH_ACK)) == TH_SYN/ { @ = count(); }",
    ["tcp and tcp[13] & 0x12 == 0x2"],
    true,
  ],
  // nothing is pinned down where packets that do not match leave a trace
  ["tcp:::send /n++ >= 0 && args[4]->tcp_dport == 80/ { @ = count(); }", ["tcp"], true],
  ["int n; tcp:::send /1 / n || args[4]->tcp_dport == 80/ { @ = count(); }", ["tcp"], true],
  ["tcp:::send /args[4]->tcp_dport != 80/ { @ = count(); }", ["tcp"], true],
  ["int n; tcp:::send /args[4]->tcp_dport == n/ { @ = count(); }", ["tcp"], true],
  ["udp:::send { tracemem(arg4, 16); }", ["udp"], false],
  // pcap() keeps all of a packet, however it is called
  ["tcp:::send /args[4]->tcp_dport == 80/ { pcap(args[0]->pkt_addr, PCAP_ETHER); }", ["tcp and dst port 80"], false],
  ["udp:::send { if (args[4]->udp_dport == 53) { pcap(arg0, PCAP_IP); } }", ["udp"], false],
  ["udp:::send { @[*(uint16_t *)(args[4]->udp_hdr + 1)] = count(); }", ["udp"], true],
  ["udp:::send { @[*(uint16_t *)(args[4]->udp_hdr + 9)] = count(); }", ["udp"], false],
  ["udp:::send { @[((struct packet *)arg0)->payload[0]] = count(); }", ["udp"], false],
  ["udp:::send { @[args[0]->pkt_captured] = count(); }", ["udp"], false],
  ["ip:::send { this->p = arg2; }", ["ip or ip6"], false],
  ["ip:::send { @[args[3]->if_name, args[2]->ip_saddr] = sum(args[2]->ip_plength); }", ["ip or ip6"], true],
  ["tcp:::send { @[args[4]->tcp_hdr->th_win] = count(); }", ["tcp"], true],
];

Deno.test("what programs need", async (t) => {
  for (const [program, needs, headers] of NEEDS) {
    await t.step(program, async () => {
      const need = await needOf(program);
      const described = describeNeed(need);
      if (needs.some((one) => one.includes(" host "))) {
        for (const one of needs) strictEqual(described.some((text) => text.includes(one)), true, described.join("; "));
      } else deepStrictEqual(described, needs);
      strictEqual(need.snapLength, headers ? HEADER_SNAP_LENGTH : FULL_SNAP_LENGTH);
    });
  }
});

Deno.test("macro arguments are constants", async () => {
  const need = await needOf("tcp:::send /args[4]->tcp_dport == $1/ { @ = count(); }", ["8080"]);
  deepStrictEqual(describeNeed(need), ["tcp and dst port 8080"]);
});
