/**
 * Of which files a bundle was made. It is read at each start, so it loads nothing.
 *
 * @module
 */

/** Where the bundle is, and in it the list of what it was made of, and its programs. */
export const BUNDLE = ".bundle/", STAMP = "made_of.json", PROGRAMS = { main: "main.js", repl: "repl.js" } as const;

/** A file's path in the repository, its bytes, and when it was last changed (ms since 1970). */
export type StampedFile = readonly [path: string, bytes: number, changedMs: number];

export function stampOf(root: string, paths: readonly string[]): StampedFile[] {
  return paths.map((path) => {
    const { size, mtime } = Deno.statSync(root + path);
    return [path, size, mtime?.getTime() ?? 0];
  });
}

/**
 * Whether there is a bundle in the folder `root`, and every file of which it was made is as it was then. Of a bundle that
 * names none, as in a package that nobody edits, nothing is compared.
 */
export function isCurrent(root: string): boolean {
  try {
    const files = JSON.parse(Deno.readTextFileSync(root + BUNDLE + STAMP)) as StampedFile[];
    return files.every(([path, bytes, changedMs]) => {
      const { size, mtime } = Deno.statSync(root + path);
      return size === bytes && mtime?.getTime() === changedMs;
    });
  } catch {
    return false;
  }
}
