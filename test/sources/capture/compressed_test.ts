/**
 * Compressed captures: LZ4 as the lz4 command writes it, frames and members one after the other, what is behind them, and
 * damage. How a file is cut into pieces changes nothing.
 *
 * @module
 */
import { deepStrictEqual, match, ok, strictEqual } from "node:assert";
import { gzipSync, zstdCompressSync } from "node:zlib";
import { Xxh32, xxh32 } from "../../../lib/sources/capture/xxh32.ts";
import { Bytes, concatenate, pcap } from "../../captures/writer.ts";
import { Random } from "../../fuzz/random.ts";
import { few, LZ4, many } from "./lz4_captures.ts";
import { memory, readBytes, type Reading } from "./read_all.ts";

const outline = ({ rows, problems, remarks }: Reading) => ({
  rows: rows.map(({ time, bytes }) => `${time} ${bytes}`),
  problems: problems.map(({ tag, message, byteOffset }) => `${tag} ${message} @${byteOffset}`),
  remarks: remarks.map(({ tag, message }) => `${tag} ${message}`),
});
const text = (words: string) => new TextEncoder().encode(words);
const gzip = (bytes: Uint8Array) => new Uint8Array(gzipSync(bytes));
const [frame, checkedFrame, legacy, linked, independent, largeLegacy] = LZ4.map(({ bytes }) => bytes) as [
  ...Uint8Array<ArrayBuffer>[],
] & { length: 6 };

for (const { command, of, bytes } of LZ4) {
  Deno.test(`${command}: as the plain capture, whole and in pieces`, () => {
    const plain = outline(readBytes([of]));
    ok(plain.rows.length >= 12 && plain.problems.length === 0);
    for (const most of [1, 2, 3, 7, 50, 1000, undefined]) deepStrictEqual(outline(readBytes([bytes], most)), plain);
  });
}

/** https://github.com/Cyan4973/xxHash: what its xxhsum prints. */
Deno.test("XXH32 of texts of every length is that of the pieces, and that of the specification", () => {
  const sums = ["", "abc", "Nobody inspects the spammish repetition"].map((words) => xxh32(text(words)));
  deepStrictEqual(sums, [0x02cc5d05, 0x32d153ff, 0xe2293b2f]);
  const bytes = Uint8Array.from({ length: 80 }, (_, i) => i * 37);
  for (let length = 0; length <= 80; length++) {
    const expected = xxh32(bytes.subarray(0, length));
    for (let cut = 0; cut <= length; cut += 5) {
      strictEqual(new Xxh32().update(bytes.subarray(0, cut)).update(bytes.subarray(cut, length)).digest(), expected);
    }
  }
});

Deno.test("frames of LZ4 of every kind one after the other, and frames to be passed over", () => {
  const skippable = new Bytes(true).u32(0x184d2a53).u32(5).raw([1, 2, 3, 4, 5]).bytes;
  const noContent = new Bytes(true).u32(0x184c2102).bytes;
  const rows = 2 * 12;
  const rest = few.subarray(24);
  const whole = outline(readBytes([concatenate(few, rest)])).rows;
  strictEqual(whole.length, rows);
  // the second part is a plain block of a frame without checksums
  const flags = [0x40, 0x40];
  const plain = new Bytes(true).u32(0x184d2204).raw(flags).u8(xxh32(Uint8Array.from(flags)) >> 8)
    .u32((0x80000000 | rest.length) >>> 0).raw(rest).u32(0).bytes;
  for (
    const form of [
      concatenate(frame, plain),
      concatenate(skippable, checkedFrame, skippable, plain, skippable),
      concatenate(legacy, plain),
      concatenate(legacy, noContent, plain, noContent),
    ]
  ) {
    for (const most of [1, 11, undefined]) {
      const reading = outline(readBytes([form], most));
      deepStrictEqual(reading, { rows: whole, problems: [], remarks: [] });
    }
  }
});

const DAMAGED: readonly (readonly [name: string, bytes: Uint8Array, rows: number, message: RegExp])[] = [
  ["a content that does not match", frame.with(-1, frame.at(-1)! ^ 1), 12, /the content does not match its checksum/],
  [
    "a block that does not match",
    checkedFrame.with(60, checkedFrame[60] ^ 4),
    0,
    /a block does not match its checksum/,
  ],
  ["a descriptor that does not match", checkedFrame.with(6, 1), 0, /descriptor does not match its checksum/],
  ["a dictionary", frame.with(4, 0x65), 0, /does not match its checksum/],
  ["a form that is not known", frame.with(4, 0x24), 0, /a form that is not known/],
  ["an offset before the beginning", legacy.with(30, 0xff), 0, /offset|block|length|copy/],
  ["what is no frame behind one", concatenate(frame, text("garbage")), 12, /no frame where one should begin/],
  ["a cut in the checksum", frame.subarray(0, -2), 12, /unexpected end of file/],
  ["a cut in a legacy block", legacy.subarray(0, -20), 9, /unexpected end of file/],
];
for (const [name, bytes, rows, message] of DAMAGED) {
  Deno.test(`err.D_SRC_COMPRESSION.lz4: ${name}`, () => {
    const reading = readBytes([bytes]);
    strictEqual(reading.problems.length, 1);
    strictEqual(reading.problems[0]!.tag, "D_SRC_COMPRESSION");
    match(reading.problems[0]!.message, message);
    ok(reading.rows.length >= rows, `${reading.rows.length}`);
  });
}
Deno.test("LZ4: a size that is announced, and does not come", () => {
  const plain = (size: bigint) => {
    const head = new Bytes(true).u8(0x68).u8(0x40).u64(size).bytes;
    return new Bytes(true).u32(0x184d2204).raw(head).u8(xxh32(head) >> 8).u32((0x80000000 | few.length) >>> 0).raw(few)
      .u32(0).bytes;
  };
  deepStrictEqual(readBytes([plain(BigInt(few.length))]).problems, []);
  const { rows, problems } = readBytes([plain(BigInt(few.length + 1))]);
  strictEqual(rows.length, 12);
  match(problems[0]!.message, new RegExp(`${few.length} bytes of content where ${few.length + 1} are announced`));
});

