/**
 * Compiled filters against what the need says in plain words, over random needs and packets.
 */
import { deepStrictEqual, ok, strictEqual } from "node:assert";
import {
  compileFilter,
  type Constraint,
  disassembleFilter,
  EVERYTHING,
  type FilterNeed,
  type FilterPlace,
  interpretFilter,
  type PacketNeed,
  type Side,
} from "../../../lib/sources/filter/mod.ts";

/** A small generator of numbers that look random, from a seed. */
function numbers(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = Math.imul(state ^ state >>> 15, 0x2c1b3c6d) + 0x9e3779b9 | 0;
    return ((state ^ state >>> 13) >>> 0) % below;
  };
}
interface Packet {
  readonly version: 4 | 6;
  readonly protocol: number;
  readonly source: Uint8Array;
  readonly target: Uint8Array;
  readonly ports: readonly [number, number];
  readonly flags: number;
  readonly options: number;
}
const PORTS = [0, 53, 80, 443, 1023, 1024, 65535];
const address = (version: number, last: number) => {
  const bytes = new Uint8Array(version === 4 ? 4 : 16);
  bytes[0] = version === 4 ? 10 : 0xfd;
  bytes[bytes.length - 1] = last;
  return bytes;
};
function makePacket(random: (below: number) => number): Packet {
  const version = random(2) ? 4 : 6;
  return {
    version,
    protocol: [1, 6, 17, 58, 132][random(5)]!,
    source: address(version, random(3)),
    target: address(version, random(3)),
    ports: [PORTS[random(PORTS.length)]!, PORTS[random(PORTS.length)]!],
    flags: random(256),
    options: version === 4 ? random(3) * 4 : 0,
  };
}
function bytesOf({ version, protocol, source, target, ports, flags, options }: Packet): Uint8Array {
  const ip = new Uint8Array((version === 4 ? 20 : 40) + options);
  if (version === 4) {
    ip.set([0x45 + options / 4, 0, 0, 0, 0, 0, 0, 0, 64, protocol]);
    ip.set(source, 12);
    ip.set(target, 16);
  } else {
    ip.set([0x60, 0, 0, 0, 0, 20, protocol, 64]);
    ip.set(source, 8);
    ip.set(target, 24);
  }
  const transport = new Uint8Array(20);
  transport.set([ports[0] >> 8, ports[0] & 255, ports[1] >> 8, ports[1] & 255]);
  transport[13] = flags;
  return Uint8Array.of(...ip, ...transport);
}
function makeNeed(random: (below: number) => number): PacketNeed {
  const side = (): Side => (["source", "target", "either"] as const)[random(3)]!;
  const constraints: Constraint[] = [];
  for (let left = random(4); left > 0; left--) {
    const kind = random(4);
    const [a, b] = [PORTS[random(PORTS.length)]!, PORTS[random(PORTS.length)]!];
    if (kind < 2) constraints.push({ kind: "port", side: side(), min: Math.min(a, b), max: Math.max(a, b) });
    else if (kind === 2) {
      constraints.push({ kind: "host", side: side(), address: address(random(2) ? 4 : 6, random(3)) });
    } else constraints.push({ kind: "tcp-flags", mask: 0x12, value: random(2) ? 2 : undefined });
  }
  const hasTransport = constraints.some(({ kind }) => kind !== "host");
  const protocols = [[6], [17], [6, 17], [1, 58]][random(4)];
  return {
    network: (["ip", "ip", "ip4", "ip6", "arp"] as const)[random(5)]!,
    protocols: hasTransport || random(2) ? protocols : undefined,
    constraints,
  };
}
function isMet(need: PacketNeed, packet: Packet): boolean {
  if (need.network !== "ip" && need.network !== `ip${packet.version}`) return false;
  if (need.protocols && !need.protocols.includes(packet.protocol)) return false;
  return need.constraints.every((constraint) => {
    const sides = "side" in constraint && constraint.side !== "either" ? [constraint.side] : ["source", "target"];
    if (constraint.kind === "tcp-flags") {
      const masked = packet.flags & constraint.mask;
      return constraint.value === undefined ? masked !== 0 : masked === constraint.value;
    }
    return sides.some((side) => {
      const isTarget = side === "target";
      if (constraint.kind === "host") {
        return String(isTarget ? packet.target : packet.source) === String(constraint.address);
      }
      const port = packet.ports[isTarget ? 1 : 0];
      return port >= constraint.min && port <= constraint.max;
    });
  });
}
const hex = (text: string) => Uint8Array.fromHex(text.replaceAll(" ", ""));
const TYPES = { 4: "0800", 6: "86dd" } as const;
const MACS = "02000000000a 02000000000b";
/** How packets lie in each place: what stands in front of IP, and what the kernel knows. */
const PLACES: readonly (readonly [FilterPlace, (version: 4 | 6) => string])[] = [
  [{ linkType: 1 }, (version) => MACS + TYPES[version]],
  [{ linkType: 1 }, (version) => MACS + "8100002a" + TYPES[version]],
  [{ linkType: 1 }, (version) => MACS + "88a8002a 8100002b" + TYPES[version]],
  [{ linkType: 101 }, () => ""],
  [{ linkType: 0 }, (version) => version === 4 ? "02000000" : "1e000000"],
  [{ linkType: 113 }, (version) => "0000 0001 0006 02000000000a0000" + TYPES[version]],
  [{ linkType: 276 }, (version) => TYPES[version] + "0000 00000002 0001 00 06 02000000000a0000"],
  [{}, (version) => MACS + TYPES[version]],
];

