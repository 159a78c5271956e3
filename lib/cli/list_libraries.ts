/**
 * Writes D's own library as a module (`deno task libraries`): so that no file is read for it when a program starts, and a
 * browser, which has none, has it too.
 *
 * @module
 */
const FOLDER = new URL("../providers/dlib/", import.meta.url);
const LIST = new URL("../providers/library_texts.ts", import.meta.url);

/** The text of the module. */
export function libraryTexts(): string {
  const names = [...Deno.readDirSync(FOLDER)].map(({ name }) => name).filter((name) => name.endsWith(".d")).sort();
  const rows = names.map((name) =>
    `  [${JSON.stringify(name)}, ${literal(Deno.readTextFileSync(new URL(name, FOLDER)))}],\n`
  );
  return [
    "// deno-fmt-ignore-file",
    "/**",
    " * D's own library (dlib/*.d): name and text of each file. Written by `deno task libraries`.",
    " *",
    " * @module",
    " */",
    "export const LIBRARY_TEXTS: readonly (readonly [name: string, text: string])[] = [\n",
  ].join("\n") + rows.join("") + "];\n";
}
/** One line for each file: after a conflict either side will do, and the task is run again. */
function literal(text: string): string {
  return JSON.stringify(text).replaceAll("\u2028", "\\u2028").replaceAll("\u2029", "\\u2029");
}

if (import.meta.main) Deno.writeTextFileSync(LIST, libraryTexts());
