/** Runs D over a capture and hands back its tables, and what else there is to compare them with. */
import { denoHost } from "../../lib/host/deno/mod.ts";
import type { AggregationResult } from "../../lib/engine/aggregation/mod.ts";
import type { CollectedRecord } from "../../lib/engine/consume/mod.ts";
import { Session } from "../../lib/session/mod.ts";
import { type CollectorSettings, RecordCollector, type ResultTable } from "../../lib/table/mod.ts";

export const DEMO = new URL("../captures/demo.pcap", import.meta.url).pathname;

export interface Ran {
  readonly collector: RecordCollector;
  readonly aggregations: readonly AggregationResult[];
  readonly tables: readonly ResultTable[];
  readonly collected: readonly CollectedRecord[];
  readonly text: string;
  readonly warnings: readonly string[];
}
export interface RunSettings extends CollectorSettings {
  /** Without captures time is the system's. */
  readonly captures?: readonly string[];
  readonly options?: readonly { readonly name: string; readonly value?: string }[];
  /** Neither printed nor collected: the sink alone. */
  readonly silent?: boolean;
  readonly collect?: boolean;
}
export async function run(text: string, settings: RunSettings = {}): Promise<Ran> {
  const { captures = [DEMO], options = [], silent = true, collect = false } = settings;
  const collector = new RecordCollector(settings);
  const collected: CollectedRecord[] = [];
  const warnings: string[] = [];
  let output = "";
  const decoder = new TextDecoder();
  const session = new Session(
    { programs: [{ flag: "n", text }], captures, options: [{ name: "quiet" }, ...options] },
    {
      output: { write: (bytes) => void (output += decoder.decode(bytes, { stream: true })) },
      warn: (message) => void warnings.push(message),
    },
    denoHost,
  );
  const result = await session.run(
    collect ? (record) => void collected.push(record) : undefined,
    { sink: collector, silent: silent && !collect },
  );
  const { aggregations } = result;
  return { collector, aggregations, tables: collector.all(aggregations), collected, text: output, warnings };
}
