/**
 * Over all captures at hand: no original address is left where it was, neither in binary nor as text nor as the reversed name
 * of DNS; and hardware addresses neither.
 *
 * @module
 */
import { deepStrictEqual, ok } from "node:assert";
import { existsSync } from "node:fs";
import { Anonymiser, USUAL } from "../../lib/anonymise/mod.ts";
import { createMemory } from "../../lib/codegen/wasm/mod.ts";
import { denoHost } from "../../lib/host/deno/mod.ts";
import { Decoder, LinkAddresses, REASON } from "../../lib/packet/wire/mod.ts";
import { openCapture, SourceError } from "../../lib/sources/capture/mod.ts";
import { KEY } from "./rewriting.ts";

const FOLDERS = ["../captures/", "../../../shared/captures/"].map((path) => new URL(path, import.meta.url).pathname);
const MEMORY = 2 ** 26;
const hex = (bytes: Uint8Array): string => [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");

interface Read {
  readonly packets: readonly Uint8Array[];
  /** Addresses that were found, those that stay left out: in hexadecimal. */
  readonly addresses: ReadonlySet<string>;
}
/** All packets, and the addresses in their headers. */
function readAll(path: string, anonymiser: Anonymiser): Read {
  const memory = createMemory(MEMORY), source = openCapture([path], { memory, host: denoHost });
  const decoder = new Decoder(memory.bytes), hardware = new LinkAddresses(memory.bytes);
  const packets: Uint8Array[] = [], addresses = new Set<string>();
  const note = (at: number, size: number) => {
    const address = memory.bytes.slice(at, at + size);
    if (size === 6) {
      const view = new DataView(address.buffer);
      anonymiser.hardware.map(view.getUint16(0), view.getUint32(2));
      if (anonymiser.hardware.upper !== view.getUint16(0) || anonymiser.hardware.lower !== view.getUint32(2)) {
        addresses.add(hex(address));
      }
    } else if (hex(anonymiser.mapAddress(address)) !== hex(address)) addresses.add(hex(address));
  };
  for (let batch = source.next(); batch && !(batch instanceof Promise); batch = source.next()) {
    for (let i = 0; i < batch.count; i++) {
      const at = batch.address[i], captured = batch.capturedLength[i];
      const { linkType } = source.interfaces[batch.interface[i]];
      packets.push(memory.bytes.slice(at, at + captured));
      hardware.read(at, at + captured, linkType);
      for (const place of [hardware.source, hardware.target]) if (place) note(place, 6);
      if (decoder.decode(at, captured, batch.wireLength[i], linkType) !== REASON.NONE) continue;
      const size = decoder.version === 4 ? 4 : 16, first = decoder.ip + (decoder.version === 4 ? 12 : 8);
      for (const place of [first, first + size]) note(place, size);
    }
  }
  source.close();
  return { packets, addresses };
}
async function rewriteAll(path: string, anonymiser: Anonymiser): Promise<Uint8Array[]> {
  const memory = createMemory(MEMORY), source = openCapture([path], { memory, host: denoHost });
  const packets: Uint8Array[] = [];
  await anonymiser.run(source, memory.bytes, {
    describe() {},
    packet: (batch, i, bytes) =>
      void packets.push(bytes.slice(batch.address[i], batch.address[i] + batch.capturedLength[i])),
  });
  source.close();
  return packets;
}
/** `192.0.2.1`, `1.2.0.192`, as text in packets. */
function textsOf(address: string): string[] {
  if (address.length !== 8) return [];
  const parts = address.match(/../g)!.map((byte) => parseInt(byte, 16));
  return [parts.join("."), parts.toReversed().join(".")];
}
/** Places at which the same address still stands. */
function leftOver(before: Uint8Array, after: Uint8Array, addresses: ReadonlySet<string>): string[] {
  const found: string[] = [], one = hex(before), other = hex(after);
  for (let at = 0; at < one.length; at += 2) {
    for (const size of [8, 12, 32]) {
      const address = one.slice(at, at + size);
      if (address === other.slice(at, at + size) && addresses.has(address)) found.push(`${address} at ${at / 2}`);
    }
  }
  return found;
}

const captures = FOLDERS.filter((folder) => existsSync(folder)).flatMap((folder) =>
  [...Deno.readDirSync(folder)].map(({ name }) => folder + name).filter((path) =>
    /\.(pcap|pcapng|snoop|gz)$/.test(path)
  )
);
Deno.test("no original address is left, in any capture", async () => {
  let looked = 0;
  for (const path of captures) {
    const anonymiser = new Anonymiser(USUAL, KEY);
    let read: Read;
    try {
      read = readAll(path, anonymiser);
    } catch (error) {
      if (error instanceof SourceError) continue;
      throw error;
    }
    const after = await rewriteAll(path, anonymiser);
    deepStrictEqual(after.map(({ length }) => length), read.packets.map(({ length }) => length), path);
    const texts = [...read.addresses].flatMap(textsOf);
    for (const [i, packet] of after.entries()) {
      deepStrictEqual(leftOver(read.packets[i], packet, read.addresses), [], `${path}, packet ${i + 1}`);
      const text = new TextDecoder("latin1").decode(packet);
      for (const one of texts) ok(!text.includes(one), `${path}, packet ${i + 1}: ${one}`);
    }
    looked += read.addresses.size;
  }
  ok(looked > 20);
});
