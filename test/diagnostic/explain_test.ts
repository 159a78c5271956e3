import { denoHost } from "../../lib/host/deno/mod.ts";
import { deepStrictEqual, strictEqual } from "node:assert";
import { EXPLANATIONS } from "../../lib/diagnostic/explain/mod.ts";
import { TAGS } from "../../lib/diagnostic/mod.ts";
import { ProgramError, Session } from "../../lib/session/mod.ts";

Deno.test("explanations: every tag has one, and none is of a tag that is not there", () => {
  deepStrictEqual([...EXPLANATIONS.keys()].sort(), [...TAGS].sort());
});

Deno.test("explanations: each is a sentence", () => {
  for (const [tag, { text }] of EXPLANATIONS) {
    strictEqual(/^([A-Z`%*&.]|\w+\(\)).*\.\)?$/s.test(text), true, `${tag}: ${text}`);
  }
});

/** The tags of a program's mistakes. */
async function tagsOf(text: string): Promise<string[]> {
  const session = new Session({ programs: [{ flag: "s", name: "example.d", text }] }, {
    output: { write() {} },
    warn() {},
  }, denoHost);
  try {
    await session.compile();
    return [];
  } catch (error) {
    if (!(error instanceof ProgramError)) throw error;
    return error.diagnostics.map(({ tag }) => tag);
  }
}

for (const [tag, { wrong, right }] of EXPLANATIONS) {
  if (wrong !== undefined) {
    Deno.test(`explanations: the wrong example of ${tag} has that mistake`, async () => {
      // an ambiguous name takes a declaration that is a mistake itself
      strictEqual((await tagsOf(wrong))[tag === "D_IDENT_AMBIG" ? 1 : 0], tag, wrong);
    });
  }
  if (right !== undefined) {
    Deno.test(`explanations: the right example of ${tag} compiles`, async () => {
      deepStrictEqual(await tagsOf(right), [], right);
    });
  }
}
