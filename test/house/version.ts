/** The version of `deno.json`, wherever else it stands. */
const ROOT = new URL("../../", import.meta.url);

export const VERSION: string = JSON.parse(Deno.readTextFileSync(new URL("deno.json", ROOT))).version;

/** Files that say the version, and the place where: what is in front of it, and what behind. */
export const PLACES: readonly (readonly [path: string, before: string, behind: string])[] = [
  ["lib/cli/version.ts", 'export const VERSION = "', '";'],
  ["kernel/requests/kernel_info.ts", 'const KERNEL_VERSION = "', '";'],
  ["README.md", "./dist/probebook-", ".tgz"],
  ["notebooks/guide/command.md", "./probebook-", ".tgz"],
  ["lib/CHANGELOG.md", "## ", " ("],
];

/** The text with the version in its place. @throws Error where there is no such place */
export function withVersion(text: string, before: string, behind: string): string {
  const from = text.indexOf(before), to = text.indexOf(behind, from + before.length);
  if (from < 0 || to < 0 || to - from - before.length > 20) throw new Error(`no version behind \`${before}\``);
  return text.slice(0, from + before.length) + VERSION + text.slice(to);
}

/** Writes it wherever it stands. */
export function writeVersion(): void {
  for (const [path, before, behind] of PLACES) {
    const file = new URL(path, ROOT), text = Deno.readTextFileSync(file);
    const after = withVersion(text, before, behind);
    if (after !== text) Deno.writeTextFileSync(file, after);
  }
}
