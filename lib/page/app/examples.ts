/**
 * Programs to begin with.
 *
 * @module
 */
export const EXAMPLES: readonly (readonly [title: string, program: string])[] = [
  ["Bytes by source", "ip:::receive\n{\n\t@bytes[args[2]->ip_saddr] = sum(args[2]->ip_plength);\n}\n"],
  ["Sizes of packets", "ip:::send,\nip:::receive\n{\n\t@[probename] = quantize(args[2]->ip_plength);\n}\n"],
  [
    "Who talks to whom",
    "ip:::send,\nip:::receive\n{\n\t@[args[2]->ip_saddr, args[2]->ip_daddr] = count();\n}\n",
  ],
  ["Round trips by peer", "tcpa:::rtt-sample\n{\n\t@[args[3]->tcps_raddr] = quantize(args[5]->tcpa_rtt_us);\n}\n"],
  ["What TCP tells: losses, retransmissions", "tcpa:::\n{\n\t@[probename] = count();\n}\n"],
  [
    "States of connections",
    "tcp:::state-change\n{\n\t@[tcp_state_string[args[5]->tcps_state],\n\t    tcp_state_string[args[3]->tcps_state]] = count();\n}\n",
  ],
  [
    "A line for each connection",
    '#pragma D option quiet\n\ntcp:::accept-established,\ntcp:::connect-established\n{\n\tprintf("%Y %s:%d\\n", walltimestamp,\n\t    args[3]->tcps_raddr, args[3]->tcps_rport);\n}\n',
  ],
  [
    "Bytes in each 100 ms",
    "ip:::send,\nip:::receive\n{\n\t@bytes[probename] = sum(args[2]->ip_plength);\n}\n\ntick-100ms\n{\n\tprinta(@bytes);\n\tclear(@bytes);\n}\n",
  ],
  [
    "All protocols",
    "packet:::\n{\n\t@packets = count();\n}\n\nip:::, arp:::, tcp:::, udp:::, icmp:::, icmp6:::\n{\n\t@[probeprov, probename] = count();\n}\n",
  ],
];

/** The same in one line: what there is to ask about. */
export const ONE_LINERS: readonly (readonly [title: string, program: string])[] = [
  ["packets by sender", "ip:::receive { @[args[2]->ip_saddr] = count(); }"],
  ["which probes fire", "ip:::, tcp:::, udp:::, icmp::: { @[probeprov, probename] = count(); }"],
  ["bytes by port", "tcp:::receive { @[args[4]->tcp_dport] = sum(args[2]->ip_plength); }"],
  ["who opens connections", "tcp:::accept-established { @[args[2]->ip_saddr, args[4]->tcp_dport] = count(); }"],
  ["round trips, microseconds", "tcpa:::rtt-sample { @ = quantize(args[5]->tcpa_rtt_us); }"],
  ["which UDP services are asked", "udp:::send { @[args[2]->ip_daddr, args[4]->udp_dport] = count(); }"],
  ["packets each second", "packet:::captured { @ = count(); } tick-1s { printa(@); clear(@); }"],
  [
    "how long is each gap",
    "packet:::captured /last/ { @ = quantize(timestamp - last); } packet:::captured { last = timestamp; }",
  ],
];
