/**
 * AES with a key of 128 bits (FIPS 197), once for whole blocks, and once in WebAssembly for the one bit of a block that a
 * prefix-preserving map wants, or a word of it. The latter has no table that is indexed by secret bytes: the S-box is computed in a tower of
 * fields (GF(2⁸) over GF(2⁴)), whose operations on sixteen bytes at once are look-ups in tables of sixteen (the method of
 * M. Hamburg, "Accelerating AES with Vector Permute Instructions", CHES 2009; the tables are worked out in `tower.ts`).
 *
 * @module
 */
import { type Code, doWhile, get, i32, i64, ModuleWriter, set, TYPE } from "../../wasm/mod.ts";
import { i32x4, i64x2, i8x16, v128 } from "../../wasm/vector/mod.ts";
import { affine, double, SBOX, TOWER } from "./tower.ts";

const ROUNDS = 10;
const BLOCK = 16;

/** The round keys, one behind the other. */
export type Schedule = Uint8Array;

/** @param key 16 bytes */
export function expandKey(key: Uint8Array): Schedule {
  const bytes = new Uint8Array(BLOCK * (ROUNDS + 1));
  bytes.set(key.subarray(0, BLOCK));
  for (let at = BLOCK, constant = 1; at < bytes.length; at += 4) {
    const isFirst = at % BLOCK === 0;
    for (let i = 0; i < 4; i++) {
      let byte = bytes[at - 4 + (isFirst ? (i + 1) % 4 : i)];
      if (isFirst) byte = SBOX[byte] ^ (i === 0 ? constant : 0);
      bytes[at + i] = bytes[at - BLOCK + i] ^ byte;
    }
    if (isFirst) constant = double(constant);
  }
  return bytes;
}
/** Place in the state from which ShiftRows takes a byte, and then the one so many rows below it in its column. */
const shifted = (at: number, below: number): number => {
  const row = (at + below) % 4;
  return 4 * (((at >> 2) + row) % 4) + row;
};

/** Encrypts a block of 16 bytes in place. */
export function encryptBlock(schedule: Schedule, block: Uint8Array): void {
  const substituted = new Uint8Array(BLOCK);
  for (let i = 0; i < BLOCK; i++) block[i] ^= schedule[i];
  for (let round = 1; round <= ROUNDS; round++) {
    for (let i = 0; i < BLOCK; i++) substituted[i] = SBOX[block[i]];
    for (let i = 0; i < BLOCK; i++) {
      const [a, b, c, d] = [0, 1, 2, 3].map((below) => substituted[shifted(i, below)]);
      block[i] = schedule[BLOCK * round + i] ^ (round === ROUNDS ? a : double(a) ^ double(b) ^ b ^ c ^ d);
    }
  }
}

/** Words of encrypted blocks. A block is four words, its first byte in the highest bits of the first. */
export interface BlockWords {
  /** The last word under the first key and under the second, added without carry. */
  last(a: number, b: number, c: number, d: number): number;
  /** The first word under the first key. */
  first(a: number, b: number, c: number, d: number): number;
  /**
   * Of an IPv4 address the bits to be flipped, from one place on, by ipcrypt-pfx: the lowest bits of the blocks that are made
   * of 1, 80 zeros, 16 ones and the address' first bits, shifted to the block's end.
   */
  flips4(address: number, from: number): number;
  /**
   * The same of an IPv6 address, whose words {@linkcode BlockWords.address6} holds: of bits `from` up to `until`, which are
   * at most 32, the last one the lowest. `until` is even; those of `network6` are before the 64th.
   */
  network6(from: number, until: number): number;
  /** Bits from the 64th on. */
  host6(from: number, until: number): number;
  /** The second word, the first, the fourth, the third. */
  readonly address6: Int32Array;
}

