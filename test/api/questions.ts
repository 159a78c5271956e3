/**
 * The same questions in D and in TypeScript: they must be answered alike, over every capture, to the last blank.
 *
 * @module
 */
import {
  avg,
  type Clause,
  count,
  flow,
  llquantize,
  lquantize,
  max,
  min,
  probe,
  quantize,
  stddev,
  sum,
  TCPA_RETRANSMISSION,
  TH_ACK,
  TH_SYN,
} from "../../mod.ts";

export interface Question {
  readonly name: string;
  readonly d: string;
  /** Made anew for each run. */
  typescript(): readonly Clause[];
}
export const QUESTIONS: readonly Question[] = [
  {
    name: "packets by source",
    d: "ip:::receive { @packets[args[2]->ip_saddr] = count(); }",
    typescript() {
      const packets = count("packets", "ip_saddr");
      return [probe("ip:::receive", ({ args }) => packets.add(args[2].ip_saddr))];
    },
  },
  {
    name: "bytes by pair of addresses",
    d: "ip:::send, ip:::receive { @bytes[args[2]->ip_saddr, args[2]->ip_daddr] = sum(args[2]->ip_plength); }",
    typescript() {
      const bytes = sum("bytes", "ip_saddr", "ip_daddr");
      return [
        probe(
          "ip:::send, ip:::receive",
          ({ args: [, , ip] }) => bytes.add(ip.ip_plength, ip.ip_saddr, ip.ip_daddr),
        ),
      ];
    },
  },
  {
    name: "sizes",
    d: "ip::: { @sizes = quantize(args[2]->ip_plength); @even = lquantize(args[2]->ip_plength, 0, 1500, 100); " +
      "@log = llquantize(args[2]->ip_plength, 10, 0, 4, 20); }",
    typescript() {
      const sizes = quantize("sizes");
      const even = lquantize("even", { low: 0, high: 1500, step: 100 });
      const log = llquantize("log", { factor: 10, low: 0, high: 4, steps: 20 });
      return [
        probe("ip:::", ({ args }) => {
          const size = args[2].ip_plength;
          sizes.add(size);
          even.add(size);
          log.add(size);
        }),
      ];
    },
  },
  {
    name: "sizes in figures",
    d: "ip::: { @least = min(args[2]->ip_plength); @most = max(args[2]->ip_plength); @mean = avg(args[2]->ip_plength); " +
      "@deviation = stddev(args[2]->ip_plength); }",
    typescript() {
      const figures = [min("least"), max("most"), avg("mean"), stddev("deviation")];
      return [probe("ip:::", ({ args }) => figures.forEach((one) => one.add(args[2].ip_plength)))];
    },
  },
  {
    name: "sizes by source",
    d: "ip:::send { @sent[args[2]->ip_saddr] = quantize(args[2]->ip_plength); }",
    typescript() {
      const sent = quantize("sent", "ip_saddr");
      return [probe("ip:::send", ({ args }) => sent.add(args[2].ip_plength, args[2].ip_saddr))];
    },
  },
  {
    name: "protocols over IPv4",
    d: "ip::: /args[4]->ipv4_ver == 4/ { @protocols[args[4]->ipv4_protostr, args[4]->ipv4_ttl] = count(); }",
    typescript() {
      const protocols = count("protocols", "ipv4_protostr", "ipv4_ttl");
      return [
        probe("ip:::", ({ args }) => protocols.add(args[4].ipv4_protostr, args[4].ipv4_ttl), {
          when: ({ args }) => args[4].ipv4_ver === 4,
        }),
      ];
    },
  },
  {
    name: "handshakes asked for, by port",
    d: "tcp:::send, tcp:::receive /args[4]->tcp_flags & TH_SYN && !(args[4]->tcp_flags & TH_ACK)/ " +
      "{ @asked[args[4]->tcp_dport] = count(); }",
    typescript() {
      const asked = count("asked", "tcp_dport");
      return [
        probe("tcp:::send, tcp:::receive", ({ args }) => asked.add(args[4].tcp_dport), {
          when: ({ args }) => args[4].tcp_flags & TH_SYN && !(args[4].tcp_flags & TH_ACK),
        }),
      ];
    },
  },
  {
    name: "transitions of states",
    d: "tcp:::state-change { @states[tcp_state_string[args[5]->tcps_state], args[3]->tcps_state] = count(); }",
    typescript() {
      const names =
        "closed listen syn-sent syn-received established close-wait fin-wait-1 closing last-ack fin-wait-2 time-wait";
      const states = count("states", "from", "tcps_state");
      return [
        probe("tcp:::state-change", ({ args }) => {
          states.add(`state-${names.split(" ")[args[5].tcps_state]}`, args[3].tcps_state);
        }),
      ];
    },
  },
  {
    name: "windows by remote address",
    d: "tcp:::receive { @windows[args[3]->tcps_raddr, args[3]->tcps_lport] = max(args[3]->tcps_swnd); }",
    typescript() {
      const windows = max("windows", "tcps_raddr", "tcps_lport");
      return [
        probe(
          "tcp:::receive",
          ({ args: [, , , connection] }) =>
            windows.add(connection.tcps_swnd, connection.tcps_raddr, connection.tcps_lport),
        ),
      ];
    },
  },
  {
    name: "retransmissions by connection",
    d: "tcpa:::retransmission, tcpa:::fast-retransmission { @again[args[3]->tcps_laddr, args[3]->tcps_raddr] = " +
      "count(); @verdicts[args[5]->tcpa_verdict & TCPA_RETRANSMISSION] = sum(args[0]->pkt_length); }",
    typescript() {
      const again = count("again", "tcps_laddr", "tcps_raddr");
      const verdicts = sum("verdicts", "tcpa_verdict");
      return [
        probe("tcpa:::retransmission, tcpa:::fast-retransmission", ({ args }) => {
          again.add(args[3].tcps_laddr, args[3].tcps_raddr);
          verdicts.add(args[0].pkt_length, args[5].tcpa_verdict & TCPA_RETRANSMISSION);
        }),
      ];
    },
  },
  {
    name: "UDP services",
    d: "udp:::send, udp:::receive { @services[args[2]->ip_daddr, args[4]->udp_dport] = sum(args[4]->udp_length); }",
    typescript() {
      const services = sum("services", "ip_daddr", "udp_dport");
      return [
        probe(
          "udp:::send, udp:::receive",
          ({ args }) => services.add(args[4].udp_length, args[2].ip_daddr, args[4].udp_dport),
        ),
      ];
    },
  },
  {
    name: "packets a second, and the busiest",
    d: "ip::: { @seconds[(walltimestamp + args[0]->pkt_time) / 2000000000] = count(); n++; } " +
      "tick-1h { @busy = max(n); n = 0; }",
    typescript() {
      const seconds = count("seconds", "second");
      const busy = max("busy");
      let n = 0;
      return [
        probe("ip:::", ({ args, walltimestamp }) => {
          seconds.add((walltimestamp + args[0].pkt_time) / 2_000_000_000n);
          n++;
        }),
        probe("tick-1h", () => {
          busy.add(n);
          n = 0;
        }),
      ];
    },
  },
  {
    name: "time to the first payload, by flow",
    d: "tcp:::connect-established, tcp:::accept-established { opened[args[1]->cs_cid] = timestamp; } " +
      "tcp:::send, tcp:::receive /opened[args[1]->cs_cid] && args[0]->pkt_payload/ " +
      "{ @first = quantize((timestamp - opened[args[1]->cs_cid]) / 1000); opened[args[1]->cs_cid] = 0; }",
    typescript() {
      const opened = flow(() => ({ at: 0n }));
      const first = quantize("first");
      return [
        probe("tcp:::connect-established, tcp:::accept-established", ({ args, timestamp }) => {
          opened.of(args[1]).at = timestamp;
        }),
        probe("tcp:::send, tcp:::receive", ({ args, timestamp }) => {
          const state = opened.of(args[1]);
          if (state.at === 0n || args[0].pkt_payload === 0) return;
          first.add((timestamp - state.at) / 1000n);
          opened.delete(args[1]);
        }),
      ];
    },
  },
  {
    name: "latency of DNS by name",
    d: "dns:::response /args[5]->dnsx_latency_us >= 0/ { @latency[args[4]->dns_lname, args[4]->dns_rcode] = " +
      "max(args[5]->dnsx_latency_us); }",
    typescript() {
      const latency = max("latency", "dns_lname", "dns_rcode");
      return [
        probe("dns:::response", ({ args }) => {
          if (args[5].dnsx_latency_us >= 0) latency.add(args[5].dnsx_latency_us, args[4].dns_lname, args[4].dns_rcode);
        }),
      ];
    },
  },
];
