/**
 * Finds D libraries (`*.d`) and orders them: a library comes after those it depends on.
 *
 * @module
 */
import type { Files } from "../../host/mod.ts";

/** A library file. */
export interface LibraryText {
  /** File name, as `depends_on library` calls it. */
  readonly name: string;
  readonly path: string;
  readonly text: string;
}

const DEPENDS = /^[ \t]*#[ \t]*pragma[ \t]+D[ \t]+depends_on[ \t]+library[ \t]+(\S+)/gm;

/** All `*.d` of the directories, in the order in which they are to be compiled. @throws FileError */
export function findLibraries(directories: readonly string[], files: Files): LibraryText[] {
  return orderLibraries(directories.flatMap((directory) => readDirectory(directory, files)));
}

function readDirectory(directory: string, files: Files): LibraryText[] {
  const names = files.list(directory).filter((name) => name.endsWith(".d"));
  return names.sort().map((name) => {
    const path = `${directory.replace(/\/$/, "")}/${name}`;
    return { name, path, text: files.readText(path) };
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
