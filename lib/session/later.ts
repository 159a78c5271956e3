/**
 * Modules that many runs do without.
 *
 * @module
 */

/**
 * Loads a module of this folder's place, such as `./packets.ts`. Deno reads whatever a literal `import()` names before it
 * runs anything, and everything that imports in turn, so the name is made only when it is asked for.
 */
export async function later<Module>(path: string): Promise<Module> {
  return await import(new URL(path, import.meta.url).href);
}
