/**
 * Captures in a process of its own, as a test has put it into a network namespace, and tells what it saw.
 *
 * Settings come as JSON in the first argument. Writes `ready`, then captures until a line comes on standard input, and
 * writes one line of JSON. With `pauseMs`, waits that long after each batch: a consumer that is too slow. Notices, and
 * with `tells` the longest packet until then, are written on standard error as they come.
 */
import { SourceError } from "../../../lib/sources/capture/mod.ts";
import { PcapngWriter } from "../../../lib/sources/capture/writing/mod.ts";
import { type LiveMethod, type LiveSource, openLive } from "../../../lib/sources/live/mod.ts";
import type { FilterNeed } from "../../../lib/sources/filter/mod.ts";
import { plainMemory } from "../plain_memory.ts";

export interface ChildSettings {
  readonly interfaces: readonly string[];
  readonly bufferBytes?: number;
  readonly snapLength?: number;
  readonly need?: FilterNeed;
  readonly method?: LiveMethod;
  readonly pauseMs?: number;
  readonly write?: string;
  readonly tells?: boolean;
}
export interface Seen {
  readonly method: string;
  readonly packets: number;
  readonly bytes: number;
  /** Longest captured and original lengths. */
  readonly longest: { readonly captured: number; readonly wire: number };
  /** Packets by interface and direction: `veth0/1`. */
  readonly by: Readonly<Record<string, number>>;
  readonly linkTypes: Readonly<Record<string, number>>;
  /** Packets whose time is before that of the packet in front of them. */
  readonly disordered: number;
  /** Time between the first packet's time stamp and when it was looked at, ms. */
  readonly latencyMs: number;
  readonly counts: readonly { interface: string; received?: number; dropped?: number }[];
  readonly problems: readonly string[];
  readonly notices: readonly string[];
  readonly addresses: Readonly<Record<string, number>>;
  readonly residentMiB: number;
}

const settings: ChildSettings = JSON.parse(Deno.args[0]!);
const memory = plainMemory(64);
const notices: string[] = [];
function open(): LiveSource {
  try {
    const notice = (message: string) => {
      notices.push(message);
      console.error(message);
    };
    return openLive(settings.interfaces, { memory, ...settings, notice });
  } catch (error) {
    if (!(error instanceof SourceError)) throw error;
    const { tag, message, help } = error;
    console.log(`refused\n${JSON.stringify({ tag, message, help })}`);
    Deno.exit(0);
  }
}
const source = open();
console.log("ready");
Deno.stdin.read(new Uint8Array(16)).then(() => source.stop());

let packets = 0, bytes = 0, disordered = 0, last = 0, latencyMs = 0;
const longest = { captured: 0, wire: 0 };
const by: Record<string, number> = {};
const file = settings.write && Deno.openSync(settings.write, { write: true, create: true, truncate: true });
const writer = file ? new PcapngWriter((part) => void file.writeSync(part)) : undefined;
writer?.describe(source.interfaces);
for (;;) {
  let batch = source.next();
  if (batch instanceof Promise) batch = await batch;
  if (!batch) break;
  for (let i = 0; i < batch.count; i++) {
    if (batch.firstNumber + i !== ++packets) throw new Error("a gap in the packets' numbers");
    bytes += batch.wireLength[i]!;
    if (batch.capturedLength[i]! > longest.captured) longest.captured = batch.capturedLength[i]!;
    if (batch.wireLength[i]! > longest.wire) longest.wire = batch.wireLength[i]!;
    const time = batch.seconds[i]! * 1e3 + batch.nanoseconds[i]! / 1e6;
    if (time < last) disordered++;
    if (last === 0) latencyMs = Date.now() - time;
    last = time;
    const key = `${source.interfaces[batch.interface[i]!]!.name}/${batch.direction[i]}`;
    by[key] = (by[key] ?? 0) + 1;
    writer?.packet(batch, i, memory.bytes);
  }
  if (settings.tells && batch.count > 0) console.error(`up to ${longest.wire} bytes`);
  if (settings.pauseMs !== undefined) await new Promise((resolve) => setTimeout(resolve, settings.pauseMs));
  else if (packets % 64 === 0) await new Promise((resolve) => setTimeout(resolve, 0));
}
writer?.end();
const seen: Seen = {
  method: source.method,
  packets,
  bytes,
  longest,
  by,
  disordered,
  latencyMs,
  linkTypes: Object.fromEntries(source.interfaces.map(({ name, linkType }) => [name, linkType])),
  addresses: Object.fromEntries(source.interfaces.map(({ name, addresses }) => [name, addresses?.length ?? 0])),
  counts: source.counts().map((count) => ({ ...count })),
  problems: source.problems.map(({ tag, message }) => `${tag}: ${message}`),
  notices,
  residentMiB: Math.round(Deno.memoryUsage().rss / 2 ** 20),
};
source.close();
console.log(JSON.stringify(seen));
Deno.exit(0);
