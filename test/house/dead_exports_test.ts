/** Nothing is exported that nobody imports. */
import { deepStrictEqual } from "node:assert/strict";
import { deadExports } from "./dead_exports.ts";

Deno.test("no export is dead", () => deepStrictEqual(deadExports(), []));