Deno.test("gzip: zeros behind the data are ignored as gzip(1) does, whole and in pieces", () => {
  for (const zeros of [1, 2, 511, 70_000]) {
    for (const most of zeros > 600 ? [5000, undefined] : [1, 3, 100, undefined]) {
      const { rows, problems, remarks } = readBytes([concatenate(gzip(few), new Uint8Array(zeros))], most);
      deepStrictEqual([rows.length, problems, remarks], [12, [], []]);
    }
  }
});
Deno.test("D_SRC_TRAILING: what else is behind gzip data is ignored, and said", () => {
  const tails: [Uint8Array, number][] = [
    [text("garbage"), 7],
    [Uint8Array.of(0x1f), 1],
    [Uint8Array.of(0x1f, 0), 2],
    [concatenate(new Uint8Array(100), text("x"), gzip(few)), 101 + gzip(few).length],
  ];
  for (const [tail, bytes] of tails) {
    for (const most of [1, 2, 64, undefined]) {
      const { rows, problems, remarks } = readBytes([concatenate(gzip(few), tail)], most);
      deepStrictEqual([rows.length, problems], [12, []]);
      const message = `${bytes} byte${bytes === 1 ? "" : "s"} behind the gzip data belong to nothing: they are ignored`;
      deepStrictEqual(remarks, [{ file: "capture 0", message, tag: "D_SRC_TRAILING" }]);
    }
  }
});
Deno.test("gzip: every part that a header can have (RFC 1952), and members one after the other", () => {
  const plain = gzip(few), deflated = plain.subarray(10);
  const header = (flags: number, ...parts: Iterable<number>[]) => {
    const out = new Bytes(true).raw([0x1f, 0x8b, 8, flags, 1, 2, 3, 4, 0, 3]);
    for (const part of parts) out.raw(part);
    return out.bytes;
  };
  const name = text("web.pcap\0"), extra = [4, 0, 0x41, 0x70, 0, 0];
  const noExtra = [0, 0];
  const checked = header(0x1e, extra, name, name);
  // CRC-16 of the header: the low half of CRC-32, which the other end of the file has of its content
  const crc = new DataView(gzip(checked).buffer).getUint16(gzip(checked).length - 8, true);
  const forms = [
    concatenate(header(8, name), deflated),
    concatenate(header(4, extra), deflated),
    concatenate(header(4, noExtra), deflated),
    concatenate(header(0x18, name, name), deflated),
    concatenate(checked, new Bytes(true).u16(crc).bytes, deflated),
    concatenate(gzip(few.subarray(0, 100)), gzip(new Uint8Array(0)), gzip(few.subarray(100))),
  ];
  for (const form of forms) {
    for (const most of [1, 9, undefined]) {
      const { rows, problems, remarks } = readBytes([form], most);
      deepStrictEqual([rows.length, problems, remarks], [12, [], []]);
    }
  }
  const wrong = concatenate(checked, new Bytes(true).u16(crc ^ 1).bytes, deflated);
  match(readBytes([wrong]).problems[0]!.message, /header crc mismatch/);
});

Deno.test("LZ4 cut at every byte: all before the cut is there, and the cut is said", () => {
  for (const bytes of [frame, checkedFrame, legacy]) {
    let before = 0;
    for (let cut = 4; cut < bytes.length; cut++) {
      const { rows, problems } = readBytes([bytes.subarray(0, cut)]);
      ok(rows.length >= before && rows.length <= 12);
      before = rows.length;
      // a legacy frame ends where the file does, if that is between blocks
      const isEmpty = bytes === legacy && cut === 4;
      if (!isEmpty) strictEqual(problems.length, 1, `cut at ${cut}`);
    }
  }
});

Deno.test("damaged compressed captures: the same packets and message in pieces of every size; memory has a bound", () => {
  const seed = 20261130, random = new Random(seed);
  const captures: Uint8Array[] = [
    frame,
    checkedFrame,
    legacy,
    linked,
    independent,
    largeLegacy,
    gzip(few),
    concatenate(gzip(few), gzip(few), text("tail")),
    new Uint8Array(zstdCompressSync(few)),
    new Uint8Array(zstdCompressSync(many)),
    concatenate(new Uint8Array(zstdCompressSync(few)), new Uint8Array(zstdCompressSync(few))),
  ];
  for (let round = 0; round < 600; round++) {
    const bytes = random.pick(captures).slice();
    for (let flips = 1 + random.below(3); flips > 0; flips--) bytes[random.below(bytes.length)] ^= 1 << random.below(8);
    const whole = outline(readBytes([bytes]));
    ok(memory.reserved <= 24 << 20);
    for (const most of [1 + random.below(12), 1 + random.below(bytes.length)]) {
      deepStrictEqual(outline(readBytes([bytes], most)), whole, `seed ${seed}, round ${round}, pieces of ${most}`);
    }
  }
});

Deno.test("a file that only begins like LZ4 is damaged, or no capture", () => {
  for (const tail of ["", "x", "hello, world of text"]) {
    const { rows, problems } = readBytes([concatenate(Uint8Array.of(4, 0x22, 0x4d, 0x18), text(tail))]);
    deepStrictEqual([rows.length, problems.length], [0, 1]);
  }
  deepStrictEqual(readBytes([pcap([])]).problems, []);
});
