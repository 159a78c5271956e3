/**
 * Finds D libraries (`*.d`) and orders them: a library comes after those it depends on.
 *
 * @module
 */

/** A library file. */
export interface LibraryText {
  /** File name, as `depends_on library` calls it. */
  readonly name: string;
  readonly path: string;
  readonly text: string;
}

const DEPENDS = /^[ \t]*#[ \t]*pragma[ \t]+D[ \t]+depends_on[ \t]+library[ \t]+(\S+)/gm;

/** All `*.d` of the directories, in the order in which they are to be compiled. */
export function findLibraries(directories: readonly (string | URL)[]): LibraryText[] {
  return orderLibraries(directories.flatMap(readDirectory));
}

function readDirectory(directory: string | URL): LibraryText[] {
  const base = directory instanceof URL ? directory.pathname : directory;
  const names = [...Deno.readDirSync(directory)].filter((e) => !e.isDirectory && e.name.endsWith(".d")).map((e) =>
    e.name
  );
  return names.sort().map((name) => {
    const path = `${base.replace(/\/$/, "")}/${name}`;
    return { name, path, text: Deno.readTextFileSync(path) };
  });
}

/** Depth first, otherwise as given; what is missing or circular is left for the compiler to report. */
export function orderLibraries(libraries: readonly LibraryText[]): LibraryText[] {
  const byName = new Map(libraries.map((library) => [library.name, library]));
  const ordered: LibraryText[] = [];
  const seen = new Set<LibraryText>();
  const visit = (library: LibraryText) => {
    if (seen.has(library)) return;
    seen.add(library);
    for (const [, name] of library.text.matchAll(DEPENDS)) {
      const needed = byName.get(name);
      if (needed) visit(needed);
    }
    ordered.push(library);
  };
  libraries.forEach(visit);
  return ordered;
}
