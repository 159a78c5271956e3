/**
 * Captures whose times go back: said and counted, on the fast path and the slow one; timers never fire twice for a time.
 *
 * @module
 */
import { deepStrictEqual, match, strictEqual } from "node:assert";
import { reportLines } from "../../lib/session/mod.ts";
import { type Packet, pcap, Section } from "../captures/writer.ts";
import { ethernet, ip4 } from "../packet/wire/frames.ts";
import { trace } from "./in_process.ts";

const frame = ethernet(0x800, ip4());
/** Times in milliseconds. */
const at = (times: readonly number[]): Packet[] =>
  times.map((ms) => ({ seconds: Math.floor(ms / 1000), nanoseconds: ms % 1000 * 1e6, bytes: frame }));
async function run(contents: readonly Uint8Array[], program: string, options: readonly string[] = []) {
  const folder = Deno.makeTempDirSync();
  try {
    const captures = contents.map((bytes, i) => {
      Deno.writeFileSync(`${folder}/${i}`, bytes);
      return `${folder}/${i}`;
    });
    const set = [["local", "none"], ["quiet"], ...options.map((one) => one.split("="))];
    return await trace(program, { captures, options: set.map(([name, value]) => ({ name: name!, value })) });
  } finally {
    Deno.removeSync(folder, { recursive: true });
  }
}
const COUNT = "ip:::send { @ = count(); }";
/** 4000 packets a millisecond apart, of which three are earlier than the one before: by 1, by 250 and by 9 ms. */
const times = Array.from({ length: 4000 }, (_, i) => 1000 + i);
times[1500] = times[1499]! - 1;
times[2500] = times[2499]! - 250;
times[3999] = times[3998]! - 9;
const section = new Section().interface(1, 0);
for (const ms of times) section.enhanced(0, BigInt(ms) * 1000n, frame);

for (const [name, bytes] of [["pcap", pcap(at(times))], ["pcapng", section.bytes]] as const) {
  for (const options of [[], ["fastpath=off"]]) {
    Deno.test(`${name} ${options}: how many go back, and how far at most`, async () => {
      const { result } = await run([bytes], COUNT, options);
      const { packets, mostNs } = result.outOfOrder!;
      deepStrictEqual([packets, mostNs, result.packets], [3, 250_000_000n, 4000]);
      const [line, ...others] = reportLines(result, "quiet").filter((one) => one.includes("earlier"));
      match(
        line!,
        /^3 packets are earlier than the one before them, by 0\.25 s at most \(in .*\/0\): `timestamp` goes back/,
      );
      deepStrictEqual([others, reportLines(result, "silent")], [[], []]);
    });
  }
}
Deno.test("one packet, a step of whole seconds; equal times, and captures that overlap, are in order", async () => {
  const { result } = await run([pcap(at([5000, 2000, 2000, 6000]))], COUNT);
  match(reportLines(result, "open").join("\n"), /1 packet is earlier than the one before it, by 3 s \(in/);
  strictEqual((await run([pcap(at([1000, 1000, 2000]))], COUNT)).result.outOfOrder, undefined);
  strictEqual((await run([pcap(at([1000, 3000])), pcap(at([500, 2000, 4000]))], COUNT)).result.outOfOrder, undefined);
  const merged = await run([pcap(at([1000, 3000])), pcap(at([2000, 1500, 4000]))], COUNT);
  deepStrictEqual([merged.result.outOfOrder!.packets, merged.result.outOfOrder!.file.at(-1)], [1, "1"]);
});
Deno.test("`timestamp` goes back with the packets, timers go on from the latest time", async () => {
  const { output } = await run(
    [pcap(at([0, 2500, 1000, 3500]))],
    'ip:::send { printf("%d ", timestamp / 1000000); } tick-1s { printf("[%d] ", timestamp / 1000000); }',
  );
  strictEqual(output.trim(), "0 [1000] [2000] 2500 1000 [3000] 3500");
});
