/**
 * Where D's own library is (structs, constants and translators of the providers, in D), and which of it a program needs.
 *
 * @module
 */

/** The folder of the `*.d` files; what depends on what is written in them. */
export const LIBRARY_DIRECTORY: URL = new URL("./dlib/", import.meta.url);

/** A library file as far as choosing goes. */
export interface LibraryFile {
  readonly name: string;
  readonly text: string;
}

/** Lines that define a name: `inline int NAME`, `struct NAME {`, `} NAME;`, `typedef … NAME;`. D's own library is written so. */
const DEFINES =
  /^(?:inline [\w *]*?(\w+)(?:\[.*)? =|\t*(?:typedef )?(?:struct|union|enum) (\w+) \{|\} (\w+);|typedef [\w *]*?(\w+);)/gm;
const DEPENDS = /^#pragma D depends_on library (\S+)/gm;
const WORDS = /[A-Za-z_]\w*/g;

/** Names of types and constants that a library of ours defines. */
export function definedNames(text: string): string[] {
  return [...text.matchAll(DEFINES)].flatMap((match) => match.slice(1).filter((name) => name !== undefined));
}

/**
 * Of D's own library, in the order given, what texts can refer to: files that define a word of the texts, and those they
 * depend on. The texts are the program, its macro arguments and, when it reads `args[]`, the types of its probes' arguments.
 * That a file is left out cannot be seen, except in the time that compiling takes.
 */
export function selectLibraries<Library extends LibraryFile>(
  libraries: readonly Library[],
  texts: Iterable<string>,
): Library[] {
  const words = new Set<string>();
  for (const text of texts) for (const [word] of text.matchAll(WORDS)) words.add(word);
  const needed = new Set<string>();
  const need = (library: Library) => {
    if (needed.has(library.name)) return;
    needed.add(library.name);
    for (const [, name] of library.text.matchAll(DEPENDS)) {
      const other = libraries.find((candidate) => candidate.name === name);
      if (other) need(other);
    }
  };
  for (const library of libraries) if (definedNames(library.text).some((name) => words.has(name))) need(library);
  return libraries.filter((library) => needed.has(library.name));
}
