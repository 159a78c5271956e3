/**
 * `-l --hits`: which of the listed probes would fire on the captures, and how often.
 *
 * @module
 */
import { denoHost } from "../host/deno/mod.ts";
import { type RunResult, Session, type SessionClient, type SessionSettings } from "../session/mod.ts";

const WIDTH = 10;

export interface Hits {
  /** The listing, with a first column for how often; `-` where the captures cannot show a probe. */
  readonly text: string;
  readonly result: RunResult;
}
/** Lists what a compiled session lists, and counts over its captures. */
export async function countHits(
  listed: Session,
  settings: SessionSettings,
  client: SessionClient,
  verbose: boolean,
): Promise<Hits> {
  const probes = listed.listProbes();
  const counted = probes.filter(({ unavailable }) => unavailable === undefined);
  const descriptions = counted.map((probe) => [probe.provider, probe.module, probe.function, probe.name].join(":"));
  const text = `${descriptions.join(",")} { @[id] = count(); }`;
  // -x quiet=all stays what it is
  const options = [...settings.options ?? [], { name: "quiet" }];
  const session = new Session(
    { ...settings, options, programs: [{ flag: "n", text }], macroArguments: [], listing: false },
    // what is counted is asked for below, and not printed
    { ...client, output: { write() {} } },
    denoHost,
  );
  await session.compile();
  const result = await session.run();
  const hits = new Map(result.aggregations[0]?.entries().map(({ keys, value }) => [Number(keys[0]), value ?? 0n]));
  const countable = new Set(counted.map(({ id }) => id));
  const lines = (await listed.formatListing(verbose)).split("\n").map((line, i) => {
    const id = /^ *(\d+) /.exec(line)?.[1];
    if (i === 0) return "HITS".padStart(WIDTH) + line;
    if (id === undefined) return line;
    return (countable.has(Number(id)) ? String(hits.get(Number(id)) ?? 0) : "-").padStart(WIDTH) + line;
  });
  return { text: lines.join("\n"), result };
}
