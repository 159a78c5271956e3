/**
 * Matching of names against the fields of a probe description: `*`, `?`, `[a-z]`, `[!a-z]`, `\`.
 *
 * Equivalent to DTrace's matcher but for time: each `*` is tried forward only once, so no pattern takes more than
 * the product of both lengths.
 *
 * @module
 */

/** Whether a name matches; an empty pattern matches all. */
export function matchGlob(name: string, pattern: string): boolean {
  if (pattern === "") return true;
  let n = 0;
  let p = 0;
  let starAt = -1;
  let starName = 0;
  while (true) {
    if (p < pattern.length && pattern[p] === "*") {
      starAt = ++p;
      starName = n;
      // DTrace's matcher ends at a last `*`, but wants something to be left of the name for what follows one.
      if (p === pattern.length) return true;
      continue;
    }
    if (p === pattern.length && n === name.length) return true;
    const end = n < name.length && p < pattern.length ? matchOne(name[n], pattern, p) : -1;
    if (end >= 0) {
      p = end;
      n++;
      continue;
    }
    if (starAt < 0 || starName >= name.length) return false;
    p = starAt;
    n = ++starName;
  }
}

/** Matches one character; where the pattern goes on, or -1. */
function matchOne(c: string, pattern: string, p: number): number {
  switch (pattern[p]) {
    case "?":
      return p + 1;
    case "[":
      return matchClass(c, pattern, p + 1);
    case "\\":
      return pattern[p + 1] === c ? p + 2 : -1;
    default:
      return pattern[p] === c ? p + 1 : -1;
  }
}

/** A class in brackets. An unfinished one matches nothing; `]` cannot be in it but after a backslash or first. */
function matchClass(c: string, pattern: string, p: number): number {
  const negated = pattern[p] === "!";
  if (negated) p++;
  let found = false;
  let previous: string | undefined;
  for (let first = true;; first = false) {
    let member = pattern[p++];
    if (member === undefined) return -1;
    if (member === "]" && !first) break;
    const isRange = member === "-" && previous !== undefined && pattern[p] !== "]";
    if (isRange) member = pattern[p++];
    if (member === "\\") member = pattern[p++];
    if (member === undefined) return -1;
    if (isRange && previous! <= c && c <= member) found = true;
    if (member === c) found = true;
    previous = member;
  }
  return found !== negated ? p : -1;
}

export function isGlob(pattern: string): boolean {
  return /[*?[\\]/.test(pattern);
}
