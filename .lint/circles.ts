/**
 * Circles of imports: files that need each other to be understood.
 *
 * @module
 */

const IMPORT = /^(?:import|export)\s[^"';]*?from\s+"(\.[^"]*)"|\bimport\("(\.[^"]*)"\)\./gm;

/** Relative imports of a module's text, types among them, but not what is loaded later. */
export function importsOf(path: string, text: string): string[] {
  return Array.from(
    text.matchAll(IMPORT),
    ([, from, type]) => new URL(from ?? type, `file:///${path}`).pathname.slice(1),
  );
}

/** The files of each circle (strongly connected components of more than one file, by Tarjan's algorithm). */
export function findCircles(imports: ReadonlyMap<string, readonly string[]>): string[][] {
  const numbers = new Map<string, number>(), lowest = new Map<string, number>();
  const stack: string[] = [], onStack = new Set<string>(), circles: string[][] = [];
  const visit = (file: string) => {
    numbers.set(file, numbers.size);
    lowest.set(file, numbers.get(file)!);
    stack.push(file);
    onStack.add(file);
    for (const other of imports.get(file) ?? []) {
      if (!imports.has(other)) continue;
      if (!numbers.has(other)) visit(other);
      if (onStack.has(other)) lowest.set(file, Math.min(lowest.get(file)!, lowest.get(other)!));
    }
    if (lowest.get(file) !== numbers.get(file)) return;
    const circle = stack.splice(stack.lastIndexOf(file));
    circle.forEach((one) => onStack.delete(one));
    if (circle.length > 1) circles.push(circle.sort());
  };
  for (const file of imports.keys()) if (!numbers.has(file)) visit(file);
  return circles;
}

/** Imports of all modules in some folders, by path from the root. Lists of what is loaded together name everything. */
function readImports(root: URL, folders: readonly string[]): Map<string, string[]> {
  const imports = new Map<string, string[]>();
  const walk = (folder: string) => {
    for (const { name, isDirectory } of Deno.readDirSync(new URL(folder, root))) {
      const path = `${folder}/${name}`;
      if (isDirectory) walk(path);
      else if (name.endsWith(".ts") && name !== "modules.ts") {
        imports.set(path, importsOf(path, Deno.readTextFileSync(new URL(path, root))));
      }
    }
  };
  folders.forEach(walk);
  return imports;
}

let circles: Map<string, string[]> | undefined;

/** The other files of the circle that a file is in; empty if it is in none. */
export function circleOf(path: string): string[] {
  circles ??= new Map(
    findCircles(readImports(new URL("../", import.meta.url), ["lib", "kernel"])).flatMap((circle) =>
      circle.map((file) => [file, circle] as const)
    ),
  );
  return (circles.get(path) ?? []).filter((file) => file !== path);
}