Deno.test("filters let pass what is needed, and nothing else where they look", () => {
  const random = numbers(20);
  for (let round = 0; round < 400; round++) {
    // many alternatives make jumps too long for one instruction
    const packets = Array.from({ length: round % 20 === 0 ? 32 : 1 + random(4) }, () => makeNeed(random));
    const need: FilterNeed = { packets, snapLength: 384 };
    const [place, front] = PLACES[round % PLACES.length]!;
    const program = compileFilter(need, place);
    ok(program.length / 8 <= 4096);
    for (let i = 0; i < 40; i++) {
      const packet = makePacket(random);
      const link = hex(front(packet.version));
      const about = { protocol: packet.version === 4 ? 0x0800 : 0x86dd, network: link.length };
      const passed = interpretFilter(program, Uint8Array.of(...link, ...bytesOf(packet)), about);
      strictEqual(
        passed,
        packets.some((one) => isMet(one, packet)) ? 384 : 0,
        JSON.stringify({ round, packet, packets }),
      );
    }
  }
});

Deno.test("a packet that ends early is of no less use to alternatives that look less far", () => {
  const udp53 = {
    network: "ip",
    protocols: [17],
    constraints: [{ kind: "port", side: "target", min: 53, max: 53 }],
  } as const;
  const need = (...packets: PacketNeed[]): FilterNeed => ({ packets, snapLength: 96 });
  const header = hex("45000014 00000000 40110000 0a000001 0a000002");
  const program = compileFilter(need(udp53, { network: "ip", constraints: [] }), 101);
  strictEqual(interpretFilter(program, header), 96);
  strictEqual(interpretFilter(compileFilter(need(udp53), 101), header), 0);
  // what lies behind IPv6's extension headers may be anywhere
  const hopByHop = (next: string) =>
    hex(`60000000 0010 00 40 ${"00".repeat(32)} ${next} 00 000000000000 1234 0035 00080000`);
  strictEqual(interpretFilter(compileFilter(need(udp53), 101), hopByHop("11")), 96);
  strictEqual(interpretFilter(compileFilter(need(udp53), 101), hopByHop("3c")), 96);
  strictEqual(interpretFilter(compileFilter(need(udp53), 101), hopByHop("3a")), 0);
  // later fragments have no ports
  const fragment = hex("4500001c 00000001 40110000 0a000001 0a000002 0035003500080000");
  strictEqual(interpretFilter(compileFilter(need(udp53), 101), fragment), 0);
});

Deno.test("loopback's second copy is left out, whatever the filter", () => {
  const program = compileFilter(EVERYTHING, { onceOn: 1 });
  strictEqual(interpretFilter(program, new Uint8Array(20), { packetType: 4, interface: 1 }), 0);
  strictEqual(interpretFilter(program, new Uint8Array(20), { packetType: 0, interface: 1 }), 262144);
  strictEqual(interpretFilter(program, new Uint8Array(20), { packetType: 4, interface: 2 }), 262144);
});

Deno.test("a filter too long for Linux is made wider", () => {
  const packets = Array.from({ length: 600 }, (_, i): PacketNeed => ({
    network: "ip",
    protocols: [6],
    constraints: [{ kind: "port", side: "target", min: i, max: i }],
  }));
  const program = compileFilter({ packets, snapLength: 64 }, 1);
  const syn = hex(`${MACS} 0800 45000028 00000000 40060000 0a000001 0a000002 9999 9999 ${"00".repeat(16)}`);
  ok(program.length / 8 <= 4096);
  strictEqual(interpretFilter(program, syn), 64);
  strictEqual(
    interpretFilter(program, hex(`${MACS} 0800 4500001c 00000000 40110000 0a000001 0a000002 9999 9999 00080000`)),
    0,
  );
});

Deno.test("filters are shown as tcpdump -d shows them", () => {
  const need: FilterNeed = {
    packets: [{ network: "ip4", protocols: [17], constraints: [{ kind: "port", side: "target", min: 53, max: 53 }] }],
    snapLength: 96,
  };
  deepStrictEqual(disassembleFilter(compileFilter(need, 101)).slice(0, 12), [
    "(000) ldb      [0]",
    "(001) and      #0xf0",
    "(002) jeq      #0x40            jt 3\tjf 12",
    "(003) ldb      [9]",
    "(004) jeq      #0x11            jt 5\tjf 11",
    "(005) ldh      [6]",
    "(006) jset     #0x1fff          jt 11\tjf 7",
    "(007) ldxb     4*([0]&0xf)",
    "(008) ldh      [x + 2]",
    "(009) jeq      #0x35            jt 10\tjf 11",
    "(010) ja       15",
    "(011) ja       14",
  ]);
});
