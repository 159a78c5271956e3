/**
 * A damaged capture gives the same packets and the same message however it comes: whole, or in pieces of any size.
 *
 * @module
 */
import { deepStrictEqual, match, strictEqual } from "node:assert";
import { Bytes, concatenate, pcap, Section, snoop } from "../../captures/writer.ts";
import { readBytes, type Reading } from "./read_all.ts";

const body = (length: number) => Uint8Array.from({ length }, (_, index) => index * 7);
const packet = (seconds: number, length: number) => ({ seconds, nanoseconds: 0, bytes: body(length) });
const few = [packet(1, 30), packet(2, 0), packet(3, 9)];
const outline = ({ rows, problems }: Reading) => [
  rows.map(({ time, bytes, interface: number }) => `${time} ${number} ${bytes}`).join("\n"),
  ...problems.map(({ tag, message, byteOffset }) => `${tag} ${message} @${byteOffset}`),
];
/** Blocks that are read, and blocks that are passed over. */
const section = (little: boolean) =>
  new Section(little).interface(1, 0).block(0xbad, body(16)).enhanced(0, 5n, body(9)).block(4, body(8))
    .obsolete(0, 6n, body(3)).block(0x7777, new Uint8Array(0)).simple(body(2)).bytes;

const CAPTURES: Readonly<Record<string, Uint8Array>> = {
  pcap: pcap(few),
  "pcap, big-endian": pcap(few, { little: false }),
  "pcap, modified": pcap(few, { magic: 0xa1b2cd34 }),
  snoop: snoop(few),
  pcapng: section(true),
  "pcapng, two sections": concatenate(
    section(false),
    new Section(true).interface(101, 0).enhanced(0, 7n, body(4)).bytes,
  ),
};
for (const [name, bytes] of Object.entries(CAPTURES)) {
  Deno.test(`${name}: each byte damaged, and cut there, in pieces of every size`, () => {
    for (let at = 0; at < bytes.length; at++) {
      const damaged = [
        bytes.with(at, bytes[at] ^ 1 << at % 8),
        bytes.with(at, bytes[at] ^ 0xff),
        bytes.subarray(0, at),
      ];
      for (const capture of damaged) {
        const whole = outline(readBytes([capture]));
        // every size in the course of a few bytes, and the small ones, whose seams are everywhere
        for (const most of [1, 2, 3, 4, 5, 7, 8, 11, 13, 12 + at % 40, 24 + at % 97, at + 1]) {
          deepStrictEqual(outline(readBytes([capture], most)), whole, `byte ${at}, pieces of ${most}`);
        }
      }
    }
  });
}

Deno.test("err.D_SRC_BLOCK_LENGTH.passed_over: pieces of every size", () => {
  const head = new Section().interface(1, 0).enhanced(0, 1n, body(4));
  const before = head.bytes.length;
  const whole = head.block(0xbad, body(200)).enhanced(0, 2n, body(4)).bytes;
  const wrong = whole.with(before + 208, 12);
  for (let most = 1; most <= wrong.length; most++) {
    strictEqual(readBytes([whole], most).rows.length, 2);
    const { rows, problems } = readBytes([wrong], most);
    deepStrictEqual([rows.length, problems.length, problems[0]?.byteOffset], [1, 1, before], `pieces of ${most}`);
    match(problems[0]!.message, /^block length 212 at its beginning, 12 at its end$/);
  }
});

Deno.test("err.D_SRC_TRUNCATED.passed_over: pieces of every size", () => {
  const before = new Section().interface(1, 0).bytes.length;
  const whole = new Section().interface(1, 0).block(0xbad, body(40)).bytes;
  for (let cut = before + 12; cut < whole.length; cut++) {
    const missing = whole.length - cut;
    const message = `truncated block: ${missing} byte${missing === 1 ? " is" : "s are"} missing`;
    for (let most = 1; most <= cut; most++) {
      const { problems } = readBytes([whole.subarray(0, cut)], most);
      deepStrictEqual(problems, [{ file: "capture 0", message, byteOffset: cut, tag: "D_SRC_TRUNCATED" }]);
    }
  }
});

Deno.test("a block larger than the window is passed over, and its end is looked at", () => {
  const huge = new Bytes(true).u32(0xbad).u32(3_000_012).bytes;
  const blocks = (closing: number) =>
    concatenate(
      new Section().interface(1, 0).bytes,
      huge,
      new Uint8Array(3_000_000),
      new Bytes(true).u32(closing).bytes,
      new Section().interface(1, 0).enhanced(0, 1n, body(4)).bytes,
    );
  deepStrictEqual(outline(readBytes([blocks(3_000_012)])).length, 1);
  match(
    outline(readBytes([blocks(3_000_016)]))[1]!,
    /D_SRC_BLOCK_LENGTH block length 3000012 .* 3000016 at its end @48/,
  );
});
