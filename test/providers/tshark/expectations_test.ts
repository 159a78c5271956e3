/**
 * What happened in captures, as tshark tells it (`make_expectations.ts`): packets, connections, refusals, resets, UDP by
 * port, ICMP by type, and each verdict on a segment by packet number. A capture that is not here is skipped, saying so.
 */
import { deepStrictEqual, notDeepStrictEqual } from "node:assert";
import { ANALYSIS_PROBES } from "../../../lib/protocols/mod.ts";
import { trace } from "../../session/in_process.ts";
import expectations from "./expectations.json" with { type: "json" };

interface Expectation {
  readonly packets: number;
  readonly established: Record<string, number>;
  readonly refused: Record<string, number>;
  readonly resets: Record<string, number>;
  readonly udp: Record<string, number>;
  readonly icmp: Record<string, number>;
  readonly icmp6: Record<string, number>;
  readonly verdicts: Record<string, readonly number[]>;
}
interface Difference {
  readonly ours?: Partial<Expectation>;
  /** Verdicts of tshark that we do not give. */
  readonly not?: Record<string, readonly number[]>;
  readonly why: string;
}
const BOTH_OPEN = "both ends opened at the same time: in FreeBSD accept-established fires at both";
const CHALLENGED =
  "no segment but a RST, which was not taken, had reached the numbers of these FINs: they are not sent again";
/** Where we differ on purpose: in what, and why. The differences must be just these. */
const DIFFERENCES: Record<string, Difference> = {
  "bad-too-small.pcap": {
    ours: { udp: {} },
    why:
      "packets 3 and 7: the IP packet ends inside the UDP header; no host takes it, so no probe fires, and it is counted",
  },
  "ipv6-extension-headers.pcap": {
    ours: { established: { "2001:db8:1::2 2001:db8:1::1 80": 4 } },
    not: { "spurious-retransmission": [8], "retransmission": [8] },
    why:
      "packet 3, a SYN|ACK, was captured before its SYN: the connection is established all the same; packet 8 was captured " +
      "once, behind its acknowledgment, and is next in sequence",
  },
  "own-tcp-states-a.pcap": {
    ours: { established: { "10.99.0.1 10.99.0.2 42024": 1, "10.99.0.2 10.99.0.1 42024": 1 } },
    not: { retransmission: [106, 115] },
    why: `${BOTH_OPEN}; ${CHALLENGED}`,
  },
  "own-tcp-states-b.pcap": {
    ours: { established: { "10.99.0.1 10.99.0.2 42024": 1, "10.99.0.2 10.99.0.1 42024": 1 } },
    not: { retransmission: [106, 115] },
    why: `the same connections, seen from the other end: ${BOTH_OPEN}; ${CHALLENGED}`,
  },
};

const KNOWN = new Set(ANALYSIS_PROBES as readonly string[]);
const verdicts = Object.values(expectations.captures as unknown as Record<string, Expectation>).flatMap((one) =>
  Object.keys(one.verdicts)
);
const PROGRAM = `
tcp:::accept-established { printf("established %s %s %d\\n", args[3]->tcps_raddr, args[3]->tcps_laddr, args[3]->tcps_lport); }
tcp:::connect-refused { printf("refused %s %s %d\\n", args[3]->tcps_laddr, args[3]->tcps_raddr, args[3]->tcps_rport); }
tcp:::send /args[4]->tcp_flags & TH_RST/ {
  printf("resets %s %s %d\\n", args[2]->ip_saddr, args[2]->ip_daddr, args[4]->tcp_dport);
}
udp:::send { printf("udp %d\\n", args[4]->udp_dport); }
icmp:::send { printf("icmp %d\\n", args[4]->icmp_type); }
icmp6:::send { printf("icmp6 %d\\n", args[4]->icmp_type); }
${
  [...new Set(verdicts)].filter((name) => KNOWN.has(name)).map((name) =>
    `tcpa:::${name} { printf("verdict ${name} %d\\n", args[0]->pkt_addr); }`
  ).join("\n")
}`;
const folders = ["../../captures/", "../../../../shared/captures/"].map((path) => new URL(path, import.meta.url));
function pathOf(capture: string): string | undefined {
  for (const folder of folders) {
    const path = new URL(capture, folder).pathname;
    try {
      if (Deno.statSync(path).isFile) return path;
    } catch { /* not in this one */ }
  }
  return undefined;
}
async function find(path: string): Promise<Expectation> {
  const options = [{ name: "quiet" }, { name: "local", value: "none" }];
  const { output, result } = await trace(PROGRAM, { captures: [path], options });
  const counts: Record<string, Record<string, number>> = {};
  for (const name of ["established", "refused", "resets", "udp", "icmp", "icmp6"]) counts[name] = {};
  const found: Record<string, number[]> = {};
  for (const line of output.split("\n").filter((line) => line !== "")) {
    const [what, ...rest] = line.split(" ");
    if (what === "verdict") (found[rest[0]] ??= []).push(Number(rest[1]));
    else counts[what][rest.join(" ")] = (counts[what][rest.join(" ")] ?? 0) + 1;
  }
  return { packets: result.packets, ...counts, verdicts: found } as unknown as Expectation;
}
for (const [capture, expected] of Object.entries(expectations.captures as unknown as Record<string, Expectation>)) {
  const path = pathOf(capture);
  Deno.test({
    name: `as tshark: ${capture}${path ? "" : " (capture not here)"}`,
    ignore: !path,
    async fn() {
      const found = await find(path!);
      const { ours = {}, not = {}, why } = DIFFERENCES[capture] ?? {};
      const wanted: Record<string, unknown> = { ...expected };
      for (const [name, counts] of Object.entries(ours)) {
        const isWhole = Object.keys(counts).length === 0;
        wanted[name] = isWhole
          ? {}
          : { ...wanted[name] as Record<string, number>, ...counts as Record<string, number> };
        notDeepStrictEqual(wanted[name], expected[name as keyof Expectation], `no longer a difference: ${why}`);
      }
      const verdicts: Record<string, readonly number[]> = { ...expected.verdicts };
      for (const [name, packets] of Object.entries(not)) {
        deepStrictEqual(
          packets.filter((packet) => !verdicts[name].includes(packet)),
          [],
          `no longer a difference: ${why}`,
        );
        verdicts[name] = verdicts[name].filter((packet) => !packets.includes(packet));
        if (verdicts[name].length === 0) delete verdicts[name];
      }
      deepStrictEqual({ ...found }, { ...wanted, verdicts });
    },
  });
}
