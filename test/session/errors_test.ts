import { denoHost } from "../../lib/host/deno/mod.ts";
import { deepStrictEqual } from "node:assert";
import { CompileError } from "../../lib/diagnostic/mod.ts";
import { ProgramError, Session } from "../../lib/session/mod.ts";

async function tagsOf(text: string, macroArguments: string[] = []): Promise<string[]> {
  const programs = [{ flag: "s", name: "test.d", text }] as const;
  try {
    await new Session({ programs, macroArguments }, { output: { write() {} }, warn() {} }, denoHost).compile();
  } catch (error) {
    if (error instanceof ProgramError) return error.diagnostics.map(({ tag }) => tag);
    if (!(error instanceof CompileError)) throw error;
  }
  return [];
}

// DTrace looks at pragmas while it still parses, and so finds what is wrong with them before what follows
Deno.test("err.D_PRAGMA_INVAL.before_syntax_error.d", async () => {
  deepStrictEqual(await tagsOf("inline int x\n#pragma D attributes nonsense x\nBEGIN { exit(0); }\n"), [
    "D_PRAGMA_INVAL",
    "D_SYNTAX",
  ]);
  deepStrictEqual(await tagsOf("BEGIN { 1 + ; }\n#pragma D option nosuch\nEND { }\n"), ["D_SYNTAX", "D_PRAGMA_OPTSET"]);
});
Deno.test("err.D_MACRO_OFLOW.argument.d", async () => {
  deepStrictEqual(await tagsOf("BEGIN { trace($1); }", ["99999999999999999999"]), ["D_MACRO_OFLOW"]);
});
Deno.test("err.D_MACRO_UNUSED.extraneous_argument.d", async () => {
  deepStrictEqual(await tagsOf("BEGIN { trace($1); }", ["1", "2"]), ["D_MACRO_UNUSED"]);
  deepStrictEqual(await tagsOf("#pragma D option argref\nBEGIN { trace($1); }", ["1", "2"]), []);
});
