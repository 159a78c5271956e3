/** Addresses in texts become what they become in captures, in whatever form they stand there. */
import { deepStrictEqual, ok, strictEqual } from "node:assert";
import { Anonymiser, mapNumbers, mapText, USUAL } from "../../lib/anonymise/mod.ts";
import { createMemory } from "../../lib/codegen/wasm/mod.ts";
import { denoHost } from "../../lib/host/deno/mod.ts";
import { formatAddress6, parseAddress } from "../../lib/packet/address/mod.ts";
import { openCapture } from "../../lib/sources/capture/mod.ts";
import { KEY } from "./rewriting.ts";

const anonymiser = new Anonymiser(USUAL, KEY);
const mapped = (address: string) => [...anonymiser.mapAddress(parseAddress(address)!)];
const [A, B, C, D] = mapped("10.1.2.3");
const hex = (bytes: readonly number[]) => bytes.map((byte) => byte.toString(16).padStart(2, "0"));
const sentence = (address: string) => formatAddress6(Uint8Array.from(mapped(address)), 0, 1);
const MAC = hex([...anonymiser.mapHardware(Uint8Array.of(0, 0x1a, 0x2b, 0x3c, 0x4d, 0x5e))]);

const TEXTS: readonly (readonly [text: string, mapped: string])[] = [
  ["10.1.2.3", `${A}.${B}.${C}.${D}`],
  ["from 10.1.2.3. Then", `from ${A}.${B}.${C}.${D}. Then`],
  ["(10.1.2.3:53)", `(${A}.${B}.${C}.${D}:53)`],
  ["10.1.0.0/16", `${A}.${B}.0.0/16`],
  ["10.1.2.3/16", `${A}.${B}.${C}.${D}/16`],
  ["3.2.1.10.in-addr.arpa", `${D}.${C}.${B}.${A}.in-addr.arpa`],
  ["ec2-10-1-2-3.example", `ec2-${A}-${B}-${C}-${D}.example`],
  ['strstr(s, "10.1.")', `strstr(s, "${A}.${B}.")`],
  ["::ffff:10.1.2.3", `::ffff:${A}.${B}.${C}.${D}`],
  ["2001:470::1: a host", `${sentence("2001:470::1")}: a host`],
  ["[2001:470::1]:80", `[${sentence("2001:470::1")}]:80`],
  ["2001:0470:0:0::1", sentence("2001:470::1")],
  ["00:1a:2b:3c:4d:5e", MAC.join(":")],
  ["00-1A-2B-3C-4D-5E", MAC.join("-").toUpperCase()],
  ["001a.2b3c.4d5e", `${MAC.slice(0, 2).join("")}.${MAC.slice(2, 4).join("")}.${MAC.slice(4).join("")}`],
  [
    [...hex([...parseAddress("2001:470::1")!]).join("")].toReversed().join(".") + ".ip6.arpa",
    [...hex(mapped("2001:470::1")).join("")].toReversed().join(".") + ".ip6.arpa",
  ],
];
Deno.test("texts: each form of an address becomes the same form of the mapped one", () => {
  for (const [text, expected] of TEXTS) strictEqual(mapText(anonymiser, text, true).text, expected, text);
  const [{ kind, from, to, start }] = mapText(anonymiser, "see 10.1.0.0/16").changes;
  deepStrictEqual({ kind, from, to, start }, { kind: "subnet", from: "10.1.0.0/16", to: `${A}.${B}.0.0/16`, start: 4 });
});
Deno.test("texts: networks hold the addresses that they held", () => {
  for (const length of [9, 13, 16, 20, 24, 27, 31]) {
    const bits = (-1 << 32 - length) >>> 0, host = 0x0a6fa5c3;
    const text = (value: number) => [24, 16, 8, 0].map((shift) => value >>> shift & 255).join(".");
    const network = (host & bits) >>> 0;
    const [to] = mapText(anonymiser, `${text(network)}/${length}`).text.split("/");
    const value = (address: string) => mapped(address).reduce((sum, byte) => sum * 256 + byte, 0);
    const one = parseAddress(to)!.reduce((sum, byte) => sum * 256 + byte, 0);
    strictEqual(one, (value(text(host)) & bits) >>> 0, `/${length}`);
  }
});
Deno.test("texts: what is not an address stays", () => {
  const others = [
    "v1.2.3.4 and 1.2.3.4.5, 300.1.1.1, 10.1.2",
    "at 12:34:56 on 2026-11-25T21:08:25Z, 2026-11-25",
    "ip:::receive, tcp:::state-change, fbt::dead:entry, ::, ::1, a::b::c",
    "127.0.0.1 224.0.0.1 255.255.255.255 192.0.2.1 0.0.0.0/0 169.254.3.4",
    "ff:ff:ff:ff:ff:ff 33:33:00:00:00:01",
    'x ? "1." : 10.1',
  ];
  for (const text of others) deepStrictEqual(mapText(anonymiser, text).changes, [], text);
  // beginnings are sought in programs alone
  strictEqual(mapText(anonymiser, 'he wrote "10.1."').text, 'he wrote "10.1."');
});
Deno.test("numbers: addresses of the captures in both orders, and networks in hexadecimal", () => {
  const hexadecimal = (bytes: readonly number[]) => hex(bytes).join("");
  const originals = new Map([["0a010203", hexadecimal([A, B, C, D])]]);
  const map = (text: string) => mapNumbers(anonymiser, text, originals).text;
  strictEqual(map("x == 0x0a010203"), `x == 0x${hexadecimal([A, B, C, D])}`);
  strictEqual(map("x == 0x0302010AU"), `x == 0x${hexadecimal([D, C, B, A]).toUpperCase()}U`);
  strictEqual(map("x == 167838211"), `x == ${parseInt(hexadecimal([A, B, C, D]), 16)}`);
  strictEqual(map("(x & 0xffffff00) == 0x0a010200"), `(x & 0xffffff00) == 0x${hexadecimal([A, B, C, 0])}`);
  for (const other of ["0x0a010204", "1000000000", "0x10000000", "0xffffff00", "n0a010203", "167838211.5"]) {
    strictEqual(map(other), other);
  }
});
Deno.test("originals: all that a capture's headers name and that becomes another is remembered", async () => {
  const one = new Anonymiser(USUAL, KEY), memory = createMemory(2 ** 26);
  one.remember();
  const path = new URL("../captures/own-variety.pcap", import.meta.url).pathname;
  const source = openCapture([path], { memory, host: denoHost });
  await one.run(source, memory.bytes, { describe() {}, packet() {} });
  source.close();
  const sizes = new Set([...one.originals.keys()].map(({ length }) => length));
  deepStrictEqual([...sizes].sort((a, b) => a - b), [8, 12, 32]);
  for (const [from, to] of one.originals) {
    ok(from !== to);
    const bytes = Uint8Array.fromHex(from);
    strictEqual((bytes.length === 6 ? one.mapHardware(bytes) : one.mapAddress(bytes)).toHex(), to);
  }
});
