/**
 * Maps of addresses: published vectors, and what must hold whatever the key.
 *
 * @module
 */
import { deepStrictEqual, ok, strictEqual } from "node:assert";
import { encryptBlock, expandKey, makeBlockWords } from "../../lib/anonymise/map/aes.ts";
import {
  AddressMap,
  HardwareMap,
  makeNoise,
  makePrefixFunction,
  permute,
  type PrefixFunctionName,
} from "../../lib/anonymise/map/mod.ts";
import cases from "./expectations.json" with { type: "json" };

const hex = (text: string): Uint8Array => Uint8Array.from(text.match(/../g)!, (byte) => parseInt(byte, 16));
const KEY = hex("0123456789abcdeffedcba98765432101032547698badcfeefcdab8967452301");
const OTHER = hex("2b7e151628aed2a6abf7158809cf4f3ca9f5ba40db214c3798f2e1c23456789a");
const number4 = (text: string): number => text.split(".").reduce((sum, part) => sum << 8 | Number(part), 0);
const text4 = (address: number): string => [24, 16, 8, 0].map((shift) => address >>> shift & 255).join(".");
/** Eight groups, without `::` in the text or with one. */
function words6(text: string): [number, number, number, number] {
  const [head, tail] = text.split("::").map((half) => half.split(":").filter((part) => part !== ""));
  const parts = tail ? [...head, ...Array(8 - head.length - tail.length).fill("0"), ...tail] : head;
  return [0, 2, 4, 6].map((i) => parseInt(parts[i], 16) << 16 | parseInt(parts[i + 1], 16)) as [
    number,
    number,
    number,
    number,
  ];
}
const mapOf = (key: Uint8Array, pins = true, name: PrefixFunctionName = "ipcrypt-pfx") =>
  new AddressMap(makePrefixFunction(name, key), pins);
function map6(map: AddressMap, text: string): number[] {
  map.map6(...words6(text));
  return [...map.result];
}
/** Random words, the same each time. */
function* words(seed = 0x2545f491): Generator<number, never> {
  for (;;) {
    seed ^= seed << 13;
    seed ^= seed >>> 17;
    seed ^= seed << 5;
    yield seed | 0;
  }
}
const take = (random: Iterator<number>, count: number): number[] =>
  Array.from({ length: count }, () => random.next().value);

Deno.test("AES: the example of FIPS 197, appendix C.1", () => {
  const block = hex("00112233445566778899aabbccddeeff");
  encryptBlock(expandKey(hex("000102030405060708090a0b0c0d0e0f")), block);
  deepStrictEqual(block, hex("69c4e0d86a7b0430d8cdb78070b4c55a"));
});
Deno.test("AES: words of blocks are those of whole blocks", () => {
  const schedules = [KEY, OTHER].map((key) => expandKey(key.subarray(0, 16)));
  const bits = makeBlockWords(schedules[0], schedules[1]), random = words();
  for (let i = 0; i < 500; i++) {
    const [a, b, c, d] = take(random, 4);
    const blocks = schedules.map((schedule) => {
      const block = new DataView(new ArrayBuffer(16));
      [a, b, c, d].forEach((word, at) => block.setInt32(4 * at, word));
      encryptBlock(schedule, new Uint8Array(block.buffer));
      return block;
    });
    strictEqual(bits.last(a, b, c, d), blocks[0].getInt32(12) ^ blocks[1].getInt32(12));
    strictEqual(bits.first(a, b, c, d), blocks[0].getInt32(0));
  }
});

Deno.test("ipcrypt-pfx: the vectors of draft-denis-ipcrypt", () => {
  const first = mapOf(KEY, false), second = mapOf(OTHER, false);
  const vectors: [AddressMap, string, string][] = [
    [first, "0.0.0.0", "151.82.155.134"],
    [first, "255.255.255.255", "94.185.169.89"],
    [first, "192.0.2.1", "100.115.72.131"],
    [second, "10.0.0.47", "19.214.210.244"],
    [second, "10.0.0.129", "19.214.210.80"],
    [second, "10.0.0.234", "19.214.210.30"],
    [second, "172.16.5.193", "210.78.229.136"],
    [second, "172.16.97.42", "210.78.179.241"],
    [second, "172.16.248.177", "210.78.121.215"],
  ];
  for (const [map, from, to] of vectors) strictEqual(text4(map.map4(number4(from))), to);
  deepStrictEqual(map6(first, "2001:db8::1"), words6("c180:5dd4:2587:3524:30ab:fa65:6ab6:f88"));
  deepStrictEqual(map6(second, "2001:db8::a5c9:4e2f:bb91:5a7d"), words6("7cec:702c:1243:f70:1956:125:b9bd:1aba"));
  deepStrictEqual(map6(second, "2001:db8::7234:d8f1:3c6e:9a52"), words6("7cec:702c:1243:f70:a3ef:c8e:95c1:cd0d"));
});
Deno.test("ipcrypt-pfx: libsodium maps the same", () => {
  for (const { key, address, mapped } of cases) {
    const map = mapOf(hex(key), false), from = new DataView(hex(address).buffer), to = new DataView(hex(mapped).buffer);
    if (address.startsWith("00000000000000000000ffff")) strictEqual(map.map4(from.getInt32(12)), to.getInt32(12));
    else {
      map.map6(from.getInt32(0), from.getInt32(4), from.getInt32(8), from.getInt32(12));
      deepStrictEqual([...map.result], [0, 4, 8, 12].map((at) => to.getInt32(at)));
    }
  }
});
Deno.test("Crypto-PAn: the vectors of its reference implementation", () => {
  const key = Uint8Array.of(
    ...[21, 34, 23, 141, 51, 164, 207, 128, 19, 10, 91, 22, 73, 144, 125, 16],
    ...[216, 152, 143, 131, 121, 121, 101, 39, 98, 87, 76, 45, 42, 132, 34, 2],
  );
  const map = mapOf(key, false, "crypto-pan");
  strictEqual(text4(map.map4(number4("128.11.68.132"))), "135.242.180.132");
  strictEqual(text4(map.map4(number4("129.118.74.4"))), "134.136.186.123");
  strictEqual(text4(map.map4(number4("130.132.252.244"))), "133.68.164.234");
});

