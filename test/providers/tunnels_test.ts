/**
 * Packets in tunnels fire as any other, besides what carries them or in its place; what networks they are of keeps them apart;
 * without the option they are counted.
 */
import { deepStrictEqual, ok, rejects, strictEqual } from "node:assert";
import { TH } from "../../lib/packet/tcp/mod.ts";
import { reportLines } from "../../lib/session/report/mod.ts";
import { bytes, ethernet, ip4, ip6, udp } from "../packet/wire/frames.ts";
import { gtp, inner4, TUNNEL_FRAMES, udpTo, vxlan } from "../packet/wire/tunnel_frames.ts";
import { frame4, segment, traceFrames } from "./segments.ts";

const { SYN, ACK, PUSH } = TH;
type End = 0 | 1;
/** What carries a frame or a packet between 192.0.2.101 and .102. */
const outer = (from: End, protocol: number, body: Uint8Array, fragment = 0): Uint8Array => {
  const ends = from === 0 ? { from: "c0 00 02 65", to: "c0 00 02 66" } : { from: "c0 00 02 66", to: "c0 00 02 65" };
  return ethernet(0x800, ip4(body, { protocol, fragment, ...ends }));
};
const inVxlan = (from: End, id: number, frame: Uint8Array) => outer(from, 17, udpTo(4789, vxlan(id, frame)));
const inGtp = (from: End, teid: number, packet: Uint8Array) => outer(from, 17, udpTo(2152, gtp(teid, packet)));
/** The handshake and a segment of 100 bytes, each in the tunnel that `wrap` puts around it. */
function conversation(wrap: (from: End, frame: Uint8Array) => Uint8Array): Uint8Array[] {
  const segments = [
    segment({ from: 0, flags: SYN, seq: 1000 }),
    segment({ from: 1, flags: SYN | ACK, seq: 5000, ack: 1001 }),
    segment({ from: 0, flags: ACK, seq: 1001, ack: 5001 }),
    segment({ from: 0, flags: ACK | PUSH, seq: 1001, ack: 5001, data: 100 }),
    segment({ from: 1, flags: ACK, seq: 5001, ack: 1101 }),
  ];
  return segments.map((one, i) => {
    const from = i === 1 || i === 4 ? 1 : 0;
    return wrap(from, frame4(from, one));
  });
}
const ALL = { local: "none", tunnels: "all" };
const named = (name: string) => TUNNEL_FRAMES.find((one) => one.name === name)!.bytes;

