import { ok } from "node:assert";
import { FAULT } from "../../lib/image/mod.ts";
import { tryPointers } from "./pointers.ts";

Deno.test("8,000 random addresses, lengths and stores: no trap, no neighbour changed, no other packet seen", async () => {
  const faults = await tryPointers(1, 8_000);
  // both sides are met, and each kind of fault there is
  for (const kind of [FAULT.NONE, FAULT.BADADDR, FAULT.NOSCRATCH]) ok((faults.get(kind) ?? 0) > 50, `fault ${kind}`);
});
