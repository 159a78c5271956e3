/**
 * D's own library (structs, constants and translators of the providers, in D, dlib/*.d), and which declarations of it a
 * program needs: it is large, programs are small, and nothing of it is read for nothing when a program starts.
 *
 * @module
 */

import { LIBRARY_TEXTS } from "./library_texts.ts";

/** A library file as far as choosing goes. */
export interface LibraryFile {
  readonly name: string;
  readonly text: string;
}
/** The library's files, by name. */
export const LIBRARIES: readonly (LibraryFile & { readonly path: string })[] = LIBRARY_TEXTS.map(
  ([name, text]) => ({ name, path: `lib/providers/dlib/${name}`, text }),
);

/** What is needed of a library file: where its declarations begin, in their order. */
export interface LibraryPart<Library extends LibraryFile> {
  readonly library: Library;
  readonly places: readonly number[];
}

/**
 * Lines that define a name: `inline int NAME`, `struct NAME {`, `} NAME;`, `typedef … NAME;`, and members. D's own
 * library is written so.
 */
const DEFINES = [
  /^inline [\w *]*?(\w+)(?:\[.*)? =/,
  /^\t*(?:typedef )?(?:struct|union|enum) (\w+) \{/,
  /^\t*\} (\w+);/,
  /^typedef [\w *]*?(\w+);/,
  /^\t+\w[\w *]*[ *](\w+)(?:\[\d+\])?(?: : \d+)?;/,
].map((line) => line.source).join("|");
const DEFINITIONS = new RegExp(DEFINES, "gm");
const DEFINITION = new RegExp(DEFINES);
/** The beginning of a declaration, with the name it defines; a translator is found by what it makes. */
const BEGINNING =
  /^(?:inline [\w *]*?(\w+)(?:\[.*)? =|translator (\w+) <|(?:typedef )?(?:struct|union|enum) (\w+)(?: \{|;)|typedef [\w *]*?(\w+);)/;
/** The end of one that goes over several lines. */
const ENDING = /^\} (\w+);/m;
const DEPENDS = /^#pragma D depends_on library (\S+)/gm;
const WORDS = /[A-Za-z_]\w*/g;
const BLANK = 0x20, TAB = 0x09, STAR = 0x2a;
const COMMENTS = /\/\*[^]*?\*\//g;

/** Names of types, their members and constants that a library of ours defines. */
export function definedNames(text: string): string[] {
  return [...text.matchAll(DEFINITIONS)].flatMap((match) => match.slice(1).filter((name) => name !== undefined));
}

/**
 * Of D's own library, in the order given, what texts (a program and its macro arguments) refer to: declarations that
 * define a word of the texts, be it a type, a constant or a member, and those that these refer to, with the translators
 * that make the types among them. A program that names no member of `args[]` may need more, and so do the suggestions for
 * a misspelt name: a program that does not compile with these is to be compiled with all.
 */
export function selectDeclarations<Library extends LibraryFile>(
  libraries: readonly Library[],
  texts: Iterable<string>,
): LibraryPart<Library>[] {
  const words = new Set<string>();
  for (const text of texts) for (const [word] of text.matchAll(WORDS)) words.add(word);
  const files = libraries.map((library) => ({ library, declarations: new Declarations(library.text) }));
  const needed = new Set<string>();
  const need = ({ name, text }: LibraryFile) => {
    if (needed.has(name)) return;
    needed.add(name);
    for (const [, other] of text.matchAll(DEPENDS)) libraries.filter(({ name }) => name === other).forEach(need);
  };
  for (const { library, declarations } of files) if (declarations.takeDefinitions(words)) need(library);
  const inReach = files.filter(({ library }) => needed.has(library.name));
  takeReferences(inReach.map(({ declarations }) => declarations));
  return inReach.map(({ library, declarations }) => ({ library, places: declarations.taken() }))
    .filter(({ places }) => places.length > 0);
}

/** A library file as declarations: each begins at the start of a line, where else only comments and control lines do. */
class Declarations {
  readonly #taken = new Set<number>();
  #starts: readonly number[] | undefined;

  constructor(readonly text: string) {}

  get starts(): readonly number[] {
    return this.#starts ??= findStarts(this.text);
  }
  taken(): number[] {
    return [...this.#taken].sort((a, b) => a - b);
  }
  /** False if it was taken before. */
  take(start: number): boolean {
    if (this.#taken.has(start)) return false;
    this.#taken.add(start);
    return true;
  }
  /** Takes those that define one of the words; false if none does. */
  takeDefinitions(words: Iterable<string>): boolean {
    const { text } = this;
    for (const word of words) {
      for (let at = text.indexOf(word); at >= 0; at = text.indexOf(word, at + word.length)) {
        // a name that is defined stands between a blank or a star and what ends a declarator
        const before = text.charCodeAt(at - 1);
        if (before !== BLANK && before !== TAB && before !== STAR) continue;
        if (this.#isDefined(word, at)) this.take(this.starts.findLast((start) => start <= at)!);
      }
    }
    return this.#taken.size > 0;
  }
  #isDefined(word: string, at: number): boolean {
    const { text } = this;
    const end = at + word.length;
    if (!" ;[".includes(text[end])) return false;
    const line = text.slice(text.lastIndexOf("\n", at) + 1, text.indexOf("\n", end));
    return DEFINITION.exec(line)?.includes(word, 1) ?? false;
  }
  body(start: number): string {
    return this.text.slice(start, this.starts[this.starts.indexOf(start) + 1]);
  }
}
function findStarts(text: string): number[] {
  const starts = [];
  for (let at = 0; at < text.length;) {
    if (text[at] >= "a" && text[at] <= "z") starts.push(at);
    const end = text.indexOf("\n", at);
    at = end < 0 ? text.length : end + 1;
  }
  return starts;
}

/** Takes all that the declarations taken refer to by name, and so on. */
function takeReferences(files: readonly Declarations[]): void {
  const named = new Map<string, { file: Declarations; start: number }[]>();
  for (const file of files) {
    for (const start of file.starts) {
      const body = file.body(start);
      const one = { file, start };
      for (const name of [BEGINNING.exec(body)?.slice(1).find(Boolean), ENDING.exec(body)?.[1]]) {
        if (name === undefined) continue;
        const known = named.get(name);
        if (known) known.push(one);
        else named.set(name, [one]);
      }
    }
  }
  const queue = files.flatMap((file) => file.taken().map((start) => ({ file, start })));
  for (const { file, start } of queue) {
    for (const [word] of file.body(start).replaceAll(COMMENTS, "").matchAll(WORDS)) {
      for (const one of named.get(word) ?? []) if (one.file.take(one.start)) queue.push(one);
    }
  }
}
