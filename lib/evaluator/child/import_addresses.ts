/**
 * Where imports of a cell lead: relative to the notebook, and to a file's newest state.
 *
 * @module
 */

const base = new URL(`file://${Deno.cwd()}/`).href;
/** When a file had been changed last when it was imported first, or was imported again. */
const imported = new Map<string, { readonly changed: number; readonly address: string }>();

/** The address of a module; a file that has changed since its last import gets a new one. */
export function importAddress(specifier: unknown): string {
  const text = String(specifier);
  if (!/^(\.{0,2}\/|file:)/.test(text)) return text;
  const address = new URL(text, base).href;
  const changed = changedAt(address);
  const known = imported.get(address);
  if (known?.changed === changed) return known.address;
  const fresh = known ? `${address}${address.includes("?") ? "&" : "?"}changed=${changed}` : address;
  imported.set(address, { changed, address: fresh });
  return fresh;
}

function changedAt(address: string): number {
  try {
    return Deno.statSync(new URL(address)).mtime?.getTime() ?? 0;
  } catch {
    return 0;
  }
}

/** `import.meta` of a cell. */
export const moduleMeta = {
  url: `${base}notebook.ts`,
  filename: `${Deno.cwd()}/notebook.ts`,
  dirname: Deno.cwd(),
  main: true,
  resolve: (specifier: string): string =>
    /^\.{0,2}\//.test(specifier) ? new URL(specifier, base).href : import.meta.resolve(specifier),
};
