/**
 * What was captured, what was acknowledged, and how long it took: verdicts and evidence by the bytes (RFC 9293, 2018, 2883,
 * 6298), over the wrap of sequence numbers (modulo 2^32) and of 32 bits of microseconds (71 min 35 s).
 */
import { deepStrictEqual, ok, strictEqual } from "node:assert";
import {
  END,
  EVIDENCE,
  isNearStart,
  lowSinceStart,
  SEEN,
  SHARED,
  sinceStart,
  TH,
  upperOf,
} from "../../../lib/packet/tcp/mod.ts";
import { Random } from "../../fuzz/random.ts";
import { namesOf, play, verdictNames } from "./play.ts";
import { HANDSHAKE, type Step } from "./steps.ts";

const { SYN, ACK, FIN, RST } = TH;
const C = 0, S = END.WORDS;
const HOUR = 3_600_000;
const GIB = 2 ** 30;
/** From the client, whose data begin at 101; the round trip of the handshake is 2 ms. */
const data = (seq: number, more: Partial<Step> = {}): Step => ({
  from: 0,
  flags: ACK,
  seq,
  ack: 501,
  length: 100,
  ...more,
});
const ack = (ack: number, more: Partial<Step> = {}): Step => ({ from: 1, flags: ACK, seq: 501, ack, ...more });
const verdictsOf = (steps: readonly Step[]) => play([...HANDSHAKE, ...steps]).verdicts.slice(3).map(verdictNames);
const UNSEEN = "ACKED_UNSEEN", LOST = "PREVIOUS_LOST", LATE = "OUT_OF_ORDER", AGAIN = "RETRANSMISSION|REPEATED";
const NEEDLESS = "RETRANSMISSION|SPURIOUS|REPEATED";

