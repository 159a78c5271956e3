/**
 * Writes D's own library as a module (`deno task libraries`): so that no file is read for it when a program starts, and a
 * browser, which has none, has it too.
 *
 * @module
 */
const FOLDER = new URL("../providers/", import.meta.url);
/** What the kernel of Linux has instead, or besides. */
const LINUX = new URL("../providers/linux/", import.meta.url);

/** The text of the module of a folder in which `dlib` lies. */
export function libraryTexts(folder: URL = FOLDER): string {
  const files = new URL("dlib/", folder),
    constant = folder.href === FOLDER.href ? "LIBRARY_TEXTS" : "LINUX_LIBRARY_TEXTS";
  const names = [...Deno.readDirSync(files)].map(({ name }) => name).filter((name) => name.endsWith(".d")).sort();
  const rows = names.map((name) =>
    `  [${JSON.stringify(name)}, ${literal(Deno.readTextFileSync(new URL(name, files)))}],\n`
  );
  return [
    "// deno-fmt-ignore-file",
    "/**",
    " * D's own library (dlib/*.d): name and text of each file. Written by `deno task libraries`.",
    " *",
    " * @module",
    " */",
    `export const ${constant}: readonly (readonly [name: string, text: string])[] = [\n`,
  ].join("\n") + rows.join("") + "];\n";
}
/** One line for each file: after a conflict either side will do, and the task is run again. */
function literal(text: string): string {
  return JSON.stringify(text).replaceAll("\u2028", "\\u2028").replaceAll("\u2029", "\\u2029");
}

if (import.meta.main) {
  for (const folder of [FOLDER, LINUX]) {
    Deno.writeTextFileSync(new URL("library_texts.ts", folder), libraryTexts(folder));
  }
}
