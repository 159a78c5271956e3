/**
 * What the programs of tests need of packets.
 *
 * @module
 */
import { denoHost } from "../../../lib/host/deno/mod.ts";
import { Session } from "../../../lib/session/mod.ts";
import { type FilterNeed, filterNeed } from "../../../lib/sources/filter/mod.ts";

export async function needOf(program: string, macroArguments: readonly string[] = []): Promise<FilterNeed> {
  const client = { output: { write() {} }, warn() {} };
  const session = new Session({ programs: [{ flag: "n", text: program }], macroArguments }, client, denoHost);
  await session.compile();
  return filterNeed(session.compilation.checker.finish(), session.registry);
}
