/**
 * Sizes of the buffers, from the options.
 *
 * @module
 */
import { indexBytes } from "../../codegen/lower/mod.ts";
import type { Options } from "../../engine/options/mod.ts";
import { type BufferSizes, type Image, RECORD_HEADER } from "../../image/mod.ts";

/** What aggregations may take where the user has not said, and is kept for good: touched only as far as it is used. */
const AGGREGATION_BYTES = 64 * 2 ** 20;
const SMALLEST_SCRATCH = 4096, USUAL_PACKET = 2048;
/** Part of the memory that all buffers together may take; packets and flows need the rest. */
const PART = 1 / 2;

export interface ChosenSizes {
  readonly sizes: BufferSizes;
  /** What had to be made smaller, in DTrace's words. */
  readonly lowered: readonly string[];
}
/** `4m`, `512k`, `100b` */
function sizeText(bytes: number): string {
  for (const [unit, name] of [[2 ** 30, "g"], [2 ** 20, "m"], [2 ** 10, "k"]] as const) {
    if (bytes >= unit && bytes % unit === 0) return `${bytes / unit}${name}`;
  }
  return `${bytes}b`;
}

/**
 * Buffers too large for the machine's memory are halved until they fit, as DTrace does with -x bufresize=auto.
 * @throws RangeError under bufresize=manual
 */
export function chooseSizes(options: Options, memoryBytes: number): ChosenSizes {
  const words = (name: string) => Math.floor(options.size(name) / 8) * 8;
  const wanted = {
    principal: words("bufsize"),
    aggregation: options.isGiven("aggsize") ? words("aggsize") : AGGREGATION_BYTES,
    dynamic: words("dynvarsize"),
    speculation: words("specsize"),
  };
  const speculations = options.number("nspec") ?? 1;
  const scratchSize = () =>
    options.isGiven("scratchsize") ? words("scratchsize") : Math.max(SMALLEST_SCRATCH, wanted.principal);
  const names = {
    principal: "buffer size",
    aggregation: "aggregation size",
    dynamic: "dynamic variable size",
    speculation: "speculation size",
  } as const;
  const lowered = new Map<keyof typeof wanted, string>();
  const total = () =>
    wanted.principal + wanted.aggregation + indexBytes(wanted.aggregation) + wanted.dynamic +
    wanted.speculation * speculations + scratchSize();
  while (total() > memoryBytes * PART) {
    if (options.text("bufresize") === "manual") throw new RangeError("Not enough space");
    const costs = { ...wanted, speculation: wanted.speculation * speculations };
    const largest = (Object.keys(costs) as (keyof typeof wanted)[]).reduce((a, b) => costs[b] > costs[a] ? b : a);
    wanted[largest] = Math.floor(wanted[largest] / 16) * 8;
    lowered.set(largest, `${names[largest]} lowered to ${sizeText(wanted[largest])}`);
  }
  return {
    sizes: {
      ...wanted,
      // a larger one than there is anyway is asked for to lose nothing
      aggregationFixed: options.isGiven("aggsize") && wanted.aggregation < AGGREGATION_BYTES,
      speculations,
      stringSize: options.size("strsize"),
      // none asked for: as many as usual
      packetSize: options.size("pcapsize") || USUAL_PACKET,
      scratch: scratchSize(),
    },
    lowered: [...lowered.values()],
  };
}

/** A full buffer ends tracing, and END must still have room in it. @throws RangeError */
export function reserveEnd({ clauses, enabled, sizes }: Image, end: number): void {
  const ofEnd = enabled.filter(({ probe }) => probe === end).map(({ clause }) => clauses[clause]);
  const needed = ofEnd.reduce((sum, { payloadSize }) => sum + RECORD_HEADER.BYTES + payloadSize, 0);
  if (needed > sizes.principal) throw new RangeError("Not enough space");
}

/**
 * Clauses whose records can never be kept, a line each. DTrace drops each of them and runs on, even where exit() is among
 * what they record, so that is said before.
 */
export function overlongRecords({ clauses, sizes }: Image, textOf: (probe: number) => string): string[] {
  return clauses.flatMap(({ actions, payloadSize, probes }) => {
    const bytes = RECORD_HEADER.BYTES + payloadSize;
    if (payloadSize === 0 || bytes <= sizes.principal) return [];
    const exits = actions.some(({ action }) => action === "exit") ? ", and its exit() does not come to pass" : "";
    return [
      `${
        textOf(probes[0])
      } records ${bytes} bytes, and the buffer holds ${sizes.principal}: each of its firings is a ` +
      `drop${exits} (\`-b\` makes the buffer larger, \`-x strsize\` or \`-x pcapsize\` what is recorded smaller)`,
    ];
  });
}