/** Vectors in memory: tables, then two schedules. */
const TABLES = [
  ...[TOWER.enterLow, TOWER.enterHigh, TOWER.inverse, TOWER.scaledInverse],
  ...[TOWER.outLeft, TOWER.outRight, TOWER.doubledLeft, TOWER.doubledRight, TOWER.leaveLeft, TOWER.leaveRight],
] as const;
const T = {
  enterLow: 0,
  enterHigh: 1,
  inverse: 2,
  scaledInverse: 3,
  outLeft: 4,
  doubledLeft: 6,
  leaveLeft: 8,
} as const;
const KEYS = BLOCK * TABLES.length;
/** Where an IPv6 address is put: behind both schedules. */
const ADDRESS6 = KEYS + 2 * BLOCK * (ROUNDS + 1);
/** Locals behind four of 32 bits: the mask of a nibble, the tables, and then for each stream those of {@linkcode S}. */
const MASK = 4, FIRST_TABLE = 5, FIRST_STATE = FIRST_TABLE + TABLES.length;
/** The state, its halves and what becomes of them. */
const S = { state: 0, low: 1, high: 2, sum: 3, scaled: 4, left: 5, right: 6, plain: 7, doubled: 8 } as const;
const STATES = 9;
const LANES = Array.from({ length: BLOCK }, (_, i) => i);
/**
 * ShiftRows is not done: where it would take a byte from, there it stays. In which lane each byte of the state is, before
 * each round.
 */
const LAYOUTS: readonly (readonly number[])[] = LANES.slice(0, ROUNDS).reduce<number[][]>(
  (layouts) => [...layouts, LANES.map((i) => layouts.at(-1)![shifted(i, 0)])],
  [LANES],
);

