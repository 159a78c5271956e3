/**
 * D in TypeScript: the template that marks a text as a program.
 *
 * @module
 */

/** A program of D: any number of clauses, declarations and pragmas, as in a script. */
export class DProgram {
  /** `d` makes them of its text. */
  constructor(
    readonly text: string,
    /** What messages call it. */
    readonly name: string = "<d>",
  ) {}
  /** The text of D, with what was put in. */
  toString(): string {
    return this.text;
  }
}
/** What can stand in a D template: numbers, texts as strings of D, and D itself. */
export type DValue = number | bigint | boolean | string | DProgram;

const ESCAPES: Readonly<Record<string, string>> = { "\\": "\\\\", '"': '\\"', "\n": "\\n", "\r": "\\r", "\t": "\\t" };

function literal(value: DValue): string {
  switch (typeof value) {
    case "bigint":
      return String(value);
    case "boolean":
      return value ? "1" : "0";
    case "number":
      if (Number.isSafeInteger(value)) return String(value);
      throw new TypeError(`D has whole numbers only: ${value} cannot be used in a program`);
    case "string":
      return `"${value.replace(/[\\"\n\r\t]/g, (letter) => ESCAPES[letter])}"`;
    default:
      if (value instanceof DProgram) return value.text;
      throw new TypeError(`a ${value === null ? "null" : typeof value} cannot be used in a D program`);
  }
}
/**
 * A program of D. Backslashes are D's own. Values become literals: a text is a string of D, whatever is in it.
 *
 * ```ts
 * import { d, trace } from "./mod.ts";
 *
 * const port = 443;
 * await trace("test/captures/demo.pcap", d`tcp:::send /args[4]->tcp_dport == ${port}/ { @[args[2]->ip_daddr] = count(); }`);
 * ```
 */
export function d(parts: TemplateStringsArray, ...values: DValue[]): DProgram {
  return new DProgram(parts.raw.reduce((text, part, i) => text + literal(values[i - 1]) + part));
}
