/**
 * Takes statements out of a file, one at a time, runs the tests that belong to it, and names what no test misses:
 *
 *     deno task mutate lib/packet/tcp/header_prediction.ts [FIRST-LINE [LAST-LINE]]
 *
 * It works in a copy of the repository. What survives is killed by a test, or has its reason in survivors.json, which a test
 * holds current.
 *
 * @module
 */
import { stripTypeScriptTypes } from "node:module";
import { getLineInfo, type Node, parse } from "acorn";
import { HOT } from "../../lib/cli/write_hot.ts";
import survivors from "./survivors.json" with { type: "json" };

const root = new URL("../../", import.meta.url);
/** What a mutant may take until it counts as one that never ends. */
const TEST_MS = 120_000;
/** Copied: what tests need. */
const PARTS = [
  "lib",
  "kernel",
  "test",
  "mod.ts",
  "deno.json",
  "deno.lock",
  "package.json",
  "README.md",
  "notebooks",
  ".lint",
];
/** Files whose tests are not only those of the same folder under test/. */
const TESTS: readonly { readonly of: RegExp; readonly args: readonly string[] }[] = [
  {
    of: /^lib\/packet\/tcp\/header_prediction\.ts$/,
    args: ["--filter=/^(header prediction|in a calm)/", "test/packet/tcp/header_prediction_test.ts"],
  },
  { of: /^lib\/packet\/flow\/flow_cache\.ts$/, args: ["test/packet/flow/flow_cache_test.ts"] },
  { of: /^lib\/packet\/address\//, args: ["test/packet/address"] },
  {
    of: /^lib\/providers\/fast_path\//,
    args: ["test/session/fast_kinds_test.ts"],
  },
  { of: /^lib\/engine\/aggregation\/rows\//, args: ["test/engine/consume/address_rows_test.ts"] },
];

export interface Mutant {
  readonly line: number;
  /** The statement's first line. */
  readonly text: string;
  readonly start: number;
  readonly end: number;
}
const STATEMENTS: ReadonlySet<string> = new Set([
  ...["ExpressionStatement", "IfStatement", "ForStatement", "WhileStatement", "ReturnStatement", "BreakStatement"],
  ...["ContinueStatement", "ThrowStatement"],
]);
/** Statements of a text; those that declare names are left: without them nothing runs. */
export function mutantsOf(text: string): Mutant[] {
  const mutants: Mutant[] = [];
  const visit = (node: Node, isInFunction: boolean): void => {
    if (isInFunction && STATEMENTS.has(node.type)) {
      const { line } = getLineInfo(text, node.start), { start, end } = node;
      mutants.push({ line, start, end, text: text.slice(start, end).split("\n")[0] });
    }
    const inside = isInFunction || node.type.startsWith("Function") || node.type === "ArrowFunctionExpression";
    // to take the one statement out of a condition is to take the condition out
    const { consequent, alternate } = node as Node & { consequent?: Node; alternate?: Node | null };
    const isSame = node.type === "IfStatement" && !alternate && consequent?.type !== "BlockStatement";
    for (const part of Object.values(node).flat()) {
      if (isSame && part === consequent) continue;
      if (typeof (part as Node | null)?.type === "string") visit(part as Node, inside);
    }
  };
  visit(parse(stripTypeScriptTypes(text), { ecmaVersion: "latest", sourceType: "module" }), false);
  return mutants.sort((a, b) => a.start - b.start);
}
export const withoutMutant = (text: string, { start, end }: Mutant): string =>
  `${text.slice(0, start)};${text.slice(end)}`;

function testsOf(path: string): readonly string[] {
  const own = TESTS.find(({ of }) => of.test(path));
  return own ? own.args : [path.replace(/^lib\//, "test/").replace(/\/[^/]*$/, "")];
}
async function succeeds(cwd: string, args: readonly string[]): Promise<boolean> {
  const signal = AbortSignal.timeout(TEST_MS);
  try {
    const { success } = await new Deno.Command(Deno.execPath(), {
      args: [...args],
      cwd,
      signal,
      stdout: "null",
      stderr: "null",
      env: { NO_COLOR: "1" },
    }).output();
    return success;
  } catch {
    return false;
  }
}
/** The copy's tests, after what is generated from the file was made anew; false where either fails. */
async function survives(copy: string, path: string, isHot: boolean): Promise<boolean> {
  if (isHot && !await succeeds(copy, ["run", "--no-check", "-A", "lib/cli/write_hot.ts"])) return false;
  return await succeeds(copy, ["test", "--no-check", "--no-prompt", "-A", "--fail-fast", ...testsOf(path)]);
}
async function copyRepository(): Promise<string> {
  const copy = await Deno.makeTempDir({ prefix: "probebook-mutants-" });
  for (const part of PARTS) {
    await new Deno.Command("cp", { args: ["-r", new URL(part, root).pathname, `${copy}/${part}`] }).output();
  }
  return copy;
}

async function mutate(path: string, first: number, last: number): Promise<number> {
  const text = Deno.readTextFileSync(new URL(path, root));
  const reasons = (survivors as Record<string, Record<string, string>>)[path] ?? {};
  const isHot = HOT.some((module) => path.startsWith(module.path.replace(/[^/]*$/, ""))) ||
    /\bHot functions?\b|\bhot function/i.test(text);
  const copy = await copyRepository();
  let found = 0;
  try {
    if (!await survives(copy, path, isHot)) throw new Error("the tests fail without any change");
    const mutants = mutantsOf(text).filter(({ line }) => line >= first && line <= last);
    for (const mutant of mutants) {
      Deno.writeTextFileSync(`${copy}/${path}`, withoutMutant(text, mutant));
      if (!await survives(copy, path, isHot)) continue;
      const reason = reasons[mutant.text];
      console.log(
        `${path}:${mutant.line}: ${reason ? "survives, as it may" : "SURVIVES"}: ${mutant.text}${
          reason ? ` (${reason})` : ""
        }`,
      );
      if (!reason) found++;
    }
    console.log(`${path}: ${mutants.length} statements taken out, ${found} that no test misses`);
  } finally {
    await Deno.remove(copy, { recursive: true });
  }
  return found;
}

if (import.meta.main) {
  const [path, first = "1", last = "1e9"] = Deno.args;
  if (!path) {
    console.error("usage: deno task mutate FILE [FIRST-LINE [LAST-LINE]]");
    Deno.exit(2);
  }
  Deno.exit(await mutate(path, Number(first), Number(last)) > 0 ? 1 : 0);
}
