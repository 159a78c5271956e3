/** An original address is found in whatever form and place it is left; what is another, or was made by chance, is not. */
import { deepStrictEqual, ok, strictEqual } from "node:assert";
import { parseAddress } from "../../lib/packet/address/mod.ts";
import { Scanner } from "../../lib/publish/mod.ts";
import { type Packet, pcap } from "../captures/writer.ts";

const FOUR = "10.1.2.3", SIX = "2001:470:1f0b::1a2b", MAC = "00:1b:21:12:34:56";
const hexOf = (address: string) =>
  address === MAC ? MAC.replaceAll(":", "") : (parseAddress(address) as Uint8Array<ArrayBuffer>).toHex();
const ORIGINALS = [FOUR, SIX, MAC].map(hexOf);
const nibbles = [...hexOf(SIX)].toReversed().join(".");

const TEXTS: readonly (readonly [text: string, address: string])[] = [
  ["10.1.2.3", FOUR],
  ["x10.1.2.3:80", FOUR],
  ["1.10.1.2.3", FOUR],
  ["ec2-10-1-2-3.compute", FOUR],
  ["host_10_1_2_3", FOUR],
  ["3.2.1.10.in-addr.arpa", FOUR],
  ["0a010203", FOUR],
  ["0x0A010203", FOUR],
  ["0x0302010a", FOUR],
  ["ffff0a010203ffff", FOUR],
  ["45 00 0a 01 02 03 ff", FOUR],
  ["[167838211]", FOUR],
  ["50462986", FOUR],
  ["::ffff:10.1.2.3", FOUR],
  ["2001:470:1f0b::1a2b", SIX],
  ["(2001:0470:1F0B:0000:0000:0000:0000:1A2B)", SIX],
  ["2001:470:1f0b:0:0::1a2b: a host", SIX],
  [hexOf(SIX), SIX],
  [`${nibbles}.ip6.arpa`, SIX],
  ["00:1b:21:12:34:56", MAC],
  ["0:1B:21:12:34:56", MAC],
  ["00-1b-21-12-34-56", MAC],
  ["001b.2112.3456", MAC],
  ["001b21123456", MAC],
];
const scanText = (text: string) => {
  const scanner = new Scanner(ORIGINALS);
  scanner.text("here", text);
  return scanner.found;
};
Deno.test("scan: an address in a text, in every form", () => {
  for (const [text, address] of TEXTS) {
    const found = scanText(`before ${text} behind`);
    ok(found.some((one) => hexOf(address) === textHex(one.address)), `${address} in ${text}`);
    strictEqual(found[0].part, "here");
  }
});
const textHex = (address: string) => address.includes(".") ? hexOf(address) : address.replaceAll(":", "");
Deno.test("scan: what is another address, a range or a number is not found", () => {
  for (
    const text of [
      "10.1.2.30, 110.1.2.3, 10.1.2.4, 10.1.2, 10.1.2.3/32",
      "2001:470:1f0b::1a2c, 2001:470:1f0b:1::1a2b",
      "00:1b:21:12:34:57, 1234567890, 1678382110, 0.50462986, v0a0102034",
      "tcp:::receive, 12:34:56, 2026-11-30T10:01:02.003Z",
    ]
  ) deepStrictEqual(scanText(text), [], text);
  deepStrictEqual(new Scanner([]).found, []);
});

const FRAME = Uint8Array.from({ length: 80 }, (_, i) => 0x80 + i);
function packets(...planted: readonly (readonly [at: number, bytes: Uint8Array])[]): Uint8Array<ArrayBuffer> {
  const all: Packet[] = [0, 1, 2].map((second) => ({ seconds: second, nanoseconds: 0, bytes: FRAME.slice() }));
  for (const [at, bytes] of planted) all[1].bytes.set(bytes, at);
  return pcap(all);
}
Deno.test("scan: an address in a packet, in both orders and as text, where it has stayed", async () => {
  const bytes = (address: string) => Uint8Array.fromHex(hexOf(address));
  const planted: Uint8Array[] = [
    ...[FOUR, SIX, MAC].flatMap((address) => [bytes(address), bytes(address).toReversed()]),
    new TextEncoder().encode(FOUR),
    new TextEncoder().encode(SIX),
  ];
  for (const one of planted) {
    for (const at of [0, 1, 31, 80 - one.length]) {
      const capture = packets([at, one]), scanner = new Scanner(ORIGINALS);
      await scanner.capture("web.pcap", capture, capture);
      ok(scanner.found.length > 0, `${one.toHex()} at ${at}`);
      ok(/packet 2/.test(JSON.stringify(scanner.found[0])), JSON.stringify(scanner.found[0]));
    }
  }
  // other bytes stood there: it is what something was mapped to, or a sum
  const scanner = new Scanner(ORIGINALS);
  await scanner.capture("web.pcap", packets([30, bytes(FOUR)]), packets([30, Uint8Array.of(1, 2, 3, 4)]));
  await scanner.capture("web.pcap", packets(), packets());
  deepStrictEqual(scanner.found, []);
});
