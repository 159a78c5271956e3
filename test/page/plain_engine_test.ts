/** The engine of small pages leaves out comments, and nothing else. */
import { ok, strictEqual, throws } from "node:assert/strict";
import { shortLibrary, withoutWords } from "../../lib/page/plain_engine.ts";
import { LIBRARIES } from "../../lib/providers/mod.ts";
import { libraryFacts } from "../../lib/table/mod.ts";

Deno.test("a library without its comments declares the same; what tables read of it is still there", () => {
  const { members } = libraryFacts();
  let kept = 0, all = 0;
  for (const { name, text } of LIBRARIES) {
    const short = shortLibrary(text);
    const code = (of: string) => of.replaceAll(/\/\*[^]*?\*\//g, "").replaceAll(/\s+/g, " ").trim();
    strictEqual(code(short), code(text), name);
    for (const [line, member] of text.matchAll(/^\t+\w[\w *]*?(\w+)(?:\[\d+\])?;\s*\/\* .*? \*\/$/gm)) {
      all++;
      strictEqual(short.includes(line), members.has(member), line);
      if (members.has(member)) kept++;
    }
  }
  ok(kept > 20 && kept < all / 2, `${kept} of ${all}`);
  strictEqual(shortLibrary('inline string a = "/* b */"; /* c */\n'), 'inline string a = "/* b */";\n');
});
Deno.test("a script without the library is refused", () => {
  throws(() => withoutWords("const a = 1;"), /is not in the script/);
});
