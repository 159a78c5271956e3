/**
 * Tracepoints as tracefs describes them: which there are, their numbers, the fields of their records.
 *
 * @module
 */
import { type TracedSystem, TRACEFS } from "./system.ts";

export interface FormatField {
  readonly name: string;
  /** As C has it, arrays without their count: `char []`. */
  readonly type: string;
  readonly offset: number;
  readonly size: number;
  readonly signed: boolean;
  /** Elements, of an array. */
  readonly count?: number;
  /** What it holds says where the bytes are, at the end of the record. */
  readonly isDistant: boolean;
}
export interface TracepointFormat {
  readonly id: number;
  /** Without those that all records begin with. */
  readonly fields: readonly FormatField[];
}
const FIELD = /^\tfield:(.*?)\s*([A-Za-z_]\w*)?(\[[^\]]*\])?;\toffset:(\d+);\tsize:(\d+);\tsigned:([01]);/;

/** Reads a `format` file; undefined for a text that is none. */
function parseFormat(text: string): TracepointFormat | undefined {
  const id = /^ID: (\d+)$/m.exec(text);
  if (!id) return undefined;
  const fields: FormatField[] = [];
  for (const line of text.split("\n")) {
    const found = FIELD.exec(line);
    if (!found || found[2] === undefined || found[2].startsWith("common_")) continue;
    const [, declared, name, bounds, offset, size, signed] = found;
    const isDistant = declared.startsWith("__data_loc ");
    const type = declared.replace(/^__(?:data|rel)_loc /, "").replace(/\s*\[\]$/, "").trim();
    const count = bounds === undefined ? undefined : Number(bounds.slice(1, -1));
    const array = bounds === undefined ? {} : { count: Number.isInteger(count) ? count! : Number(size) };
    fields.push({
      name,
      type,
      offset: Number(offset),
      size: Number(size),
      signed: signed === "1",
      ...array,
      isDistant,
    });
  }
  return { id: Number(id[1]), fields };
}
/** Tracepoints of the kernel; each format is read when it is asked for. */
export class Tracepoints {
  readonly #formats = new Map<string, TracepointFormat | undefined>();
  #names: readonly (readonly [group: string, name: string])[] | undefined;
  constructor(readonly system: TracedSystem) {}

  /** `group:name` of all, in the kernel's order; none where tracefs cannot be read. */
  get names(): readonly (readonly [group: string, name: string])[] {
    return this.#names ??= this.#readNames();
  }
  #readNames(): (readonly [string, string])[] {
    const text = this.#read("available_events") ?? "";
    return text.split("\n").flatMap((line) => {
      const at = line.indexOf(":");
      return at > 0 ? [[line.slice(0, at), line.slice(at + 1)] as const] : [];
    });
  }
  format(group: string, name: string): TracepointFormat | undefined {
    const path = `events/${group}/${name}/format`;
    if (!this.#formats.has(path)) {
      const text = this.#read(path);
      this.#formats.set(path, text === undefined ? undefined : parseFormat(text));
    }
    return this.#formats.get(path);
  }
  #read(path: string): string | undefined {
    for (const root of TRACEFS) {
      const text = this.system.readText(`${root}/${path}`);
      if (text !== undefined) return text;
    }
    return undefined;
  }
}
/** Types that D knows by their names. */
const KNOWN = new Set([
  ...["char", "signed char", "unsigned char", "short", "unsigned short", "int", "unsigned int", "unsigned", "long"],
  ...["unsigned long", "long long", "unsigned long long", "pid_t", "uid_t", "gid_t", "size_t", "ssize_t"],
  ...["int8_t", "int16_t", "int32_t", "int64_t", "uint8_t", "uint16_t", "uint32_t", "uint64_t", "uintptr_t"],
]);
/** The type of a field as D writes it: what D has no name for is known by its size. */
export function fieldType({ type, size, signed, count, isDistant }: FormatField): string {
  if (isDistant || count !== undefined) {
    return isDistant && /char$/.test(type) || /\bchar$/.test(type) ? "char *" : "void *";
  }
  const plain = type.replace(/\bconst\s+/g, "").trim();
  if (/^(?:struct|union) \w+ \*+$/.test(plain)) return plain;
  if (plain.endsWith("*")) return /^(?:unsigned )?char \*$/.test(plain) ? "char *" : "void *";
  if (KNOWN.has(plain)) return plain;
  const bits = [1, 2, 4, 8].includes(size) ? 8 * size : 64;
  return `${signed ? "" : "u"}int${bits}_t`;
}