/** Bits that two words have in common before they differ. */
const common4 = (left: number, right: number): number => Math.clz32(left ^ right);
Deno.test("IPv4: prefixes stay as long as they were, in special ranges and near them", () => {
  const map = mapOf(OTHER), random = words();
  for (let i = 0; i < 3000; i++) {
    const [a, b] = take(random, 2), near = a ^ b >>> (i & 31);
    strictEqual(common4(map.map4(a), map.map4(near)), common4(a, near), `${text4(a)} ${text4(near)}`);
  }
});
Deno.test("IPv4: all of 192.0.0.0/16 is mapped one to one, and nobody lands among examples", () => {
  const map = mapOf(KEY), seen = new Set<number>();
  for (let low = 0; low < 0x10000; low++) {
    const address = number4("192.0.0.0") | low, mapped = map.map4(address);
    strictEqual(mapped >>> 16, address >>> 16);
    if (low >> 8 === 2) strictEqual(mapped, address);
    else ok(mapped >>> 8 !== number4("192.0.2.0") >>> 8);
    seen.add(mapped);
  }
  strictEqual(seen.size, 0x10000);
});
Deno.test("IPv4: special ranges keep their places, whatever the key", () => {
  const inside: [string, number][] = [["10.0.0.0", 8], ["172.16.0.0", 12], ["192.168.0.0", 16], ["100.64.0.0", 10]];
  const kept: [string, number][] = [
    ...[["0.0.0.0", 8], ["127.0.0.0", 8], ["169.254.0.0", 16], ["224.0.0.0", 3]] as [string, number][],
    ...[["198.51.100.0", 24], ["203.0.113.0", 24]] as [string, number][],
  ];
  const isIn = (address: number, [range, length]: [string, number]) => common4(address, number4(range)) >= length;
  const random = words();
  for (const key of [KEY, OTHER]) {
    const map = mapOf(key);
    for (let i = 0; i < 4000; i++) {
      const [word] = take(random, 1), range = [...inside, ...kept][i % 10];
      // within a range, and anywhere
      const address = i & 1 ? word : number4(range[0]) | word >>> range[1];
      const mapped = map.map4(address);
      for (const range of inside) strictEqual(isIn(mapped, range), isIn(address, range), text4(address));
      for (const range of kept) {
        strictEqual(isIn(mapped, range), isIn(address, range), text4(address));
        if (isIn(address, range)) strictEqual(mapped, address);
      }
    }
  }
});
Deno.test("what is forgotten is mapped the same again", () => {
  const map = mapOf(KEY), random = words(), addresses = take(random, 40_000);
  const first = addresses.map((address) => map.map4(address));
  deepStrictEqual(addresses.map((address) => map.map4(address)), first);
  const fresh = mapOf(KEY);
  for (const [i, address] of addresses.entries()) if (i % 40 === 0) strictEqual(fresh.map4(address), first[i]);
});