Deno.test("what is inside fires after what carries it, with its depth, its tunnel's ends and identifiers", async () => {
  const frames = ["GRE, VXLAN in it, IPv6 in that", "VXLAN over IPv6", "IPv4 in IPv4", "Ethernet"].slice(0, 3).map(
    named,
  );
  const { output } = await traceFrames(
    [...frames, ethernet(0x800, ip4())],
    `ip:::send { printf("%d %d %s %s>%s | %s %d %d %d [%s] %s>%s\\n", args[0]->pkt_addr, args[0]->pkt_depth,
      args[0]->pkt_tunnel.tun_typestr, args[0]->pkt_tunnel.tun_saddr, args[0]->pkt_tunnel.tun_daddr, args[2]->ip_saddr,
      args[0]->pkt_tunnel.tun_type, args[0]->pkt_tunnel.tun_sport, args[0]->pkt_tunnel.tun_dport,
      args[0]->pkt_tunnel.tun_ids, args[2]->ip_saddr, args[2]->ip_daddr); }`,
    ALL,
  );
  deepStrictEqual(output.trim().split("\n"), [
    "1 0 none none>none | 192.0.2.1 0 0 0 [none] 192.0.2.1>198.51.100.7",
    "1 1 gre 192.0.2.1>198.51.100.7 | 192.0.2.1 1 0 0 [1] 192.0.2.1>198.51.100.7",
    "1 2 vxlan 192.0.2.1>198.51.100.7 | 192.0.2.1 3 50000 4789 [1,2] 192.0.2.1>198.51.100.7",
    "1 3 6in4 192.0.2.1>198.51.100.7 | 2002:db8::1 7 0 0 [1,2,-] 2002:db8::1>2001:db8::2",
    "2 0 none none>none | 2001:db8::1 0 0 0 [none] 2001:db8::1>2001:db8::2",
    "2 1 vxlan 2001:db8::1>2001:db8::2 | 10.1.1.1 3 50000 4789 [1] 10.1.1.1>10.1.1.2",
    "3 0 none none>none | 192.0.2.1 0 0 0 [none] 192.0.2.1>198.51.100.7",
    "3 1 ipip 192.0.2.1>198.51.100.7 | 10.1.1.1 6 0 0 [-] 10.1.1.1>10.1.1.2",
    "4 0 none none>none | 192.0.2.1 0 0 0 [none] 192.0.2.1>198.51.100.7",
  ]);
});
Deno.test("inner: only the innermost packets fire, and those that carry nothing", async () => {
  const program = `ip:::send { printf("%d:%d ", args[0]->pkt_addr, args[0]->pkt_depth); }`;
  const frames = [
    named("GRE, VXLAN in it, IPv6 in that"),
    ethernet(0x800, ip4()),
    named("GRE of PPTP"),
    named("VXLAN"),
  ];
  const inner = await traceFrames(frames, program, { local: "none", tunnels: "inner" });
  strictEqual(inner.output.trim(), "1:3 2:0 3:0 4:1");
  // of those named: what lies in another is not opened, and counted
  const some = await traceFrames(frames, program, { local: "none", tunnels: "gre,inner" });
  strictEqual(some.output.trim(), "1:1 2:0 3:0 4:0");
  deepStrictEqual(some.result.closedTunnels, [{ name: "vxlan", packets: 2 }]);
});
Deno.test("packet:::captured fires once for each record, whatever is in it", async () => {
  const frames = [named("GRE, VXLAN in it, IPv6 in that"), named("VXLAN")];
  const program = `packet:::captured { printf("%d:%d ", args[0]->pkt_addr, args[0]->pkt_depth); } ip:::send { i++; }
    END { printf("%d", i); }`;
  strictEqual((await traceFrames(frames, program, ALL)).output.trim(), "1:0 2:0 6");
});
Deno.test("without the option what is inside is counted, and said in one line; on every path", async () => {
  const frames = [...TUNNEL_FRAMES.map(({ bytes }) => bytes), ethernet(0x800, ip4()), ethernet(0x86dd, ip6())];
  const counts: Record<string, number> = {};
  for (const { tunnels: [outermost] } of TUNNEL_FRAMES) {
    const name = outermost?.split(" ")[0];
    if (name !== undefined) counts[name] = (counts[name] ?? 0) + 1;
  }
  const many = Array.from({ length: 40 }, () => frames).flat();
  for (const probe of ["ip:::send", "udp:::send", "tcp:::send", "tcp:::state-change"]) {
    for (const fastpath of ["on", "off"]) {
      const { result } = await traceFrames(many, `${probe} { @ = count(); }`, { local: "none", fastpath });
      const closed = Object.fromEntries(result.closedTunnels!.map(({ name, packets }) => [name, packets / 40]));
      deepStrictEqual(closed, counts, `${probe} ${fastpath}`);
      const lines = reportLines(result, "quiet").filter((line) => line.includes("-x tunnels"));
      strictEqual(lines.length, 1);
      const total = 40 * Object.values(counts).reduce((sum, one) => sum + one);
      ok(lines[0].startsWith(`${total} packets in tunnels not looked into: gre ${40 * counts.gre}, `), lines[0]);
      if (probe === "ip:::send" && fastpath === "on") {
        ok(result.slowPathPackets! < many.length, "none took the fast path");
      }
    }
  }
  const none = await traceFrames([ethernet(0x800, ip4(udp(4, 53, 4789)))], "ip:::send { @ = count(); }");
  deepStrictEqual(none.result.closedTunnels, []);
});
Deno.test("the same with all that is opened, on the fast path and the slow one", async () => {
  const plain = Array.from({ length: 30 }, () => [ethernet(0x800, ip4()), ethernet(0x86dd, ip6())]).flat();
  const frames = Array.from({ length: 40 }, () => [...TUNNEL_FRAMES.map(({ bytes }) => bytes), ...plain]).flat();
  for (const probe of ["ip:::send", "udp:::send", "tcp:::send", "packet:::captured"]) {
    for (const tunnels of ["all", "inner", "vxlan,gre"]) {
      const [fast, slow] = await Promise.all(
        ["on", "off"].map((fastpath) =>
          traceFrames(frames, `${probe} { @ = count(); @b = sum(args[2] == NULL ? 0 : args[2]->ip_plength); }`, {
            ...{ local: "none", tunnels, fastpath },
          })
        ),
      );
      deepStrictEqual(
        [fast.output, reportLines(fast.result, "open")],
        [slow.output, reportLines(slow.result, "open")],
        `${probe} ${tunnels}`,
      );
    }
  }
});

