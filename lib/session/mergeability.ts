/**
 * How the programs of a session may be run over parts of the packets.
 *
 * @module
 */
import type { Mergeability } from "./compile/mod.ts";
import { loadLazily } from "./lazy_modules.ts";
import type { Session } from "./session.ts";

export async function mergeabilityOf(session: Session): Promise<Mergeability> {
  await session.compile();
  const { judgeMergeable } = await loadLazily<typeof import("./compile/mergeable.ts")>(
    "./compile/mergeable.ts",
    import.meta.url,
  );
  return judgeMergeable(session.compilation.checker.finish(), session.registry);
}
