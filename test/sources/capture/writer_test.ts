/**
 * What the writer writes reads as what was read.
 *
 * @module
 */
import { denoHost } from "../../../lib/host/deno/mod.ts";
import { deepStrictEqual } from "node:assert";
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { MemoryReader, openFeeds } from "../../../lib/sources/capture/mod.ts";
import { PcapngWriter } from "../../../lib/sources/capture/writing/mod.ts";
import { Bytes, concatenate, Section } from "../../captures/writer.ts";
import { memory, readBytes } from "./read_all.ts";

function rewrite(capture: Uint8Array, comment?: string): Uint8Array {
  memory.reset();
  const parts: Uint8Array[] = [];
  const writer = new PcapngWriter((bytes) => parts.push(bytes.slice()));
  const source = openFeeds([new MemoryReader("original", capture)], { memory, host: denoHost });
  for (;;) {
    const batch = source.next();
    if (batch === undefined || batch instanceof Promise) break;
    writer.describe(source.interfaces);
    for (let index = 0; index < batch.count; index++) {
      writer.packet(batch, index, memory.bytes, comment === undefined ? undefined : { comment });
    }
  }
  writer.end();
  return concatenate(...parts);
}

const own = fileURLToPath(new URL("../../captures/", import.meta.url));
for (const name of ["demo.pcap", "own-tcp6-nano.pcap", "own-any-sll2.pcap", "own-odd-zero-length-record.pcap"]) {
  Deno.test(`${name} written as pcapng reads the same`, () => {
    const original = new Uint8Array(readFileSync(own + name));
    const { rows, problems } = readBytes([rewrite(original, "a note")]);
    deepStrictEqual(problems, []);
    deepStrictEqual(rows, readBytes([original]).rows);
  });
}

Deno.test("directions, names and several interfaces are written", () => {
  const flags = (bits: number) => [[2, new Bytes(true).u32(bits).bytes]] as const;
  const section = new Section().interface(1, 100, [[2, new TextEncoder().encode("eth0")]]).interface(101, 0)
    .enhanced(1, 5n, Uint8Array.of(1, 2, 3), 90, flags(2)).enhanced(0, 6n, new Uint8Array(70_000), 70_000, flags(1));
  const expected = readBytes([section.bytes]);
  const { rows, interfaces, problems } = readBytes([rewrite(section.bytes)]);
  deepStrictEqual(problems, []);
  deepStrictEqual([rows, interfaces], [expected.rows, expected.interfaces]);
});

Deno.test("addresses, counts and comments are written", () => {
  const parts: Uint8Array[] = [];
  const writer = new PcapngWriter((bytes) => parts.push(bytes.slice()), "probebook", "tcp:::send { @ = count(); }");
  const addresses = [Uint8Array.of(10, 0, 0, 5), Uint8Array.from({ length: 16 }, (_, i) => i)];
  writer.describe([{ linkType: 1, name: "eth0", snapLength: 384, file: "<live>", addresses }]);
  writer.count(0, { received: 5_000_000_000, dropped: 17, comment: "ring" }, {
    seconds: 1_700_000_000,
    nanoseconds: 5,
  });
  writer.end();
  const { rows, interfaces, problems } = readBytes([concatenate(...parts)]);
  deepStrictEqual([rows, problems], [[], []]);
  const [{ name, snapLength, dropped, addresses: read }] = interfaces;
  deepStrictEqual([name, snapLength, dropped, read], ["eth0", 384, 17, addresses]);
});
