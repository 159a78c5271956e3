/**
 * tshark as a referee of all verdicts: over captures that others made, and over transfers on bad paths that seeds make. Where
 * it is not of our opinion the reason is written here, and for what is made a model that keeps every byte decides.
 */
import { deepStrictEqual, ok } from "node:assert";
import { pcap } from "../../captures/writer.ts";
import { CaptureModel, type Known } from "../../packet/tcp/captured.ts";
import { randomOf } from "../../packet/tcp/conversations.ts";
import { transfer } from "../../packet/tcp/lossy.ts";
import type { Step } from "../../packet/tcp/steps.ts";
import { frame4, segment } from "../segments.ts";
import expectations from "./expectations.json" with { type: "json" };
import { askProbebook, askTshark, differences, tsharkVersion } from "./referee.ts";

const BEHIND_ACK = "it was captured once, behind its acknowledgment, and is next in sequence";
const AFTER_RESET = "only a RST, which was not taken, had reached the number of this FIN: it is not sent again";
/** By capture: what differs, and why. */
const REASONS: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  "ipv6-extension-headers.pcap": { "8: ours -; theirs retransmission spurious-retransmission": BEHIND_ACK },
  "own-tcp-states-a.pcap": {
    "106: ours -; theirs retransmission": AFTER_RESET,
    "115: ours -; theirs retransmission": AFTER_RESET,
  },
  "own-tcp-states-b.pcap": {
    "106: ours -; theirs retransmission": AFTER_RESET,
    "115: ours -; theirs retransmission": AFTER_RESET,
  },
};
/** Versions differ in their verdicts; what is written above is of this one. */
const VERSION = "4.0";
const version = tsharkVersion();
const why = version === VERSION ? undefined : version === undefined ? "no tshark here" : `tshark is ${version}`;
const folders = ["../../captures/", "../../../../shared/captures/"].map((path) =>
  new URL(path, import.meta.url).pathname
);
function pathOf(capture: string): string | undefined {
  return folders.map((folder) => folder + capture).find((path) => {
    try {
      return Deno.statSync(path).isFile;
    } catch {
      return false;
    }
  });
}
const here = Object.keys(expectations.captures).flatMap((capture) => pathOf(capture) ?? []);

Deno.test({
  name: `all verdicts of ${here.length} captures, with tshark${why ? ` (${why})` : ""}`,
  ignore: why !== undefined,
  async fn() {
    const found: Record<string, string[]> = {}, expected: Record<string, string[]> = {};
    const waiting = [...here];
    // tshark takes a while to start: as many at a time as there are processors
    await Promise.all(Array.from({ length: navigator.hardwareConcurrency }, async () => {
      for (let path = waiting.shift(); path !== undefined; path = waiting.shift()) {
        const name = path.slice(path.lastIndexOf("/") + 1);
        found[name] = differences(await askProbebook(path), await askTshark(path));
        expected[name] = Object.keys(REASONS[name] ?? {});
      }
    }));
    deepStrictEqual(found, Object.fromEntries(Object.keys(found).map((name) => [name, expected[name]])));
  },
});

/** Of a segment: what a model knows, and how many acknowledgments without data have asked for what it begins with. */
interface Judged {
  readonly step: Step;
  readonly known: Known;
  readonly asked: number;
}
/** Connections from ports 10001 on, one after the other. */
function makeCapture(seeds: readonly number[]): { bytes: Uint8Array; judged: Judged[] } {
  const packets = [], judged: Judged[] = [];
  let ms = 0;
  for (const [n, seed] of seeds.entries()) {
    const firsts = [[1001, 5001], [2 ** 32 - 1050, 5001], [2 ** 31 - 777, 2 ** 32 - 40]][n % 3] as [number, number];
    // tshark takes the number 0 for one that is not known: none begins there
    const model = new CaptureModel(), acks = [{ ack: 0, again: 0 }, { ack: 0, again: 0 }];
    for (const step of transfer(randomOf(seed), firsts).steps) {
      ms += step.after ?? 1;
      const { from, flags, seq, ack, length: data } = step;
      const part = segment({ from, flags, seq: seq >>> 0, ack: (ack ?? 0) >>> 0, data, port: 10_001 + n });
      const seconds = 1_700_000_000 + Math.floor(ms / 1000), nanoseconds = (ms % 1000) * 1e6;
      packets.push({ seconds, nanoseconds, bytes: frame4(from, part) });
      const other = acks[1 - from], own = acks[from];
      judged.push({ step, known: model.take(step), asked: other.ack === seq ? other.again : 0 });
      if (ack !== own.ack) acks[from] = { ack: ack ?? 0, again: 0 };
      else if (data === 0 || data === undefined) own.again++;
    }
  }
  return { bytes: pcap(packets), judged };
}
/** Why tshark is of another opinion on a segment of what was made; undefined where it has no reason to be. */
function reasonFor(difference: string, { known, asked }: Judged): string | undefined {
  const [, ours, theirs] = difference.match(/ours (.*); theirs (.*)/)!;
  if (theirs === "acked-unseen" && !known.acknowledgesUnseen) {
    return "it goes on from the last number that it saw in a row, and tells again of what was told";
  }
  if (ours === "acked-unseen" && known.acknowledgesUnseen) {
    return "once it has told of a hole it passes over the others";
  }
  if (theirs === "retransmission spurious-retransmission" && !known.isBehind) return BEHIND_ACK;
  if (theirs.startsWith("fast-retransmission") && asked < 2) {
    return "RFC 5681: no two duplicates without data asked for it";
  }
  if (ours === "fast-retransmission" && asked >= 2) return "it counts duplicates anew behind what was not captured";
  return undefined;
}
Deno.test({
  name: `transfers over bad paths: the verdicts are tshark's, or the bytes decide${why ? ` (${why})` : ""}`,
  ignore: why !== undefined,
  async fn() {
    const seeds = Array.from({ length: 150 }, (_, i) => 20261130 + i);
    const { bytes, judged } = makeCapture(seeds);
    const path = Deno.makeTempFileSync({ suffix: ".pcap" });
    try {
      Deno.writeFileSync(path, bytes);
      const [ours, theirs] = [await askProbebook(path), await askTshark(path)];
      const reasons = new Map<string, number>(), unexplained: string[] = [];
      for (const difference of differences(ours, theirs)) {
        const at = parseInt(difference) - 1, reason = reasonFor(difference, judged[at]);
        if (reason === undefined) {
          unexplained.push(`${difference} ${JSON.stringify(judged[at])}`);
        } else reasons.set(reason, (reasons.get(reason) ?? 0) + 1);
      }
      deepStrictEqual(unexplained, []);
      const agreed = [...ours].filter(([packet, names]) => names.join() === theirs.get(packet)?.join()).length;
      ok(
        agreed > 3 * [...reasons.values()].reduce((sum, n) => sum + n, 0),
        `${agreed} ${JSON.stringify([...reasons])}`,
      );
      if (Deno.env.has("REFEREE")) console.log(agreed, [...reasons]);
    } finally {
      Deno.removeSync(path);
    }
  },
});
