/**
 * What D's library says of its structs: the comment beside each member is its documentation.
 *
 * @module
 */

export interface MemberDocumentation {
  /** As C declares it: `uint8_t`, `string`, `in6_addr_t *`. */
  readonly type: string;
  /** With its dimension or width of bits, if it has one. */
  readonly name: string;
  /** Empty where there is none. */
  readonly doc: string;
}
export interface StructDocumentation {
  /** `ipinfo_t` */
  readonly name: string;
  readonly members: readonly MemberDocumentation[];
}
const STRUCT = /^typedef struct \w* ?\{\n([\s\S]*?)^\} (\w+);/gm;
const MEMBER = /^\t([\w ]+?)\s+(\**)(\w+)((?:\[\d+\])?(?: : \d+)?);(?:\s*\/\* (.*?) \*\/)?/gm;

/** Structs with a name of their own (`typedef struct … name;`) of library texts, by that name. */
export function documentStructs(texts: Iterable<string>): Map<string, StructDocumentation> {
  const found = new Map<string, StructDocumentation>();
  for (const text of texts) {
    for (const [, body, name] of text.matchAll(STRUCT)) {
      const members = [...body.matchAll(MEMBER)].map(([, type, stars, member, rest, doc = ""]) => ({
        type: stars ? `${type} ${stars}` : type,
        name: member + rest,
        doc,
      }));
      found.set(name, { name, members });
    }
  }
  return found;
}
/** The struct that an argument's type leads to: `ipinfo_t *` is `ipinfo_t`. */
export function structName(type: string): string {
  return type.replace(/[ *]+$/, "");
}
