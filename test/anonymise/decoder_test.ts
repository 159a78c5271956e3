/**
 * Every header from which the engine reads an address is one that the anonymiser rewrites: of all frames that the decoder's own
 * tests have, of each link type that it knows, and of their mutants, the decoder finds the same before and after, with mapped
 * addresses, and of the old ones nothing is left.
 *
 * @module
 */
import { deepStrictEqual, ok, strictEqual } from "node:assert";
import { isLinkKnown } from "../../lib/anonymise/walk/mod.ts";
import { Decoder, LINK, REASON } from "../../lib/packet/wire/mod.ts";
import { Levels } from "../../lib/providers/pipeline/levels.ts";
import { parseTunnels } from "../../lib/providers/pipeline/tunnel_choice.ts";
import { bytes, type Frame, FRAMES, SOURCE4, SOURCE6, TARGET4, TARGET6 } from "../packet/wire/frames.ts";
import { LINK_FRAMES } from "../packet/wire/link_frames.ts";
import { TUNNEL_FRAMES } from "../packet/wire/tunnel_frames.ts";
import { placesOf, Rewriting } from "./rewriting.ts";

const ALL: readonly Frame[] = [...FRAMES, ...LINK_FRAMES, ...TUNNEL_FRAMES];
const MARKERS = [SOURCE4, TARGET4, SOURCE6, TARGET6].map((text) => bytes(text));
/** Mutants whose tunnels were found again. */
let opened = 0;
/** Without pins the addresses of examples are mapped as any. */
const rewriting = new Rewriting({ pins: false });

function decoded(frame: Uint8Array, linkType: number, wire: number) {
  const space = new Uint8Array(frame.length + 512).fill(0x45);
  space.set(frame, 256);
  const d = new Decoder(space), reason = d.decode(256, frame.length, wire, linkType);
  if (reason !== REASON.NONE) {
    return {
      reason,
      facts: [{ reason: Math.min(reason, REASON.NOT_IP), linkDirection: d.linkDirection }],
      addresses: [],
    };
  }
  // what tunnels carry, too
  const levels = new Levels(space, parseTunnels("all", 16));
  levels.begin(d);
  if (!d.isFragment) levels.open(0);
  const all = levels.all.slice(0, levels.count).filter((level) => level.reason === REASON.NONE);
  return {
    reason,
    facts: all.map(({ decoder, tunnel: { type, id } }) => {
      const { ip, version, protocol, transport, isFragment, missing, linkDirection, end, transportLength } = decoder;
      return { ip, version, protocol, transport, isFragment, missing, linkDirection, end, transportLength, type, id };
    }),
    addresses: all.flatMap(({ decoder: { ip, version } }) => {
      const size = version === 4 ? 4 : 16, from = version === 4 ? 12 : 8;
      return [0, 1].map((i) => space.slice(ip + from + i * size, ip + from + (i + 1) * size));
    }),
  };
}
function mapped(address: Uint8Array): Uint8Array {
  const view = new DataView(address.slice().buffer);
  const word = (at: number) => view.getInt32(at);
  if (address.length === 4) view.setInt32(0, rewriting.addresses.map4(word(0)));
  else {
    rewriting.addresses.map6(word(0), word(4), word(8), word(12));
    rewriting.addresses.result.forEach((one, i) => view.setInt32(4 * i, one));
  }
  return new Uint8Array(view.buffer);
}
/**
 * Of mutants what a tunnel carries may be overwritten where its header is not as its document has it: then of that nothing is
 * found, rather than something else.
 */
function check(frame: Uint8Array, linkType: number, name: string, wire = frame.length, isMutant = false): void {
  const before = decoded(frame, linkType, wire);
  const { bytes: after } = rewriting.frame(frame, linkType, wire);
  const then = decoded(after, linkType, wire);
  if (before.reason !== REASON.NONE) return;
  const depth = isMutant ? Math.max(1, then.facts.length) : before.facts.length;
  deepStrictEqual(then.facts, before.facts.slice(0, depth), name);
  deepStrictEqual(then.addresses, before.addresses.slice(0, 2 * depth).map(mapped), name);
  if (isMutant && then.facts.length === before.facts.length && depth > 1) opened++;
}

Deno.test("each link type that the decoder knows can be rewritten", () => {
  for (const [name, linkType] of Object.entries(LINK)) ok(isLinkKnown(linkType), name);
  ok(!isLinkKnown(147));
  const seen = new Set(ALL.map(({ linkType }) => linkType));
  for (const [name, linkType] of Object.entries(LINK)) {
    if (linkType !== LINK.NETLINK && linkType !== LINK.JUNIPER_PPPOE_ATM) ok(seen.has(linkType), `no frame of ${name}`);
  }
});
for (const { name, linkType, bytes: frame } of ALL) {
  Deno.test(`the decoder finds the same, mapped, and nothing else is left: ${name}`, () => {
    check(frame, linkType, name);
    const { bytes: after } = rewriting.frame(frame, linkType);
    for (const marker of MARKERS) deepStrictEqual(placesOf(after, marker), []);
    // cut anywhere
    for (let length = 0; length < frame.length; length++) {
      const cut = frame.subarray(0, length);
      check(cut, linkType, `${name}, ${length} bytes`, frame.length);
      const { bytes: after } = rewriting.frame(cut, linkType, frame.length);
      for (const marker of MARKERS) deepStrictEqual(placesOf(after, marker), []);
    }
  });
}

Deno.test("mutants: the decoder finds the same, mapped", () => {
  let state = 0x1234567, known = 0;
  const random = (below: number) => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) % below;
  };
  for (let i = 0; i < 20_000; i++) {
    const { name, linkType, bytes: frame } = ALL[random(ALL.length)];
    const mutant = frame.slice();
    for (let flips = random(4) + 1; flips > 0; flips--) mutant[random(Math.min(mutant.length, 100))] = random(256);
    check(mutant, linkType, `${name}, mutant ${i} ${mutant.join()}`, mutant.length, true);
    if (rewriting.counts.undecoded.size >= 0) known++;
  }
  strictEqual(known, 20_000);
  ok(opened > 1_000, `${opened} mutants with packets in tunnels`);
  strictEqual(rewriting.counts.undecoded.get(-1), undefined, "frames whose addresses were missed");
});
