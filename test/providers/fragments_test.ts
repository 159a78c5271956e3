/**
 * TCP in fragments of IP: a segment counts once, with all its data, when it is whole again; each fragment is a packet of IP
 * (RFC 791, RFC 8200 section 4.5). What overlaps, or never comes, is no segment (RFC 5722).
 */
import { deepStrictEqual, strictEqual } from "node:assert";
import { TH } from "../../lib/packet/tcp/mod.ts";
import { frame4, frame6, segment, traceFrames } from "./segments.ts";

const { SYN, ACK, PUSH } = TH;
const HANDSHAKE = [
  segment({ from: 0, flags: SYN, seq: 1000 }),
  segment({ from: 1, flags: SYN | ACK, seq: 5000, ack: 1001 }),
  segment({ from: 0, flags: ACK, seq: 1001, ack: 5001 }),
];
type Frame = typeof frame4 | typeof frame6;
/** The handshake, then segments of 400 bytes from the client, each in two fragments, each acknowledged. */
function conversation(frame: Frame, segments: number, order: readonly [number, number] = [0, 1]): Uint8Array[] {
  const frames = HANDSHAKE.map((one, i) => frame(i === 1 ? 1 : 0, one));
  for (let i = 0; i < segments; i++) {
    const whole = segment({ from: 0, flags: ACK | PUSH, seq: 1001 + 400 * i, ack: 5001, data: 400 });
    const parts = [
      frame(0, whole.subarray(0, 200), 0, true, 10 + i),
      frame(0, whole.subarray(200), 200, false, 10 + i),
    ];
    frames.push(parts[order[0]], parts[order[1]]);
    frames.push(frame(1, segment({ from: 1, flags: ACK, seq: 5001, ack: 1401 + 400 * i })));
  }
  return frames;
}
const PROGRAM = `tcp:::send { printf("s%d:%d:%d ", args[0]->pkt_addr, args[0]->pkt_payload, args[3]->tcps_bytes_out); }
  tcp:::receive { printf("r%d:%d ", args[0]->pkt_addr, args[3]->tcps_bytes_in); }
  tcpa:::lost-segment, tcpa:::retransmission, tcpa:::acked-unseen, tcpa:::duplicate-ack { printf("%s ", probename); }
  ip:::send { ip++; } END { printf("ip %d", ip); }`;
