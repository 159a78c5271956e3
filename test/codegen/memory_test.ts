/** The machine's memory as regions. */
import { strictEqual, throws } from "node:assert/strict";
import { createMemory } from "../../lib/codegen/wasm/mod.ts";
import { READABLE_BASE } from "../../lib/image/mod.ts";

const PAGE = 65536;

Deno.test("regions follow each other, and behind the last one there is a page that may be loaded from", () => {
  const memory = createMemory(16 * PAGE);
  strictEqual(memory.reserve(1, "a"), READABLE_BASE);
  strictEqual(memory.reserve(13 * PAGE, "b"), READABLE_BASE + PAGE);
  throws(() => memory.reserve(1, "c"), { message: `no room for c: 1 bytes needed, 0 of ${16 * PAGE} left` });
});
