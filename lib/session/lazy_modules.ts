/**
 * Modules that many runs do without.
 *
 * @module
 */

/**
 * Loads a module named as an import of the file at `from` (its `import.meta.url`) names it. Deno reads whatever a literal
 * `import()` names before it runs anything, and everything that imports in turn, so the name is made only when it is
 * asked for.
 */
export async function loadLazily<Module>(path: string, from: string | undefined): Promise<Module> {
  // a bundle for a browser has no modules beside it
  if (from === undefined) throw new Error("this is not available in a browser");
  return await import(new URL(path, from).href);
}
