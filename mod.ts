/**
 * Probebook: DTrace's D language for network traffic.
 *
 * ```ts
 * import { d, trace } from "./mod.ts";
 *
 * const run = await trace("test/captures/demo.pcap", d`ip:::receive { @[args[2]->ip_saddr] = count(); }`);
 * for (const { keys, value } of run.aggregations._.rows) console.log(keys[0], value);
 * ```
 *
 * @module
 */
export * from "./lib/api/mod.ts";
