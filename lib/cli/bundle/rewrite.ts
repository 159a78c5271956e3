/**
 * How a module reads in a bundle: its own address is still that of its source, beside which lie the files that it reads and the
 * programs that it starts; and what it loads when it is needed is named so that the bundler sees it.
 *
 * @module
 */

/** Calls of a function, whatever its name, that loads a module by a computed name: its type argument is the module's type. */
const LAZY =
  /\b\w+<(?:typeof import\("[^"]+"\)|Record<string, unknown>)>\(\s*"(\.[^"]+)"(?:,\s*import\.meta\.url)?,?\s*\)/g;
const OVERLOOKED = /\b\w+<typeof import\("[^"]+"\)>\(/;

/**
 * The text of a module, `path` in the repository; `root` names the repository as seen from the folder of the bundle.
 * @throws Error for a module loaded in a way that is not known here: it would come from the source, beside the bundle
 */
export function rewriteSource(path: string, text: string, root: string): string {
  const own = `new URL(${JSON.stringify(root + path)}, import.meta.url)`;
  const rewritten = text
    .replace(LAZY, (_, name) => `import("${name}")`)
    // only a program is main
    .replaceAll("import.meta.main", "false")
    .replaceAll("import.meta.url", `${own}.href`)
    .replace(/import\.meta\.resolve\(("\.[^"]+")\)/g, (_, name) => `new URL(${name}, ${own}).href`);
  if (OVERLOOKED.test(rewritten)) throw new Error(`${path}: what is loaded lazily here is not understood`);
  return rewritten;
}

/**
 * What the bundler has written, so that Deno does not read at the start already what a literal `import()` names. All parts
 * lie in one folder.
 */
export function rewritePart(text: string): string {
  const rewritten = text.replaceAll('import("./', 'importLater("./');
  return rewritten === text ? text : `${rewritten}\nfunction importLater(name) {\n  return import(name);\n}\n`;
}
