/**
 * Packets in tunnels: the decoder finds what tshark finds, level by level; and no frame, however it is cut or changed, makes it
 * read elsewhere, or further than tunnels are opened.
 *
 * @module
 */
import { deepStrictEqual, ok, strictEqual } from "node:assert";
import { tunnels } from "../../../lib/protocols/mod.ts";
import { Decoder, mayCarry, mayCarry4, mayCarry6, REASON, reasonText } from "../../../lib/packet/wire/mod.ts";
import { Levels } from "../../../lib/providers/pipeline/levels.ts";
import { parseTunnels } from "../../../lib/providers/pipeline/tunnel_choice.ts";
import { Random } from "../../fuzz/random.ts";
import { FRAMES, ip4 } from "./frames.ts";
import expectations from "./tunnel_expectations.json" with { type: "json" };
import { TUNNEL_FRAMES } from "./tunnel_frames.ts";

const AT = 256;
/** Where tshark opens what its document calls something else, or does not open all. */
const DIFFERENCES: Readonly<Record<string, readonly [expected: string, source: string]>> = {
  "ERSPAN, the third, a packet": [
    "192.0.2.1,10.1.1.1;198.51.100.7,10.1.1.2;;",
    "draft-foschiano-erspan section 4.3: frame type 2 is a packet of IP",
  ],
  "VXLAN, at Linux's old port": [
    "192.0.2.1,10.1.1.1;198.51.100.7,10.1.1.2;;",
    "the default of Linux's vxlan; tshark 4.6.9 opens it, 4.0 does not",
  ],
  "VXLAN without an identifier": [
    "192.0.2.1;198.51.100.7;;",
    "RFC 7348 section 5: the flag of a valid identifier must be set",
  ],
  "VXLAN's port as the source": ["192.0.2.1;198.51.100.7;;", "RFC 7348 section 5: it is the destination's"],
  "Geneve of another version": ["192.0.2.1;198.51.100.7;;", "RFC 8926 section 3.4: an unknown version is dropped"],
  "Teredo's port, something else": ["192.0.2.1;198.51.100.7;;", "longer than the datagram that carries it"],
};

class Opened {
  readonly levels: Levels;
  /** Whether the frame read last has a packet of IP at all. */
  isIp = false;
  readonly #space = new Uint8Array(1 << 17);
  readonly #decoder = new Decoder(this.#space);