/** Makes the module on a memory of its own. */
export function makeBlockWords(first: Schedule, second: Schedule): BlockWords {
  const memory = new WebAssembly.Memory({ initial: 1, maximum: 1 });
  const bytes = new Uint8Array(memory.buffer);
  TABLES.forEach((table, i) => bytes.set(table, BLOCK * i));
  const keys = [first, second].map((schedule, i) => {
    const start = KEYS + i * schedule.length;
    // what the S-box adds at its end goes through MixColumns as it is: it is added with the key
    for (const [at, byte] of schedule.entries()) {
      const round = at >> 4;
      bytes[start + BLOCK * round + LAYOUTS[round][at % BLOCK]] = TOWER.enter[round === 0 ? byte : byte ^ affine(0)];
    }
    return start;
  });
  const writer = new ModuleWriter();
  const constant = (schedule: Schedule, at: number) =>
    new DataView(schedule.map((byte) => byte ^ affine(0)).buffer).getInt32(BLOCK * ROUNDS + at);
  const both = constant(first, 12) ^ constant(second, 12);
  const { I32, V128 } = TYPE;
  const define = (name: string, parameters: number, streams: number, ...body: Code[]) => {
    const vectors = Array.from({ length: FIRST_STATE + streams * STATES - MASK }, () => V128);
    const locals = [...Array.from({ length: MASK - parameters }, () => I32), ...vectors];
    const signature = { parameters: Array.from({ length: parameters }, () => I32), results: [I32] };
    writer.export(name, writer.function(signature, locals, [OPENING, ...body]).index);
  };
  const words = [1, 2, 3].reduce((vector, i) => i32x4.replaceLane(vector, i, get(i)), i32x4.splat(get(0)));
  const block = shuffled(words, LANES.map((i) => i ^ 3));
  const xored = (stream: number) => wordOf(v128.xor(left(stream), left(stream + 1)), 12);
  define("last", 4, 2, encrypt(keys.map((key) => ({ key, block }))), i32.xor(xored(0), i32.const(both)));
  define("first", 4, 1, encrypt([{ key: keys[0], block }]), i32.xor(wordOf(left(0), 0), i32.const(constant(first, 0))));
  define("flips4", 2, 4, flips4(keys, (stream) => i32.xor(xored(stream), i32.const(both))));
  const low = (stream: number) => i32.and(i32.xor(xored(stream), i32.const(both)), i32.const(1));
  define("network6", 2, 4, flips6(keys, networkBlock, low));
  define("host6", 2, 4, flips6(keys, hostBlock, low));
  const { last, first: firstWord, flips4: four, network6, host6 } = writer.instantiate(memory) as unknown as BlockWords;
  const address6 = new Int32Array(memory.buffer, ADDRESS6, 4);
  return { last, first: firstWord, flips4: four, network6, host6, address6 };
}
/** Two places at a time, from an even one on. */
function flips4(keys: readonly number[], word: (stream: number) => Code): Code {
  const ADDRESS = 0, FROM = 1, LENGTH = 2, FLIPS = 3;
  const block = (more: number): Code => {
    const length = i64.extend_i32_u(i32.add(get(LENGTH), i32.const(more)));
    const upper = i64.shl(i64.const(1n << 32n), length);
    const prefix = i64.shr_u(i64.extend_i32_u(get(ADDRESS)), i64.sub(i64.const(32n), length));
    const vector = i64x2.replaceLane(i64x2.splat(upper), 1, i64.or(i64.shl(i64.const(0xffffn), length), prefix));
    return shuffled(vector, LANES.map((i) => i ^ 7));
  };
  const flip = (stream: number) => i32.and(word(stream), i32.const(1));
  const streams = [0, 1].flatMap((more) => keys.map((key) => ({ key, block: block(more) })));
  return [
    set(LENGTH, i32.and(get(FROM), i32.const(-2))),
    doWhile(
      i32.lt_u(get(LENGTH), i32.const(32)),
      encrypt(streams),
      set(FLIPS, i32.or(i32.or(i32.shl(get(FLIPS), i32.const(2)), i32.shl(flip(0), i32.const(1))), flip(2))),
      set(LENGTH, i32.add(get(LENGTH), i32.const(2))),
    ),
    // the place before the first may have been done as well
    i32.and(get(FLIPS), i32.shr_u(i32.const(-1), get(FROM))),
  ];
}
/** A 1, and then so many first bits of an address of 128, at the end of the block: where these are less than 64. */
function networkBlock(upper: Code, _lower: Code, length: Code): Code {
  const one = i64.const(1n);
  // a shift by 64 would be none
  const prefix = i64.shr_u(i64.shr_u(upper, one), i64.sub(i64.const(63n), length));
  return i64x2.replaceLane(i64x2.splat(i64.const(0n)), 1, i64.or(i64.shl(one, length), prefix));
}
/** The same where they are 64 or more. */
function hostBlock(upper: Code, lower: Code, length: Code): Code {
  const one = i64.const(1n), by = i64.sub(i64.const(127n), length);
  const shifted = (half: Code) => i64.shr_u(i64.shr_u(half, one), by);
  const joined = i64.or(shifted(lower), i64.shl(upper, i64.sub(length, i64.const(64n))));
  return i64x2.replaceLane(i64x2.splat(i64.or(i64.shl(one, length), shifted(upper))), 1, joined);
}
/** Two places at a time, from an even one on. */
function flips6(keys: readonly number[], blockOf: typeof hostBlock, flip: (stream: number) => Code): Code {
  const FROM = 0, UNTIL = 1, LENGTH = 2, FLIPS = 3;
  const half = (at: number) => i64.load(i32.const(0), ADDRESS6 + at);
  const streams = [0, 1].flatMap((more) => {
    const length = i64.extend_i32_u(i32.add(get(LENGTH), i32.const(more)));
    const block = shuffled(blockOf(half(0), half(8), length), LANES.map((i) => i ^ 7));
    return keys.map((key) => ({ key, block }));
  });
  return [
    set(LENGTH, i32.and(get(FROM), i32.const(-2))),
    doWhile(
      i32.lt_u(get(LENGTH), get(UNTIL)),
      encrypt(streams),
      set(FLIPS, i32.or(i32.or(i32.shl(get(FLIPS), i32.const(2)), i32.shl(flip(0), i32.const(1))), flip(2))),
      set(LENGTH, i32.add(get(LENGTH), i32.const(2))),
    ),
    // the place before the first may have been done as well
    i32.and(get(FLIPS), i32.shr_u(i32.const(-1), i32.sub(get(FROM), get(UNTIL)))),
  ];
}
const table = (index: number): Code => get(FIRST_TABLE + index);
const shuffled = (vector: Code, lanes: readonly number[]): Code => v128.shuffle(vector, vector, lanes);
const OPENING: Code = [
  ...TABLES.map((_, i) => set(FIRST_TABLE + i, v128.load(i32.const(0), BLOCK * i))),
  set(MASK, i8x16.splat(i32.const(15))),
];

