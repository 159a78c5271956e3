/**
 * Aggregations of a run as they print now and as data, by the options as they are now.
 *
 * @module
 */
import {
  type AggregationDisplay,
  type AggregationResult,
  type AggregationStore,
  formatAggregation,
  formatAggregationBy,
  formatJoined,
  joinAggregations,
  resultEntry,
  sortEntries,
  writeAggregation,
} from "../aggregation/mod.ts";
import type { FormatNames, PrintfFormat } from "../format/mod.ts";
import type { Options } from "../options/mod.ts";

const PLAIN_TERMINALS = ["dumb", "sun", "sun-color"];

type AggregationOutput = Parameters<typeof writeAggregation>[3];

export class AggregationPrinter {
  /** @param names for addresses and ports, as they hold now */
  constructor(
    readonly store: AggregationStore,
    readonly options: Options,
    readonly terminal: string | undefined,
    readonly names: () => FormatNames | undefined,
  ) {}

  /** As data; of all, or of those with an id. */
  results(ids: readonly number[] = this.store.ids): AggregationResult[] {
    const { store } = this;
    return ids.flatMap((id) => {
      const description = store.description(id);
      if (!description) return [];
      const aggregating = store.aggregating(id);
      return [{
        description,
        form: aggregating?.form ?? {},
        entries: () =>
          sortEntries(store.snapshot(id), this.#display()).map((entry) => resultEntry(entry, this.names()?.symbols)),
        bucketStarts: () => aggregating?.bucketStarts?.(description.parameters),
      }];
    });
  }
  /** All, as they print. */
  text(): string {
    return formatAggregation(this.store, this.store.ids, this.#display());
  }
  write(ids: readonly number[], output: AggregationOutput): void {
    writeAggregation(this.store, ids, this.#display(), output);
  }
  /** printa(): one or several side by side, with a format or in columns. */
  print(ids: readonly number[], format: PrintfFormat | undefined, output: AggregationOutput): void {
    const { store } = this;
    const display = this.#display();
    if (!format) output.write("\n");
    if (ids.length > 1) {
      const rows = joinAggregations(store, ids, display);
      output.write(formatJoined(rows, format, format ? display : { ...display, agghist: false, aggpack: false }));
      if (rows.length > 0) ids.forEach((id) => store.markPrinted(id));
      return;
    }
    if (!store.isEmpty(ids[0])) store.markPrinted(ids[0]);
    if (format) output.write(formatAggregationBy(format, sortEntries(store.snapshot(ids[0]), display), display));
    else writeAggregation(store, ids, display, output);
  }
  #display(): AggregationDisplay {
    const { options, terminal } = this;
    const encoding = options.text("encoding") as "ascii" | "utf8" | undefined;
    return {
      encoding: encoding ?? "ascii",
      packEncoding: encoding ?? (PLAIN_TERMINALS.includes(terminal ?? "") ? "ascii" : "utf8"),
      agghist: options.flag("agghist"),
      aggpack: options.flag("aggpack"),
      aggzoom: options.flag("aggzoom"),
      byKey: options.flag("aggsortkey"),
      reverse: options.flag("aggsortrev"),
      keyPosition: options.number("aggsortkeypos") ?? 0,
      position: options.number("aggsortpos") ?? 0,
      rawbytes: options.flag("rawbytes"),
      names: this.names(),
    };
  }
}