const WHOLE = "s1:0:0 r1:0 s2:0:0 r2:0 s3:0:0 r3:0 s5:400:400 r5:400 s6:0:0 r6:0 s8:400:800 r8:800 s9:0:0 r9:0 ip 9";
for (const [name, frame] of [["IPv4", frame4], ["IPv6", frame6]] as const) {
  Deno.test(`${name}: a segment in fragments is one segment, when it is whole again; a tap sees both ends`, async () => {
    strictEqual((await traceFrames(conversation(frame, 2), PROGRAM)).output.trim(), WHOLE);
    strictEqual((await traceFrames(conversation(frame, 2, [1, 0]), PROGRAM)).output.trim(), WHOLE);
  });
  Deno.test(`${name}: a host sees its own end`, async () => {
    const local = name === "IPv4" ? "192.0.2.2" : "2001:db8::2";
    const { output } = await traceFrames(conversation(frame, 2), PROGRAM, { local });
    strictEqual(output.trim(), "r1:0 s2:0:0 r3:0 r5:400 s6:0:0 r8:800 s9:0:0 ip 3");
  });
}
Deno.test("the payload of a whole segment lies together, and its header before it", async () => {
  const { output } = await traceFrames(
    conversation(frame4, 1),
    `tcp:::send /args[0]->pkt_payload > 0/ { printf("%c%c%c %d %d %d", ((char *)args[4]->tcp_hdr)[20],
      ((char *)args[4]->tcp_hdr)[199], ((char *)args[4]->tcp_hdr)[419], args[4]->tcp_seq, args[2]->ip_plength,
      args[0]->pkt_addr); }`,
  );
  // letters by sequence number modulo 26: 1001 → 13, 1180 → 10, 1400 → 22
  strictEqual(output.trim(), "nkw 1001 420 5");
});
Deno.test("fragments that overlap make no segment, and neither do those that are not all there; both are counted", async () => {
  const whole = segment({ from: 0, flags: ACK, seq: 1001, ack: 5001, data: 400 });
  const program = `tcp:::send { printf("%d ", args[0]->pkt_addr); }`;
  const overlapping = await traceFrames([
    frame4(0, whole.subarray(0, 208), 0, true, 7),
    frame4(0, whole.subarray(200), 200, false, 7),
    frame4(1, segment({ from: 1, flags: ACK, seq: 5001, ack: 1401 })),
  ], program);
  deepStrictEqual([overlapping.output.trim(), overlapping.result.overlappingDatagrams], ["3", 1]);
  const missing = await traceFrames([
    frame4(0, whole.subarray(0, 200), 0, true, 7),
    frame4(1, segment({ from: 1, flags: ACK, seq: 5001, ack: 1401 })),
  ], program);
  deepStrictEqual([missing.output.trim(), missing.result.incompleteDatagrams], ["2", 1]);
});
Deno.test("a copy of a fragment changes nothing; an atomic fragment of IPv6 is a segment (RFC 6946)", async () => {
  const whole = segment({ from: 0, flags: ACK, seq: 1001, ack: 5001, data: 400 });
  const first = frame4(0, whole.subarray(0, 200), 0, true, 7), last = frame4(0, whole.subarray(200), 200, false, 7);
  const program = `tcp:::send { printf("%d:%d ", args[0]->pkt_addr, args[3]->tcps_bytes_out); }`;
  strictEqual((await traceFrames([first, first, last], program)).output.trim(), "3:400");
  strictEqual((await traceFrames([frame6(0, whole, 0, false, 9)], program)).output.trim(), "1:400");
});
Deno.test("fragments that were cut when they were captured make a segment of the length on the wire", async () => {
  const whole = segment({ from: 0, flags: ACK, seq: 1001, ack: 5001, data: 2000 });
  const frames = [frame4(0, whole.subarray(0, 1000), 0, true, 7), frame4(0, whole.subarray(1000), 1000, false, 7)];
  const cut = frames.map((one, i) => ({
    ...{ seconds: 1_700_000_000 + i, nanoseconds: 0, bytes: one.subarray(0, 68), wire: one.length },
  }));
  const { output } = await traceFrames(
    cut,
    `tcp:::send { printf("%d:%d:%d:%d", args[0]->pkt_addr, args[3]->tcps_bytes_out, args[4]->tcp_seq, args[0]->pkt_payload); }
    ipa:::reassembled { printf("whole"); }`,
  );
  strictEqual(output.trim(), "2:2000:1001:2000");
});
/** A frame of Ethernet with a VLAN tag between its addresses and its EtherType. */
function inVlan(id: number, frame: Uint8Array): Uint8Array {
  return Uint8Array.from([...frame.subarray(0, 12), 0x81, 0, id >> 8, id & 255, ...frame.subarray(12)]);
}
for (const [name, frame] of [["IPv4", frame4], ["IPv6", frame6]] as const) {
  const whole = segment({ from: 0, flags: ACK | PUSH, seq: 1001, ack: 5001, data: 400 });
  const parts = [frame(0, whole.subarray(0, 200), 0, true, 10), frame(0, whole.subarray(200), 200, false, 10)];
  Deno.test(`${name}: a segment in fragments in a VLAN is one of the connection there`, async () => {
    const frames = conversation(frame, 2).map((one) => inVlan(7, one));
    for (const flowkey of ["none", "vlan"]) {
      const { output } = await traceFrames(frames, PROGRAM, { local: "none", flowkey });
      strictEqual(output.trim(), WHOLE, flowkey);
    }
  });
  Deno.test(`${name}: fragments of two VLANs are of two datagrams, whatever flows are kept apart by`, async () => {
    const program = `tcp:::send { printf("%d:%d ", args[0]->pkt_addr, args[3]->tcps_bytes_out); }`;
    const unfragmented = [inVlan(1, frame(0, whole)), inVlan(2, frame(0, whole))];
    const turns = [inVlan(1, parts[0]), inVlan(2, parts[0]), inVlan(1, parts[1]), inVlan(2, parts[1])];
    for (const flowkey of ["none", "vlan", "mpls", "interface"]) {
      const settings = { local: "none", flowkey };
      const { output: expected } = await traceFrames(unfragmented, program, settings);
      const { output: whole } = await traceFrames(turns, program, settings);
      strictEqual(whole, expected.replace("2:", "4:").replace("1:", "3:"), flowkey);
      if (flowkey === "vlan") strictEqual(whole.trim(), "3:400 4:400");
      // halves of two datagrams make none, be they in VLANs or in one and outside
      for (const halves of [[inVlan(1, parts[0]), inVlan(2, parts[1])], [parts[0], inVlan(2, parts[1])]]) {
        const { output, result } = await traceFrames(halves, program, settings);
        deepStrictEqual([output.trim(), result.incompleteDatagrams], ["", 2]);
        // the same without a flow anywhere
        const { output: none } = await traceFrames(halves, `ipa:::reassembled { printf("whole"); }`, settings);
        strictEqual(none.trim(), "");
      }
    }
  });
}
Deno.test("fragments that are too short, or of a length that no fragment has, are counted and said", async () => {
  const program = `tcp:::send { trace(0); } ip:::send { printf("%d ", args[2]->ip_plength); }`;
  const data = segment({ from: 0, flags: ACK, seq: 1001, data: 100 });
  // more to follow, and not a multiple of 8 bytes (RFC 791)
  const odd = await traceFrames([frame4(0, data.subarray(0, 45), 0, true, 7)], program);
  deepStrictEqual([odd.output.trim(), odd.result.unusableFragments], ["45", 1]);
});
const CUT = `tcp:::send { printf("tcp "); } udp:::send { printf("udp "); } ip:::send { printf("ip "); }`;
/** As captured with a limit; the frame's length on the wire is whole. */
const cutTo = (frame: Uint8Array, length: number) => ({
  ...{ seconds: 1_700_000_000, nanoseconds: 0, bytes: frame.subarray(0, length), wire: frame.length },
});
Deno.test("a packet of which not a byte behind IP's header was captured is told as one cut in the transport header is", async () => {
  const data = segment({ from: 0, flags: ACK, seq: 1001, data: 40 });
  const said = async (frame: Uint8Array, length: number, program = CUT) => {
    const { output, result } = await traceFrames([cutTo(frame, length)], program);
    return [output.trim(), ...result.undecoded.map(({ reason, packets }) => `${packets} ${reason}`)];
  };
  const transport = "1 cut short before the end of the transport header";
  deepStrictEqual(await said(frame4(0, data), 34), ["ip", transport]);
  deepStrictEqual(await said(frame6(0, data), 54), ["ip", transport]);
  deepStrictEqual(await said(frame4(0, data), 35), ["ip", "1 cut short before the end of the TCP header"]);
  const datagram = Uint8Array.from(frame4(0, data));
  datagram[23] = 17;
  deepStrictEqual(await said(datagram, 34), ["ip", transport]);
  // for what is not asked nothing is missing
  deepStrictEqual(await said(datagram, 34, `tcp:::send { trace(0); } ip:::send { printf("ip"); }`), ["ip"]);
  deepStrictEqual(await said(frame4(0, data), 34, `ip:::send { printf("ip"); }`), ["ip"]);
  // a broken chain of extension headers may hide any
  const broken = Uint8Array.from(frame6(0, data));
  broken[20] = 60;
  broken[55] = 200;
  deepStrictEqual(await said(broken, 60), ["ip", "1 with a broken chain of IPv6 extension headers"]);
});
