/**
 * Counts what comes in on standard input; run by the tests as a process of its own.
 *
 * @module
 */
import { denoHost } from "../../../lib/host/deno/mod.ts";
import { openCapture } from "../../../lib/sources/capture/mod.ts";
import { plainMemory } from "../plain_memory.ts";

const source = openCapture(["-"], { memory: plainMemory(16), host: denoHost });
let packets = 0;
let wireBytes = 0;
for (let batch = await source.next(); batch !== undefined; batch = await source.next()) {
  packets += batch.count;
  for (let index = 0; index < batch.count; index++) wireBytes += batch.wireLength[index]!;
}
console.log(JSON.stringify({ packets, wireBytes, problems: source.problems }));