function common6(left: readonly number[], right: readonly number[]): number {
  for (let i = 0; i < 4; i++) if (left[i] !== right[i]) return 32 * i + Math.clz32(left[i] ^ right[i]);
  return 128;
}
Deno.test("IPv6: prefixes stay as long as they were", () => {
  const map = mapOf(OTHER), random = words();
  for (let i = 0; i < 600; i++) {
    const first = take(random, 4), bit = i % 125 + 3, second = [...first];
    // a global address, and one that differs from some bit on
    first[0] = second[0] = first[0] & 0x1fffffff | 0x20000000;
    if (first[0] >>> 16 === 0x2002 || first[0] >>> 16 === 0x2001) continue;
    second[bit >> 5] ^= 1 << 31 - (bit & 31);
    map.map6(...first as [number, number, number, number]);
    const one = [...map.result];
    map.map6(...second as [number, number, number, number]);
    strictEqual(common6(one, [...map.result]), common6(first, second));
  }
});
Deno.test("IPv6: special addresses stay, and an IPv4 address within is mapped as anywhere", () => {
  const map = mapOf(KEY), four = map.map4(number4("9.8.7.6"));
  for (const same of ["::", "::1", "ff02::1", "ff02::16", "ff05::2"]) deepStrictEqual(map6(map, same), words6(same));
  deepStrictEqual(map6(map, "::ffff:908:706"), [0, 0, 0xffff, four]);
  deepStrictEqual(map6(map, "64:ff9b::908:706"), [0x64ff9b, 0, 0, four]);
  const six = map6(map, "2002:908:706::1");
  strictEqual(six[0], 0x20020000 | four >>> 16);
  strictEqual(six[1] >>> 16, four & 0xffff);
  // RFC 4380: the server, flags, the port and the client inverted
  const teredo = map6(map, "2001:0:908:706:8000:63bf:f6f7:f8f9");
  deepStrictEqual(teredo, [0x20010000, four, 0x800063bf | 0, ~four]);
  strictEqual(map6(map, "fe80::1234")[0], 0xfe800000 | 0);
  strictEqual(map6(map, "fe80::1234")[1], 0);
  strictEqual(map6(map, "fd12:3456::1")[0] >>> 24, 0xfd);
  strictEqual(map6(map, "2001:db8::1")[0], 0x20010db8);
});
Deno.test("IPv6: a solicited-node group is that of the mapped address (RFC 4291 section 2.7.1)", () => {
  const map = mapOf(KEY), random = words();
  for (let i = 0; i < 50; i++) {
    const [a, b, c, d] = take(random, 4);
    const address: [number, number, number, number] = i & 1
      ? [0xfe800000 | 0, 0, c, d]
      : [0x24000000 | a >>> 8, b, c, d];
    map.map6(...address);
    const mapped = map.result[3];
    map.map6(0xff020000 | 0, 0, 1, 0xff000000 | d & 0xffffff);
    deepStrictEqual([...map.result], [0xff020000 | 0, 0, 1, 0xff000000 | mapped & 0xffffff]);
  }
});
Deno.test("IPv6: a group made of a prefix has the mapped prefix (RFC 3306)", () => {
  const map = mapOf(KEY);
  const prefix = map6(map, "2400:1234:5678:9abc::");
  deepStrictEqual(map6(map, "ff3e:40:2400:1234:5678:9abc:0:99"), [0xff3e0040 | 0, prefix[0], prefix[1], 0x99]);
  deepStrictEqual(map6(map, "ff3e:30:2400:1234:5678::99"), [0xff3e0030 | 0, prefix[0], prefix[1] & 0xffff0000, 0x99]);
  // of any source
  deepStrictEqual(map6(map, "ff3e::99"), words6("ff3e::99"));
});

Deno.test("hardware addresses: one to one, kinds and groups kept, makers on demand", () => {
  const noise = makeNoise(KEY), random = words();
  const map = new HardwareMap(noise, false), makers = new HardwareMap(noise, true);
  const seen = new Map<number, string>();
  for (let i = 0; i < 3000; i++) {
    const [head, tail] = take(random, 2), upper = head & 0xfeff, lower = tail >>> 0;
    map.map(upper, lower);
    strictEqual(map.upper >> 8 & 3, upper >> 8 & 3);
    ok(map.upper !== upper || map.lower !== lower);
    const mapped = map.upper * 2 ** 32 + map.lower, from = `${upper}.${lower}`;
    ok(!seen.has(mapped) || seen.get(mapped) === from);
    seen.set(mapped, from);
    makers.map(upper, lower);
    strictEqual(makers.upper, upper);
    strictEqual(makers.lower >>> 24, lower >>> 24);
  }
  for (
    const [upper, lower] of [[0xffff, 0xffffffff], [0, 0], [0x0100, 0x5e0000fb], [0x0180, 0xc2000000], [0, 0x5e000105]]
  ) {
    map.map(upper, lower);
    deepStrictEqual([map.upper, map.lower], [upper, lower]);
  }
});
Deno.test("permutations are such, and another for each tweak", () => {
  const noise = makeNoise(OTHER), seen = new Set<number>(), others = new Set<number>();
  for (let value = 0; value < 0x10000; value++) {
    const [high, low] = permute(noise, 8, [value >> 8, value & 0xff], [9, 0]);
    seen.add(high << 8 | low);
    if (value < 100) {
      others.add(permute(noise, 8, [value >> 8, value & 0xff], [9, 1]).join() === `${high},${low}` ? 1 : 0);
    }
  }
  strictEqual(seen.size, 0x10000);
  ok(others.has(0));
});
