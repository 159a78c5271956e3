/**
 * What is damaged is read up to the damage, and said: never a crash, a hang or memory without bound.
 *
 * @module
 */
import { denoHost } from "../../../lib/host/deno/mod.ts";
import { deepStrictEqual, match, ok, strictEqual, throws } from "node:assert";
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { fileURLToPath } from "node:url";
import { gzipSync, zstdCompressSync } from "node:zlib";
import { openCapture, SourceError } from "../../../lib/sources/capture/mod.ts";
import { Bytes, pcap, Section, snoop } from "../../captures/writer.ts";
import { memory, readBytes, type Reading } from "./read_all.ts";

const own = fileURLToPath(new URL("../../captures/", import.meta.url));
const shared = fileURLToPath(new URL("../../../../shared/captures/", import.meta.url));
const body = (length: number) => Uint8Array.from({ length }, (_, index) => index * 7);
const packet = (seconds: number, length: number) => ({ seconds, nanoseconds: 0, bytes: body(length) });

/** Captures of at most 8 KiB: ours, those beside the repository where they are, and every form of a format. */
function smallCaptures(): Map<string, Uint8Array> {
  const small = new Map<string, Uint8Array>();
  for (const folder of [own, shared]) {
    let names: string[] = [];
    try {
      names = readdirSync(folder).filter((name) => /\.(pcap|pcapng|snoop|gz)$/.test(name));
    } catch {
      console.log("  (captures beside the repository are not there: only our own are cut)");
    }
    for (const name of names) {
      const bytes = readFileSync(folder + name);
      if (bytes.length > 0 && bytes.length < 8192) small.set(name, new Uint8Array(bytes));
    }
  }
  const few = [packet(1, 60), packet(2, 0), packet(3, 9)];
  small.set("written.snoop", snoop(few));
  small.set("written modified pcap", pcap(few, { magic: 0xa1b2cd34 }));
  const section = new Section(false).interface(1, 0).enhanced(0, 5n, body(9)).obsolete(0, 6n, body(3)).simple(body(2));
  small.set("written.pcapng", section.bytes);
  small.set("written.pcap.zst", new Uint8Array(zstdCompressSync(pcap(few))));
  return small;
}

/** Rows without bytes, for comparison. */
const outline = (reading: Reading, count = Infinity) =>
  reading.rows.slice(0, count).map(({ time, captured, wire }) => `${time} ${captured} ${wire}`).join("\n");

Deno.test("captures cut at every byte: all before the cut is there, and the cut is said", () => {
  for (const [name, bytes] of smallCaptures()) {
    const whole = readBytes([bytes]);
    const outlines = Array.from({ length: whole.rows.length + 1 }, (_, count) => outline(whole, count));
    let before = 0;
    let said = true;
    for (let cut = 0; cut < bytes.length; cut++) {
      const reading = readBytes([bytes.subarray(0, cut)]);
      const count = reading.rows.length;
      strictEqual(outline(reading), outlines[count], `${name} cut at ${cut}`);
      ok(count >= before, `${name} cut at ${cut}: ${count} packets, ${before} with a byte less`);
      const problems = reading.problems.filter(({ tag }) => tag !== "D_SRC_TIME");
      ok(problems.length <= 1, `${name} cut at ${cut}`);
      // No word of it: then the cut is between records, and one with a byte less was not.
      ok(problems.length === 1 || said, `${name} cut at ${cut}`);
      said = problems.length === 1;
      before = count;
    }
  }
});

/** Numerical Recipes' linear congruential generator: the same flips on every machine. */
function generator(seed: number): (below: number) => number {
  let state = seed >>> 0;
  return (below) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor(state / 2 ** 32 * below);
  };
}

Deno.test("12000 captures with bits flipped: no crash, no hang, bounded memory", () => {
  const seed = 20240229;
  const random = generator(seed);
  const small = [...smallCaptures()];
  for (let round = 0; round < 12_000; round++) {
    const [name, bytes] = small[random(small.length)]!;
    const flipped = bytes.slice();
    for (let flips = 1 + random(4); flips > 0; flips--) {
      // Half of them near the front, where headers are.
      const at = random(random(2) === 0 ? Math.min(64, flipped.length) : flipped.length);
      flipped[at]! ^= 1 << random(8);
    }
    const where = `${name}, seed ${seed}, round ${round}`;
    const { rows, problems } = readBytes([flipped]);
    // A capture of 8 KiB that is not compressed has room for 800 records of nothing.
    ok(rows.length <= 8192 / 10, where);
    for (const row of rows) strictEqual(row.bytes.length, row.captured, where);
    for (const { message, tag, byteOffset } of problems) {
      match(tag, /^D_SRC_/, where);
      match(message, /^[^A-Z].*[^.]$/, where);
      ok(byteOffset !== undefined && byteOffset >= 0 && Number.isInteger(byteOffset), where);
    }
    ok(memory.reserved <= 24 << 20, where);
  }
});