const VERDICTS: readonly (readonly [name: string, steps: readonly Step[], verdicts: readonly string[]])[] = [
  ["a gap that is acknowledged", [data(101), data(301), ack(401)], ["", LOST, UNSEEN]],
  ["an acknowledgment up to a gap acknowledges what was seen", [data(101), data(301), ack(201)], ["", LOST, ""]],
  ["an acknowledgment into a gap", [data(101), data(301), ack(250), ack(401)], ["", LOST, UNSEEN, UNSEEN]],
  ["the same acknowledgment again tells nothing new", [data(101), data(301), ack(401), ack(401)], [
    ...["", LOST, UNSEEN, "DUPLICATE_ACK"],
  ]],
  ["a gap that was filled is none", [data(101), data(301), data(201), ack(401)], ["", LOST, LATE, ""]],
  ["a gap that was filled in part", [data(101), data(401), data(201), ack(501)], ["", LOST, LATE, UNSEEN]],
  ["two gaps, each acknowledged", [data(101), data(301), data(501), ack(401), ack(601)], [
    "",
    LOST,
    LOST,
    UNSEEN,
    UNSEEN,
  ]],
  ["two gaps, the second filled", [data(101), data(301), data(501), data(401), ack(401), ack(601)], [
    ...["", LOST, LOST, LATE, UNSEEN, ""],
  ]],
  ["what lies between two gaps was seen", [data(101), data(301), data(501), data(201), ack(401), ack(601)], [
    ...["", LOST, LOST, LATE, "", UNSEEN],
  ]],
  ["more than was captured", [data(101), ack(301)], ["", UNSEEN]],
  [
    "more than was captured, and then the data: next in sequence",
    [data(101), ack(301), data(201), ack(401), data(301)],
    [
      ...["", UNSEEN, "", UNSEEN, ""],
    ],
  ],
  ["acknowledged first, captured in two", [data(101), ack(401), data(201), data(301), data(401)], [
    "",
    UNSEEN,
    "",
    "",
    "",
  ]],
  ["acknowledged, and never captured: the next is behind what is lost", [data(101), ack(301), data(301), ack(401)], [
    ...["", UNSEEN, LOST, ""],
  ]],
  ["acknowledged first, and again after that", [data(101), ack(301), data(201), data(201, { after: 300 })], [
    ...["", UNSEEN, "", NEEDLESS],
  ]],
  ["what comes late, after its acknowledgment, was captured once", [data(101), data(301), ack(401), data(201)], [
    ...["", LOST, UNSEEN, "RETRANSMISSION|SPURIOUS"],
  ]],
  ["a byte that was not acknowledged is sent again", [data(101, { length: 1 }), data(101, { length: 1, after: 300 })], [
    "",
    AGAIN,
  ]],
  ["a byte that was acknowledged asks whether the other is there", [
    ...[data(101, { length: 1 }), ack(102), data(101, { length: 1, after: 60_000 }), ack(102)],
  ], ["", "", "KEEP_ALIVE", "KEEP_ALIVE_ACK"]],
  ["so does nothing at all", [data(101), ack(201), data(200, { length: 0, after: 60_000 })], ["", "", "KEEP_ALIVE"]],
  ["a closed window is probed, and what is probed with is data no more", [
    ...[
      ack(101, { window: 0 }),
      data(101, { length: 1 }),
      ack(101, { window: 0 }),
      ack(101, { window: 900 }),
      data(101),
    ],
  ], ["ZERO_WINDOW", "WINDOW_PROBE", "ZERO_WINDOW|WINDOW_PROBE_ACK", "WINDOW_UPDATE|ZERO_WINDOW_END", ""]],
  ["a RST ahead moves nothing", [data(101), { from: 0, flags: RST, seq: 5000 }, data(201)], ["", "", ""]],
  ["a RST with text is no data", [data(101), { from: 0, flags: RST, seq: 201, length: 20 }], ["", ""]],
  ["a FIN sent again", [
    ...[{ from: 0, flags: FIN | ACK, seq: 101, ack: 501 } as Step],
    { from: 0, flags: FIN | ACK, seq: 101, ack: 501, after: 300 },
  ], ["", AGAIN]],
  ["an old acknowledgment takes nothing back", [data(101), data(201), ack(301), ack(201)], ["", "", "", ""]],
];
for (const [name, steps, verdicts] of VERDICTS) {
  Deno.test(name, () => deepStrictEqual(verdictsOf(steps), verdicts));
  Deno.test(`${name}, over the wrap`, () => {
    // the client's 150 is 0; and its 250; and just where marks are kept up
    for (const shift of [2 ** 32 - 150, 2 ** 32 - 250, 2 ** 29 - 250, 2 ** 31 - 250]) {
      const moved = [...HANDSHAKE, ...steps].map((step) =>
        step.from === 0 ? { ...step, seq: step.seq + shift } : { ...step, ack: (step.ack ?? 0) + shift }
      );
      deepStrictEqual(play(moved).verdicts.slice(3).map(verdictNames), verdicts);
    }
  });
}

