/**
 * Where D's own library is (structs, constants and translators of the providers, in D), and which of it a program
 * needs.
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

/**
 * Lines that define a name: `inline int NAME`, `struct NAME {`, `} NAME;`, `typedef … NAME;`, and members. D's own
 * library is written so.
 */
const DEFINES = new RegExp(
  [
    /^inline [\w *]*?(\w+)(?:\[.*)? =/,
    /^\t*(?:typedef )?(?:struct|union|enum) (\w+) \{/,
    /^\t*\} (\w+);/,
    /^typedef [\w *]*?(\w+);/,
    /^\t+\w[\w *]*[ *](\w+)(?:\[\d+\])?(?: : \d+)?;/,
  ].map((line) => line.source).join("|"),
  "gm",
);
const DEPENDS = /^#pragma D depends_on library (\S+)/gm;
const WORDS = /[A-Za-z_]\w*/g;

/** Names of types, their members and constants that a library of ours defines. */
export function definedNames(text: string): string[] {
  return [...text.matchAll(DEFINES)].flatMap((match) => match.slice(1).filter((name) => name !== undefined));
}

/**
 * Of D's own library, in the order given, what texts (a program and its macro arguments) refer to: files that define a
 * word of the texts, and those they depend on. A program that names no member of `args[]` may need more, and so do the
 * suggestions for a misspelt name: a program that does not compile with these is to be compiled with all.
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