/** A block under the key at an address. */
interface CipherBlock {
  readonly key: number;
  readonly block: Code;
}
/** One stream's part of a step: a local, and what it becomes. */
type Step = (local: (name: keyof typeof S) => Code) => readonly [name: keyof typeof S, value: Code];

/** Steps for each stream in turn: what does not wait for each other is done at once. */
function inStep(streams: readonly CipherBlock[], ...steps: readonly ((stream: CipherBlock) => Step)[]): Code {
  return steps.map((step) =>
    streams.map((stream, index) => {
      const place = (name: keyof typeof S) => FIRST_STATE + index * STATES + S[name];
      const [name, value] = step(stream)((name) => get(place(name)));
      return set(place(name), value);
    })
  );
}
const always = (step: Step) => () => step;
const inverse = (of: Code): Code => i8x16.swizzle(table(T.inverse), of);
const SPLIT = [
  always((local) => ["low", v128.and(local("state"), get(MASK))]),
  always((local) => ["high", i8x16.shr_u(local("state"), 4)]),
];
/** The inverse in the tower: of `high + low·w` what its two coordinates are the inverses of, in `left` and `right`. */
const INVERT = [
  ...SPLIT,
  always((local) => ["sum", v128.xor(local("low"), local("high"))]),
  always((local) => ["scaled", i8x16.swizzle(table(T.scaledInverse), local("high"))]),
  always((local) => ["left", v128.xor(inverse(local("low")), local("scaled"))]),
  always((local) => ["right", v128.xor(inverse(local("sum")), local("scaled"))]),
  always((local) => ["left", v128.xor(inverse(local("left")), local("sum"))]),
  always((local) => ["right", v128.xor(inverse(local("right")), local("low"))]),
];
const joined = (from: number, left: Code, right: Code): Code =>
  v128.xor(i8x16.swizzle(table(from), left), i8x16.swizzle(table(from + 1), right));

/** Each block under its key, up to the end of the last S-box. */
function encrypt(streams: readonly CipherBlock[]): Code {
  const keyed = (vector: Code, { key }: CipherBlock, round: number) =>
    v128.xor(vector, v128.load(i32.const(0), key + BLOCK * round));
  const round = (number: number): Code => {
    const before = LAYOUTS[number - 1], after = LAYOUTS[number];
    const [, one, two, three] = [0, 1, 2, 3].map((below) =>
      LANES.map((lane) => before[shifted(after.indexOf(lane), below)])
    );
    return inStep(
      streams,
      ...INVERT,
      always((local) => ["plain", joined(T.outLeft, local("left"), local("right"))]),
      always((local) => ["doubled", joined(T.doubledLeft, local("left"), local("right"))]),
      (stream) => (local) => [
        "state",
        v128.xor(
          keyed(local("doubled"), stream, number),
          v128.xor(
            shuffled(v128.xor(local("doubled"), local("plain")), one),
            v128.xor(shuffled(local("plain"), two), shuffled(local("plain"), three)),
          ),
        ),
      ],
    );
  };
  return [
    inStep(
      streams,
      ({ block }) => () => ["state", block],
      ...SPLIT,
      (stream) => (local) => {
        const entered = v128.xor(
          i8x16.swizzle(table(T.enterLow), local("low")),
          i8x16.swizzle(table(T.enterHigh), local("high")),
        );
        return ["state", keyed(entered, stream, 0)];
      },
    ),
    ...Array.from({ length: ROUNDS - 1 }, (_, i) => round(i + 1)),
    inStep(streams, ...INVERT),
  ];
}
/** Behind the last S-box, but for a constant. */
function left(stream: number): Code {
  const place = (name: "left" | "right") => get(FIRST_STATE + stream * STATES + S[name]);
  return joined(T.leaveLeft, place("left"), place("right"));
}
/** Four bytes from a place on, ShiftRows done. */
function wordOf(vector: Code, at: number): Code {
  const layout = LAYOUTS[ROUNDS - 1];
  const lanes = LANES.map((i) => i < 4 ? layout[shifted(at + 3 - i, 0)] : 0);
  return i32x4.extractLane(shuffled(vector, lanes), 0);
}