  constructor(choice = "all", depth = 16) {
    this.levels = new Levels(this.#space, parseTunnels(choice, depth));
  }
  /** Decodes a frame that lies among bytes that must not be read; a reason of the frame, or of what is in it. */
  read(frame: Uint8Array, wire = frame.length): number {
    const space = this.#space, d = this.#decoder;
    space.fill(0x45, 0, AT + frame.length + 256);
    space.set(frame, AT);
    const reason = d.decode(AT, frame.length, wire, 1);
    this.levels.begin(d);
    this.isIp = reason === REASON.NONE;
    return !this.isIp || d.isFragment ? reason : this.levels.open(0);
  }
  get decoders(): Decoder[] {
    return this.levels.all.slice(0, this.levels.count).map(({ decoder }) => decoder);
  }
  get tunnels(): string[] {
    const { all, count } = this.levels;
    return all.slice(1, count).map(({ tunnel: { type, id } }) => {
      const { name } = tunnels.find((one) => one.type === type)!;
      return id < 0 ? name : `${name} ${id}`;
    });
  }
}
function address(memory: Uint8Array, at: number, version: number): string {
  if (version === 4) return memory.subarray(at, at + 4).join(".");
  const group = (i: number) => (memory[at + 2 * i] << 8 | memory[at + 2 * i + 1]).toString(16);
  return new URL(`http://[${[0, 1, 2, 3, 4, 5, 6, 7].map(group).join(":")}]`).hostname.slice(1, -1);
}
function ends(all: readonly Decoder[]): string {
  const of = (wanted: number, n: number) =>
    all.filter(({ version }) => version === wanted).map(({ bytes, ip, version }) =>
      address(bytes, ip + (version === 4 ? 12 + 4 * n : 8 + 16 * n), version)
    ).join();
  return [of(4, 0), of(4, 1), of(6, 0), of(6, 1)].join(";");
}

for (const { name, bytes, tunnels } of TUNNEL_FRAMES) {
  Deno.test(`frame ${name}`, () => {
    const opened = new Opened(), reason = opened.read(bytes);
    const tshark = (expectations.frames as Record<string, string>)[name];
    const [expected] = DIFFERENCES[name] ?? [tshark];
    if (name in DIFFERENCES) ok(tshark !== expected, "no difference any more");
    strictEqual(ends(opened.decoders), expected, reasonText(reason));
    deepStrictEqual(opened.tunnels, tunnels);
  });
}
Deno.test("what cannot be opened has its reason", () => {
  const reason = (name: string) => reasonText(new Opened().read(TUNNEL_FRAMES.find((one) => one.name === name)!.bytes));
  const version = "of a tunnel of a version that is not opened (GRE 1 is PPTP)";
  const header = "with a tunnel header of an impossible length, or with source routes";
  const other = "of a tunnel that carries something else than IP or frames";
  strictEqual(reason("GRE of PPTP"), version);
  strictEqual(reason("Geneve of another version"), version);
  strictEqual(reason("ERSPAN of another version"), version);
  strictEqual(reason("GRE, source routes"), header);
  strictEqual(reason("GTP-U, a header of no length"), header);
  strictEqual(reason("GRE, a keep-alive"), other);
  strictEqual(reason("VXLAN's extension, a chain of services"), other);
  for (const name of ["GTP-U, an echo", "VXLAN without an identifier", "Teredo's port, something else"]) {
    strictEqual(new Opened().read(TUNNEL_FRAMES.find((one) => one.name === name)!.bytes), REASON.NONE);
  }
});
Deno.test("IP in IP in IP ends where tunnels are not opened any more", () => {
  let packet = ip4();
  for (let i = 0; i < 40; i++) packet = ip4(packet, { protocol: 4 });
  const frame = Uint8Array.from([...Array(12).fill(2), 8, 0, ...packet]);
  for (const depth of [1, 4, 16]) {
    const opened = new Opened("all", depth);
    strictEqual(opened.read(frame), REASON.TUNNEL_DEPTH);
    strictEqual(opened.levels.count, depth + 1);
  }
});
Deno.test("only the tunnels that are named are opened; others are counted", () => {
  const { bytes } = TUNNEL_FRAMES.find(({ name }) => name === "GRE, VXLAN in it, IPv6 in that")!;
  const opened = new Opened("gre");
  strictEqual(opened.read(bytes), REASON.NONE);
  deepStrictEqual(opened.tunnels, ["gre 1"]);
  deepStrictEqual(opened.levels.report(), [{ name: "vxlan", packets: 1 }]);
});
Deno.test("cut anywhere: nothing else is found, and what is missing is said", () => {
  for (const { name, bytes, tunnels } of TUNNEL_FRAMES) {
    const whole = new Opened();
    whole.read(bytes);
    const all = whole.decoders.map(({ ip, version }) => ip + (version === 4 ? 20 : 40) - AT);
    for (let length = 0; length < bytes.length; length++) {
      const opened = new Opened(), reason = opened.read(bytes.subarray(0, length), bytes.length);
      const found = opened.levels.count, text = `${name}, ${length} bytes`;
      if (all[0] > length) continue;
      // the packets whose headers are there, and no others
      const there = all.filter((end) => end <= length).length;
      strictEqual(found, there, text);
      for (const d of opened.decoders) ok(d.end <= AT + length, text);
      // a header of which nothing is there may have been anything
      if (there <= tunnels.length && length > all[there - 1] + 8) ok(reason !== REASON.NONE, text);
    }
  }
});
Deno.test("mutants: every read lies within the frame, every packet in the one around it", () => {
  const random = new Random(20_26), opened = new Opened();
  let deep = 0;
  for (let i = 0; i < 30_000; i++) {
    const { bytes } = TUNNEL_FRAMES[random.below(TUNNEL_FRAMES.length)], mutant = bytes.slice();
    for (let flips = 1 + random.below(4); flips > 0; flips--) {
      mutant[random.below(Math.min(mutant.length, 120))] = random.below(256);
    }
    opened.read(mutant);
    if (!opened.isIp) continue;
    const { decoders } = opened;
    decoders.forEach((d, depth) => {
      if (opened.levels.all[depth].reason !== REASON.NONE || d.ip === 0) return;
      ok(d.ip >= AT && d.end <= AT + mutant.length, `mutant ${i} ${mutant.join()}`);
      if (depth > 0) ok(d.ip >= decoders[depth - 1].transport && d.end <= decoders[depth - 1].end, `mutant ${i}`);
    });
    if (decoders.length > 1) deep++;
  }
  ok(deep > 10_000, `${deep}`);
});
Deno.test("the fast path leaves whatever the slow one may open", () => {
  const d = new Decoder(new Uint8Array(2048));
  let left = 0;
  for (const { name, bytes, linkType } of [...FRAMES, ...TUNNEL_FRAMES]) {
    if (linkType !== 1 || bytes.length > 1500) continue;
    d.bytes.fill(0);
    d.bytes.set(bytes, AT);
    if (d.decode(AT, bytes.length, bytes.length, 1) !== REASON.NONE) continue;
    if (d.ip !== AT + 14) continue;
    const carries = mayCarry(d.bytes, d.protocol, d.transport, d.transportCaptured);
    const end = AT + bytes.length;
    const isLeft = d.version === 4 ? mayCarry4(d.bytes, d.ip, end, false) : mayCarry6(d.bytes, d.ip, end);
    // options of IPv4 are left to the slow path anyway
    if (d.version === 4 && d.bytes[d.ip] !== 0x45) continue;
    ok(isLeft || !carries, name);
    if (carries) left++;
  }
  ok(left > 30);
});