const cases: [
  name: string,
  capture: Uint8Array,
  expected: { tag: string; byteOffset: number; message: RegExp; rows: number },
][] = [
  ["D_SRC_TRUNCATED.in_record", pcap([packet(1, 20), packet(2, 24)]).subarray(0, 24 + 36 + 28), {
    tag: "D_SRC_TRUNCATED",
    byteOffset: 60,
    message: /^truncated record: 40 bytes expected, 28 there$/,
    rows: 1,
  }],
  ["D_SRC_TRUNCATED.in_file_header", pcap([]).subarray(0, 20), {
    tag: "D_SRC_TRUNCATED",
    byteOffset: 0,
    message: /^truncated file header: 24 bytes expected, 20 there$/,
    rows: 0,
  }],
  ["D_SRC_TRUNCATED.section_length", new Section(true, 400n).interface(1, 0).enhanced(0, 1n, body(4)).bytes, {
    tag: "D_SRC_TRUNCATED",
    byteOffset: 84,
    message: /^truncated section: 344 of the bytes that it announces are missing$/,
    rows: 1,
  }],
  ["D_SRC_CORRUPT.record_length", pcap([packet(1, 20), packet(2, 9)]).with(60 + 11, 1), {
    tag: "D_SRC_CORRUPT",
    byteOffset: 60,
    message: /^record of 16777225 bytes: more than the 262144 that a packet can have$/,
    rows: 1,
  }],
  [
    "D_SRC_INTERFACE.undescribed",
    new Section().interface(1, 0).enhanced(0, 1n, body(4)).enhanced(1, 1n, body(4)).bytes,
    {
      tag: "D_SRC_INTERFACE",
      byteOffset: 84,
      message: /^packet on interface 1, of which the section describes 1$/,
      rows: 1,
    },
  ],
  ["D_SRC_BLOCK_LENGTH.ends_differ", new Section().interface(1, 0).bytes.with(44, 24), {
    tag: "D_SRC_BLOCK_LENGTH",
    byteOffset: 28,
    message: /^block length 20 at its beginning, 24 at its end$/,
    rows: 0,
  }],
  ["D_SRC_BLOCK_LENGTH.not_a_multiple_of_4", new Section().interface(1, 0).bytes.with(32, 21), {
    tag: "D_SRC_BLOCK_LENGTH",
    byteOffset: 28,
    message: /has a length of 21: not a multiple of 4$/,
    rows: 0,
  }],
  ["D_SRC_CORRUPT.captured_above_block", new Section().interface(1, 0).enhanced(0, 1n, body(4)).bytes.with(68, 99), {
    tag: "D_SRC_CORRUPT",
    byteOffset: 48,
    message: /^packet of 99 bytes in a block of 36$/,
    rows: 0,
  }],
  ["D_SRC_VERSION.pcap_3", pcap([]).with(4, 3), {
    tag: "D_SRC_VERSION",
    byteOffset: 4,
    message: /^pcap version 3.4 is not known/,
    rows: 0,
  }],
  ["D_SRC_COMPRESSION.gzip_cut", new Uint8Array(gzipSync(pcap([packet(1, 2000)]))).subarray(0, -6), {
    tag: "D_SRC_COMPRESSION",
    byteOffset: 2040,
    message: /^the gzip compression is damaged: unexpected end of file \(of the decompressed stream\)$/,
    rows: 1,
  }],
  ["D_SRC_COMPRESSION.zstd_cut", new Uint8Array(zstdCompressSync(pcap([packet(1, 2000)]))).subarray(0, -1), {
    tag: "D_SRC_COMPRESSION",
    byteOffset: 0,
    message: /^the zstd compression is damaged: unexpected end of file \(of the decompressed stream\)$/,
    rows: 0,
  }],
  ["D_SRC_TRUNCATED.inside_gzip", new Uint8Array(gzipSync(pcap([packet(1, 20), packet(2, 9)]).subarray(0, 70))), {
    tag: "D_SRC_TRUNCATED",
    byteOffset: 60,
    message: /^truncated record header: 16 bytes expected, 10 there \(of the decompressed stream\)$/,
    rows: 1,
  }],
  ["D_SRC_CORRUPT.snoop_record_length", snoop([packet(1, 20), packet(2, 9)]).with(16 + 11, 40), {
    tag: "D_SRC_CORRUPT",
    byteOffset: 16,
    message: /^record length of 40 around 20 captured bytes$/,
    rows: 0,
  }],
];
for (const [name, capture, expected] of cases) {
  Deno.test(`err.${name}`, () => {
    const { rows, problems } = readBytes([capture]);
    strictEqual(problems.length, 1);
    const { tag, byteOffset, message } = problems[0]!;
    match(message, expected.message);
    deepStrictEqual({ tag, byteOffset, rows: rows.length }, {
      tag: expected.tag,
      byteOffset: expected.byteOffset,
      rows: expected.rows,
    });
  });
}