/** Sends so many bytes in order, each segment acknowledged. */
function* bulk(from: number, total: number, isAcked = true): Generator<Step> {
  for (let seq = from; seq < from + total; seq += 2 ** 26) {
    const length = Math.min(2 ** 26, from + total - seq);
    yield data(seq, { length });
    if (isAcked) yield ack(seq + length);
  }
}
const FAR = [0, 1.5, 2, 2.5, 3.5, 4, 5, 8.5].map((gib) => gib * GIB);
const fillLater = (seq: number): Step[] => [data(seq + 100), ack(seq), data(seq, { after: 300 }), ack(seq + 200)];
const sendAgain = (seq: number): Step[] => [data(seq), data(seq, { after: 300 }), ack(seq + 100)];
const withSack = (seq: number): Step[] => [
  ...[data(seq), data(seq + 100), ack(seq, { sack: [seq + 100 | 0, seq + 200 | 0] })],
  ...[data(seq, { after: 300 }), ack(seq + 200)],
];
const STALE: readonly (readonly [name: string, first: (seq: number) => Step[], used: number])[] = [
  ["a gap that was filled", fillLater, 200],
  ["a gap that never was", (seq) => [data(seq + 100), ack(seq + 200)], 200],
  ["two gaps that never were", (seq) => [data(seq + 100), data(seq + 300), ack(seq + 400)], 400],
  ["a selective acknowledgment", withSack, 200],
  ["urgent data", (seq) => [data(seq, { flags: ACK | TH.URG }), ack(seq + 100)], 100],
  ["nothing", () => [], 0],
];
Deno.test("marks of long ago are not believed: after gigabytes all is as at first", () => {
  for (const [name, first, used] of STALE) {
    for (const next of [fillLater, sendAgain, withSack]) {
      const expected = play([...HANDSHAKE, ...next(101)]);
      for (const far of FAR) {
        const start = 101 + used, steps = [...HANDSHAKE, ...first(101), ...bulk(start, far), ...next(start + far)];
        const { verdicts, evidence } = play(
          steps.map((step) => ({ ...step, seq: step.seq | 0, ack: (step.ack ?? 0) | 0 })),
        );
        const count = next(101).length;
        deepStrictEqual(
          verdicts.slice(-count).map(verdictNames),
          expected.verdicts.slice(-count).map(verdictNames),
          name,
        );
        deepStrictEqual(evidence.slice(-count), expected.evidence.slice(-count), `${name}, ${far}`);
      }
    }
  }
});
Deno.test("of an end whose acknowledgments are no longer captured the marks are kept within a window", () => {
  for (const far of FAR.slice(1)) {
    const { words, verdicts } = play([...HANDSHAKE, ...bulk(101, far, false), data((101 + far) | 0)]);
    ok(verdicts.every((verdict) => (verdict & ~128) === 0), "window full at most");
    const flight = (words[C + END.MAX] - words[C + END.UNA]) | 0;
    ok(flight > 0 && flight <= 1.5 * GIB, String(flight));
    strictEqual(words[C + END.MAX], (201 + far) | 0);
  }
});
Deno.test("what was sent within the last gigabyte is still known to be sent again", () => {
  const far = 3 * GIB, seq = 101 + far - 0.9 * GIB;
  const { verdicts } = play([...HANDSHAKE, ...bulk(101, far), data(seq | 0, { after: 300 })]);
  strictEqual(verdictNames(verdicts.at(-1)!), NEEDLESS);
  const older = play([...HANDSHAKE, ...bulk(101, far), data((101 + far - 1.9 * GIB) | 0, { after: 300 })]);
  strictEqual(verdictNames(older.verdicts.at(-1)!), "RETRANSMISSION|SPURIOUS", "it is acknowledged; captured, perhaps");
});

Deno.test("selective acknowledgments: above what is acknowledged only; one that ends at 0 is one", () => {
  const fack = (steps: readonly Step[]) => {
    const { words } = play([...HANDSHAKE, ...steps]);
    return (words[C + END.SEEN] & SEEN.SACKED) === 0 ? undefined : words[C + END.SACKED] >>> 0;
  };
  strictEqual(fack([data(101), data(201), ack(101, { sack: [201, 301] })]), 301);
  strictEqual(fack([data(101), data(201), ack(301, { sack: [101, 201] })]), undefined, "D-SACK below (RFC 2883)");
  strictEqual(fack([data(101), data(201), ack(101, { sack: [301, 201] })]), undefined, "edges the wrong way round");
  strictEqual(
    fack([data(101), data(201), data(301), ack(101, { sack: [301, 401] }), ack(101, { sack: [201, 301] })]),
    401,
  );
  const shift = 2 ** 32 - 301;
  const moved = [...HANDSHAKE, data(101), data(201), ack(101, { sack: [2 ** 32 - 100 | 0, 0] })].map((step) =>
    step.from === 0 ? { ...step, seq: step.seq + shift } : { ...step, ack: (step.ack ?? 0) + shift }
  );
  const { words } = play(moved);
  deepStrictEqual([words[C + END.SEEN] & SEEN.SACKED, words[C + END.SACKED]], [SEEN.SACKED, 0]);
});
Deno.test("evidence is certain: captured before means that each byte was", () => {
  const evidenceOf = (steps: readonly Step[]) => namesOf(play([...HANDSHAKE, ...steps]).evidence.at(-1)!, EVIDENCE);
  strictEqual(evidenceOf([data(101), data(101, { after: 300 })]), "REPEATED");
  strictEqual(evidenceOf([data(101), data(301), data(201, { after: 300 })]), "");
  strictEqual(evidenceOf([data(101), data(301), data(101, { length: 200, after: 300 })]), "", "half of it was");
  strictEqual(evidenceOf([data(101), data(301), data(201), data(101, { length: 300, after: 300 })]), "REPEATED");
  strictEqual(
    evidenceOf([data(101), ack(301), data(301), data(201, { after: 300 })]),
    "ACKNOWLEDGED",
    "acknowledged, unseen",
  );
  strictEqual(
    evidenceOf([data(101), data(301), data(501), data(301, { after: 300 })]),
    "REPEATED",
    "between two gaps",
  );
  strictEqual(evidenceOf([data(101), data(301), data(501), data(401, { after: 300 })]), "", "in the second");
  const middle: Step[] = [data(5001), data(4901, { after: 300 })];
  strictEqual(namesOf(play(middle).evidence.at(-1)!, EVIDENCE), "", "sent before the capture began, perhaps");
});
Deno.test("more gaps than are kept: what is said is still so", () => {
  const steps = Array.from({ length: 60 }, (_, i) => data(301 + 200 * i));
  const { verdicts, evidence } = play([...HANDSHAKE, data(101), ...steps, data(12_001, { after: 300 }), data(12_101)]);
  strictEqual(verdictNames(verdicts.at(-2)!), "RETRANSMISSION", "in the last gap but one");
  strictEqual(evidence.at(-2), 0);
  strictEqual(verdictNames(verdicts.at(-1)!), AGAIN, "what lies between two gaps was captured");
});

