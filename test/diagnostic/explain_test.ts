import { deepStrictEqual, strictEqual } from "node:assert";
import { explanationOf, EXPLANATIONS } from "../../lib/diagnostic/explain/mod.ts";
import { ProgramError, Session } from "../../lib/session/mod.ts";

const root = new URL("../../lib/", import.meta.url);

const each = (list: string, make: (one: string) => string[]) => list.split(" ").flatMap(make);
/** Tags that the sources put together: `D_${NAME}_AGG`. */
const MADE = [
  ...each("TRACE PRINT", (one) => [`D_${one}_AGG`, `D_${one}_VOID`, `D_${one}_DYN`]),
  ...each("BASE LIM", (one) => [`D_LQUANT_${one}TYPE`, `D_LQUANT_${one}VAL`]),
  ...each(
    "FACTOR LOW HIGH NSTEP",
    (one) => [`D_LLQUANT_${one}TYPE`, `D_LLQUANT_${one}VAL`, `D_LLQUANT_${one}MATCH`],
  ),
];

/** Every tag that the sources name. */
function tagsInUse(): Set<string> {
  const tags = new Set<string>();
  const look = (directory: URL) => {
    for (const { name, isDirectory } of Deno.readDirSync(directory)) {
      if (isDirectory) {
        if (name !== "explain") look(new URL(`${name}/`, directory));
      } else if (name.endsWith(".ts")) {
        const text = Deno.readTextFileSync(new URL(name, directory));
        for (const [, tag] of text.matchAll(/["'](D_[A-Z0-9_]*[A-Z0-9])["']/g)) tags.add(tag);
      }
    }
  };
  look(root);
  for (const tag of MADE) tags.add(tag);
  return tags;
}

Deno.test("explanations: every tag has one, and none is of a tag that is not there", () => {
  const used = tagsInUse();
  strictEqual(used.size > 180, true, `${used.size} tags`);
  deepStrictEqual([...used].filter((tag) => !explanationOf(tag)).sort(), []);
  deepStrictEqual([...EXPLANATIONS.keys()].filter((tag) => !used.has(tag)).sort(), []);
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
  });
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
      strictEqual((await tagsOf(wrong))[0], tag, wrong);
    });
  }
  if (right !== undefined) {
    Deno.test(`explanations: the right example of ${tag} compiles`, async () => {
      deepStrictEqual(await tagsOf(right), [], right);
    });
  }
}