const text = (words: string) => new TextEncoder().encode(words);
const notCaptures: [bytes: Uint8Array, looksLike: RegExp, help?: RegExp][] = [
  [text("hello, world\n"), /text$/],
  [text("x"), /text$/],
  [text('{"packets": []}'), /JSON text$/],
  [text("#!/usr/sbin/dtrace -s\nBEGIN"), /a D script$/, /-s FILE/],
  [text("<!DOCTYPE html><html>"), /HTML/],
  [text("12:00:01.123456 IP 192.0.2.1.80 > 192.0.2.2.1: Flags [S]\n"), /the text that tcpdump prints$/, /tcpdump -w/],
  [new Bytes(false).u32(0x7f454c46).u32(0x02010100).bytes, /an ELF program or library$/],
  [new Bytes(false).u32(0x504b0304).u32(1).bytes, /a zip archive$/, /unzip -p/],
  [new Bytes(false).u32(0xfd377a58).u32(0x5a000001).bytes, /xz-compressed$/, /xz -dc/],
  [new Uint8Array(600), /zeros only$/],
  [Uint8Array.of(1, 2, 3, 4, 0, 0), /unknown, it begins 01 02 03 04$/],
  [new Uint8Array(gzipSync(text("hello, world\n"))), /text \(of the decompressed stream\)$|text$/],
];
Deno.test("err.D_SRC_NOT_A_CAPTURE.says_what_it_looks_like", () => {
  for (const [bytes, looksLike, help] of notCaptures) {
    const folder = mkdtempSync(`${tmpdir()}/probebook-test-`);
    try {
      const path = `${folder}/capture.pcap`;
      writeFileSync(path, bytes);
      throws(() => openCapture([path], { memory, host: denoHost }), (error) => {
        ok(error instanceof SourceError);
        strictEqual(error.tag, "D_SRC_NOT_A_CAPTURE");
        strictEqual(error.file, path);
        match(error.message, looksLike);
        match(error.help.join(), help ?? /^$/);
        return true;
      });
    } finally {
      rmSync(folder, { recursive: true });
      memory.reset();
    }
  }
});

Deno.test({
  name: "err.D_SRC_PERMISSION.this_process_may_not",
  permissions: { read: false },
  fn() {
    throws(() => openCapture(["/any.pcap"], { memory, host: denoHost }), {
      tag: "D_SRC_PERMISSION",
      help: ["run with `--allow-read`"],
    });
  },
});
Deno.test("err.D_SRC_READ.name_too_long", () => {
  const path = "/" + "x".repeat(5000);
  throws(() => openCapture([path], { memory, host: denoHost }), { tag: "D_SRC_READ", file: path });
});
Deno.test("err.D_SRC_TERMINAL.no_pipe", () => {
  const { isTerminal } = Deno.stdin;
  Deno.stdin.isTerminal = () => true;
  try {
    throws(() => openCapture(["-"], { memory, host: denoHost }), { tag: "D_SRC_TERMINAL", file: "-" });
  } finally {
    Deno.stdin.isTerminal = isTerminal;
  }
});
Deno.test("err.D_SRC_*.what_cannot_be_opened", () => {
  const folder = mkdtempSync(`${tmpdir()}/probebook-test-`);
  try {
    writeFileSync(`${folder}/empty.pcap`, "");
    const tagOf = (...paths: string[]) => {
      try {
        openCapture(paths, { memory, host: denoHost }).close();
        return "opened";
      } catch (error) {
        ok(error instanceof SourceError);
        return `${error.tag} ${error.file.slice(folder.length + 1)}: ${error.message}`;
      }
    };
    strictEqual(tagOf(folder + "/"), "D_SRC_DIRECTORY : this is a directory, not a capture");
    strictEqual(tagOf(`${folder}/absent.pcap`), "D_SRC_NOT_FOUND absent.pcap: no such file");
    strictEqual(tagOf(`${folder}/empty.pcap`), "D_SRC_EMPTY empty.pcap: empty: not even a file header");
    strictEqual(tagOf(own + "own-tcp-resets.pcap"), "opened");
    // One bad file of several: none is begun.
    strictEqual(
      tagOf(own + "own-tcp-resets.pcap", `${folder}/absent.pcap`),
      "D_SRC_NOT_FOUND absent.pcap: no such file",
    );
  } finally {
    rmSync(folder, { recursive: true });
    memory.reset();
  }
});