const CONNECTIONS = `tcp:::state-change /args[3]->tcps_state == TCPS_ESTABLISHED/ { @est = count(); }
  tcp:::send /args[0]->pkt_payload > 0/ { printf("%d:%d:%d ", args[1]->cs_cid, args[0]->pkt_depth, args[3]->tcps_bytes_out); }
  tcpa:::acked-unseen, tcpa:::lost-segment, tcpa:::retransmission { printf("%s ", probename); }`;
Deno.test("two networks with the same addresses are two connections: by the identifiers of all tunnels", async () => {
  const one = conversation((from, frame) => inVxlan(from, 1, frame));
  const two = conversation((from, frame) => inVxlan(from, 2, frame));
  const nested = conversation((from, frame) => inVxlan(from, 1, ethernet(0x800, ip4(udpTo(4789, vxlan(2, frame))))));
  const plain = conversation((_, frame) => frame);
  const mixed = one.flatMap((frame, i) => [frame, two[i], plain[i], nested[i]]);
  for (const tunnels of ["all", "inner"]) {
    const { output } = await traceFrames(mixed, `${CONNECTIONS}`, { local: "none", tunnels });
    const found = output.trim().split(/\s+/);
    // the established ends of four connections, and their data once
    strictEqual(found.at(-1), "8");
    deepStrictEqual(found.slice(0, -1).map((text) => text.replace(/^\d+/, "c")), [
      "c:1:100",
      "c:1:100",
      "c:0:100",
      "c:2:100",
    ]);
    strictEqual(new Set(found.slice(0, -1).map((text) => text.split(":")[0])).size, 4);
  }
});
Deno.test("an identifier that the receiver chooses does not tear a connection in two (3GPP TS 29.281 section 5.1)", async () => {
  const { output } = await traceFrames(
    conversation((from, frame) => inGtp(from, from === 0 ? 0x1000 : 0x2000, frame.subarray(14))),
    CONNECTIONS,
    ALL,
  );
  deepStrictEqual(output.trim().split(/\s+/).slice(1), [...["2"]]);
  ok(output.startsWith("1:1:100") || output.startsWith("2:1:100"), output);
});
Deno.test("fragments inside a tunnel, fragments of what carries it, and both", async () => {
  const whole = segment({ from: 0, flags: ACK, seq: 1001, ack: 5001, data: 400 });
  const inside = [frame4(0, whole.subarray(0, 200), 0, true, 7), frame4(0, whole.subarray(200), 200, false, 7)];
  const program = `tcp:::send { printf("tcp %d:%d:%d ", args[0]->pkt_addr, args[0]->pkt_depth, args[0]->pkt_payload); }
    ip:::send { printf("%d:%d ", args[0]->pkt_addr, args[0]->pkt_depth); }`;
  const parts = inside.map((frame) => inVxlan(0, 5, frame));
  strictEqual((await traceFrames(parts, program, ALL)).output.trim(), "1:0 1:1 2:0 2:1 tcp 2:1:400");
  // fragments of different networks are of different datagrams
  const mixed = await traceFrames([parts[0], inVxlan(0, 6, inside[1])], program, ALL);
  strictEqual(mixed.output.trim(), "1:0 1:1 2:0 2:1");
  strictEqual(mixed.result.incompleteDatagrams, 2);
  const cut = (frame: Uint8Array, id: number): Uint8Array[] => {
    const carried = frame.subarray(34), at = Math.floor(carried.length / 16) * 8;
    return [outer(0, 17, carried.subarray(0, at), 0x2000), outer(0, 17, carried.subarray(at), at >> 3)].map((one) => {
      one[19] = id;
      return one;
    });
  };
  const carrier = inVxlan(0, 5, frame4(0, whole));
  strictEqual((await traceFrames(cut(carrier, 1), program, ALL)).output.trim(), "1:0 2:0 tcp 2:1:400 2:1");
  const both = parts.flatMap((frame, i) => cut(frame, 20 + i));
  strictEqual((await traceFrames(both, program, ALL)).output.trim(), "1:0 2:0 2:1 3:0 4:0 4:1 tcp 4:1:400");
  const inner = await traceFrames(both, program, { local: "none", tunnels: "inner" });
  strictEqual(inner.output.trim(), "2:1 4:1 tcp 4:1:400");
  const ip = await traceFrames(both, `ip:::send { printf("%d:%d ", args[0]->pkt_addr, args[0]->pkt_depth); }`, ALL);
  strictEqual(ip.output.trim(), "1:0 2:0 2:1 3:0 4:0 4:1");
});
Deno.test("a host sees what is inside go the way of its tunnel, unless the host is one of its ends", async () => {
  const frames = conversation((from, frame) => inVxlan(from, 1, frame));
  const program = `ip:::send { printf("s%d:%d ", args[0]->pkt_addr, args[0]->pkt_depth); }
    ip:::receive { printf("r%d:%d ", args[0]->pkt_addr, args[0]->pkt_depth); }`;
  const as = async (local: string) => (await traceFrames(frames, program, { local, tunnels: "all" })).output.trim();
  const tunnelEnd = "s1:0 s1:1 r2:0 r2:1 s3:0 s3:1 s4:0 s4:1 r5:0 r5:1";
  strictEqual(await as("192.0.2.101"), tunnelEnd);
  strictEqual(await as("192.0.2.101,192.0.2.1"), tunnelEnd);
  // a host behind the tunnel: what carries its packets is between others
  strictEqual(await as("192.0.2.2"), "r1:1 s2:1 r3:1 r4:1 s5:1");
});
Deno.test("ARP in a tunnel fires; what is not IP, cut or malformed is counted by its reason", async () => {
  const arp = bytes("00 01 08 00 06 04 00 01 02 00 00 00 00 01 0a 00 00 01 00 00 00 00 00 00 0a 00 00 02");
  const frames = [
    inVxlan(0, 1, ethernet(0x806, arp)),
    inVxlan(0, 1, ethernet(0x88cc, Array(20).fill(1))),
    named("GRE of PPTP"),
    inVxlan(0, 1, ethernet(0x800, ip4(udp(), { headerWords: 4 }))),
    {
      seconds: 1_700_000_009,
      nanoseconds: 0,
      bytes: inVxlan(0, 1, ethernet(0x800, inner4)).subarray(0, 70),
      wire: 108,
    },
    outer(
      0,
      4,
      ip4(ip4(ip4(ip4(ip4(inner4, { protocol: 4 }), { protocol: 4 }), { protocol: 4 }), { protocol: 4 }), {
        protocol: 4,
      }),
    ),
  ];
  const { output, result } = await traceFrames(
    frames,
    `arp:::send { printf("arp %d:%d %s ", args[0]->pkt_addr, args[0]->pkt_depth, args[4]->arp_saddr); }
     ip:::send { @ = count(); }`,
    ALL,
  );
  strictEqual(output.trim().split(/\s+/).join(" "), "arp 1:1 10.0.0.1 10");
  deepStrictEqual(result.undecoded.map(({ reason, packets }) => `${packets} ${reason}`).sort(), [
    "1 inside tunnels, cut short before the end of the IP header",
    "1 inside tunnels, deeper in tunnels than `-x tunneldepth` opens them",
    "1 inside tunnels, not IP: LLDP",
    "1 inside tunnels, of a tunnel of a version that is not opened (GRE 1 is PPTP)",
    "1 inside tunnels, with an impossible IP header length",
  ]);
});
Deno.test("depth is a bound, and a choice", async () => {
  let packet = inner4;
  for (let i = 0; i < 11; i++) packet = ip4(packet, { protocol: 4 });
  const program = "ip:::send { @ = max(args[0]->pkt_depth); }";
  for (const [tunneldepth, expected] of [["1", "1"], ["4", "4"], ["11", "11"], ["16", "11"]]) {
    const { output } = await traceFrames([ethernet(0x800, packet)], program, { ...ALL, tunneldepth });
    strictEqual(output.trim(), expected);
  }
  await rejects(traceFrames([], program, { ...ALL, tunneldepth: "17" }), { message: /from 1 to 16, not 17/ });
  await rejects(traceFrames([], program, { local: "none", tunnels: "vxlan,l2tp" }), {
    message: "`l2tp` in `-x tunnels` is not one of gre, erspan, vxlan, geneve, gtpu, ipip, 6in4, 4in6, teredo, mpls, " +
      "all, inner, none",
  });
});