const LONG = [HOUR, 2 ** 32 / 1000, 2 * HOUR, 72 * HOUR, 24 * 365 * HOUR];
Deno.test("times last: when a segment was sent, hours and years after the first", () => {
  for (const after of LONG) {
    const { words, rtts } = play([...HANDSHAKE, data(101, { after }), ack(201, { after: 40 })]);
    strictEqual(rtts.at(-1), 40_000);
    const sent = (words[C + END.STATE] >> 16) * 2 ** 32 + (words[C + END.RTT_SENT] >>> 0);
    strictEqual(Math.round(sent), Math.round((2 + after) * 1000));
  }
});
Deno.test("round trips last: what waits for hours is measured in hours", () => {
  for (const after of LONG.slice(0, -1)) {
    const { rtts, words } = play([...HANDSHAKE, data(101), ack(201, { after })]);
    strictEqual(rtts.at(-1), Math.round(after * 1000));
    // RFC 6298: 7/8 of 1 ms and 1/8 of the new one; milliseconds where there is no room for microseconds
    const unit = (words[C + END.SEEN] & SEEN.COARSE) !== 0 ? 1000 : 1;
    const smoothed = Math.floor((7 * 1000 + Math.round(after * 1000)) / 8);
    strictEqual(words[C + END.SRTT] >>> 0, Math.floor(smoothed / unit));
    strictEqual(unit === 1000, after >= 72 * HOUR);
  }
});
Deno.test("long round trips are smoothed with short ones, and are in microseconds again when they are short", () => {
  const steps: Step[] = [...HANDSHAKE, data(101), ack(201, { after: 72 * HOUR })];
  let expected = Math.floor((7 * 1000 + 72 * HOUR * 1000) / 8), coarse = Math.floor(expected / 1000) * 1000;
  for (let i = 0; i < 20; i++) {
    steps.push(data(201 + 100 * i), ack(301 + 100 * i, { after: 10 }));
    expected = Math.floor((7 * coarse + 10_000) / 8);
    coarse = expected >= 2 ** 32 ? Math.floor(expected / 1000) * 1000 : expected;
  }
  const { words } = play(steps);
  // the deviation is longer than the round trip, and decides the unit
  const unit = (words[C + END.SEEN] & SEEN.COARSE) !== 0 ? 1000 : 1;
  ok(Math.abs((words[C + END.SRTT] >>> 0) * unit - expected) <= 20_000, `${words[C + END.SRTT] * unit} ${expected}`);
});
Deno.test("an acknowledgment of 2^32 microseconds ago does not ask for anything now", () => {
  const asked = [data(101), data(201), data(301), ack(201), ack(201), ack(201)];
  const now = verdictsOf([...asked, data(201)]).at(-1);
  strictEqual(now, "RETRANSMISSION|FAST_RETRANSMISSION|REPEATED");
  strictEqual(verdictsOf([...asked, data(201, { after: 2 ** 32 / 1000 })]).at(-1), AGAIN);
});
Deno.test("what advanced 2^32 microseconds ago did not advance just now", () => {
  strictEqual(verdictsOf([data(101), data(301), data(201)]).at(-1), LATE);
  strictEqual(verdictsOf([data(101), data(301), data(201, { after: 2 ** 32 / 1000 })]).at(-1), "RETRANSMISSION");
});
Deno.test("times that go back measure nothing, and make nothing late", () => {
  const { rtts, verdicts } = play([...HANDSHAKE, data(101, { after: 50 }), ack(201, { after: -20 })]);
  strictEqual(rtts.at(-1), 0);
  strictEqual(verdicts.at(-1), 0);
  strictEqual(verdictsOf([data(101), data(301), data(201, { after: -50 })]).at(-1), "RETRANSMISSION");
});
Deno.test("what was acknowledged before it was captured is not timed", () => {
  const { rtts } = play([
    ...HANDSHAKE,
    data(101),
    ack(301, { after: 5 }),
    data(201, { after: 5 }),
    ack(301, { after: 9 }),
  ]);
  deepStrictEqual(rtts, [1000, 1000, 5000]);
});
Deno.test("the first round trip is that of the handshake, also where its last ACK carries data", () => {
  const steps: Step[] = [
    { from: 0, flags: SYN, seq: 100 },
    { from: 1, flags: SYN | ACK, seq: 500, ack: 101, after: 30 },
    data(101, { after: 1 }),
  ];
  // what comes within 31 ms is only late
  strictEqual(verdictNames(play([...steps, data(301), data(201, { after: 20 })]).verdicts.at(-1)!), LATE);
  strictEqual(verdictNames(play([...steps, data(301), data(201, { after: 40 })]).verdicts.at(-1)!), "RETRANSMISSION");
});
Deno.test("mid-stream: what each end expects is known from the first segment, wherever numbers are", () => {
  for (const at of [10, 2 ** 31 - 5, 2 ** 31 + 10, 2 ** 32 - 5]) {
    const { words } = play([
      { from: 0, flags: ACK, seq: at, ack: at + 7, length: 100 },
      { from: 1, flags: ACK, seq: at + 7, ack: at + 100, length: 50 },
    ]);
    deepStrictEqual([words[C + END.RCV_NXT], words[S + END.RCV_NXT]], [(at + 57) | 0, (at + 100) | 0]);
    deepStrictEqual([words[C + END.UNA], words[S + END.UNA]], [(at + 100) | 0, (at + 7) | 0]);
  }
});
Deno.test("times since the start in whole numbers are those of doubles, near the start by their sign alone", () => {
  const random = new Random(3), words = new Int32Array(SHARED.WORDS), start = 1_700_000_000;
  const nanos = () => random.pick([0, 999, 1000, 999_999_999, random.below(1_000_000_000)]);
  let near = 0;
  for (let i = 0; i < 5000; i++) {
    const from = random.pick([0, start, 2 ** 31 - 1, 2 ** 32 - 1, 2 ** 33 + 5]);
    words[SHARED.START_SECONDS] = from;
    // the upper byte says who opened
    words[SHARED.START_MICROSECONDS] = nanos() / 1000 | random.pick([-1, 0, 1]) << 24;
    const seconds = from + random.pick([0, 1, -1, 1799, 1800, 2147, 4294, 4295, -3000, random.below(10_000_000)]);
    const nanoseconds = nanos(), now = sinceStart(words, 0, seconds, nanoseconds);
    const low = lowSinceStart(words, 0, seconds | 0, nanoseconds);
    strictEqual(low, now | 0, `${seconds - from} s`);
    if (!isNearStart(words, 0, seconds | 0)) continue;
    near++;
    strictEqual(low >> 31, upperOf(now), `${seconds - from} s`);
  }
  ok(near > 1000 && near < 4000, `${near}`);
});
