/** Timers over captures whose time leaps: a damaged clock must not become a wait that nothing ends. */
import { strictEqual } from "node:assert/strict";
import { pcap } from "../captures/writer.ts";
import { trace } from "./in_process.ts";

const RAW_IP = 101;
/** An IPv4 header of a protocol that nobody decodes. */
const PACKET = Uint8Array.of(0x45, 0, 0, 20, 0, 0, 0, 0, 64, 255, 0, 0, 192, 0, 2, 1, 192, 0, 2, 2);

async function ticks(program: string, seconds: readonly number[]): Promise<Awaited<ReturnType<typeof trace>>> {
  const path = await Deno.makeTempFile();
  try {
    const packets = seconds.map((seconds) => ({ seconds, nanoseconds: 0, bytes: PACKET }));
    await Deno.writeFile(path, pcap(packets, { linkType: RAW_IP }));
    return await trace(program, { captures: [path], options: [{ name: "quiet" }] });
  } finally {
    await Deno.remove(path);
  }
}

Deno.test("a leap of fifty years: ten million firings, the rest is counted", async () => {
  const { output, result } = await ticks("tick-1ms { @ = count(); } tick-1s { @s = count(); }", [0, 1_600_000_000]);
  const fired = output.match(/\d+/g)!.reduce((sum, word) => sum + Number(word), 0);
  // the first thousand of a gap are always there
  strictEqual(fired, 10_001_000);
  strictEqual(fired + result.skippedFirings!, 1_600_000_000 * 1_000 + 1_600_000_000);
});

Deno.test("a day between packets is no leap", async () => {
  const { output, result } = await ticks("tick-1s { @ = count(); }", [0, 86_400]);
  strictEqual(output.trim(), "86400");
  strictEqual(result.skippedFirings, 0);
});

Deno.test("after a leap timers keep their beat", async () => {
  const leap = 1_600_000_000;
  const { output } = await ticks(
    `tick-1ms { @ = count(); } tick-7s { @s = lquantize(timestamp / 1000000000 % 7, 0, 7, 1); }
     END { trunc(@); printa(@s); }`,
    [0, leap, leap + 70],
  );
  const rows = output.split("\n").filter((line) => /^\s+\d+ \|@/.test(line));
  strictEqual(rows.length, 1, output);
  strictEqual(rows[0].trim().startsWith("0 |"), true, output);
});
