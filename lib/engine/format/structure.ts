/**
 * print(): a value with its type, structs member by member.
 *
 * @module
 */
import { type ArrayType, type DType, type Member, resolveType, sizeOf, typeName } from "../../d/types/mod.ts";
import { formatFloating, readFloating } from "./c_format.ts";
import { textOfBytes } from "./traced_text.ts";

const INDENT = 4;
/** Deeper than any type a program can declare by hand: bounds what a recursive one could print. */
const MAXIMUM_DEPTH = 64;

interface StructPlace {
  readonly bytes: Uint8Array;
  readonly view: DataView;
  /** Struct depth within the innermost array, and levels of arrays and structs around it. */
  readonly depth: number;
  readonly nest: number;
}

/** `int64_t 0x1` and a newline; a struct's last brace has none, as DTrace has it. */
export function formatTyped(type: DType, bytes: Uint8Array): string {
  const place: StructPlace = {
    bytes,
    view: new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength),
    depth: 0,
    nest: 0,
  };
  return formatMember(type, "", 0, place);
}

/** As C spells it: pointers to functions too, and nothing where there is no tag. */
function printedName(type: DType): string {
  if (type.kind === "pointer" && type.to.kind === "function") return `${typeName(type.to.returns)} (*)()`;
  return typeName(type).replace(" (anon)", "");
}
function indent({ depth, nest }: StructPlace): string {
  return " ".repeat((depth + nest) * INDENT);
}

/** A value in its line: indentation, type, name; elements of arrays that are not structs stand bare. */
function formatMember(type: DType, name: string, at: number, place: StructPlace, bits?: Member["bits"]): string {
  const resolved = resolveType(type);
  const isStruct = resolved.kind === "struct" || resolved.kind === "union";
  const isElement = place.nest !== 0 && place.depth === 0;
  const brief = isElement && !isStruct;
  let text = "";
  if (!brief) {
    if (isElement) text += "\n";
    const spelled = printedName(type);
    text += indent(place) + spelled;
    if (name !== "") {
      text += (spelled.endsWith("*") ? "" : " ") + name;
      if (bits) text += ` :${bits.width}`;
      text += " =";
    }
    text += " ";
  }
  text += bits ? formatBits(at, bits, place) : formatValue(type, at, place);
  if (!brief && !isStruct) text += "\n";
  return isStruct && place.depth > 0 ? text + "\n" : text;
}

function formatBits(at: number, bits: NonNullable<Member["bits"]>, { bytes }: StructPlace): string {
  let value = 0n;
  for (let i = 7; i >= 0; i--) value = value << 8n | BigInt(bytes[at + i] ?? 0);
  return hex(value >> BigInt(bits.offset) & (1n << BigInt(bits.width)) - 1n);
}

/** C's `%#x`: zero has no prefix. */
function hex(value: bigint): string {
  return value === 0n ? "0" : `0x${value.toString(16)}`;
}

function formatValue(type: DType, at: number, place: StructPlace): string {
  const resolved = resolveType(type);
  const { bytes } = place;
  if (place.depth + place.nest > MAXIMUM_DEPTH) return "...";
  switch (resolved.kind) {
    case "int":
      return resolved.isChar && resolved.signed
        ? formatCharacter(bytes[at] ?? 0)
        : hex(unsigned(at, resolved.size, place));
    case "pointer":
    case "function":
      return hex(unsigned(at, 8, place));
    case "enum": {
      const value = BigInt.asIntN(32, unsigned(at, 4, place));
      return resolved.members.find((member) => member.value === value)?.name ?? String(value);
    }
    case "float": {
      const layout = { alternate: false, zero: false, left: false, plus: true, space: false, width: 0 };
      const value = readFloating(bytes.subarray(at, at + resolved.size));
      return resolved.size === 16
        ? formatFloating(value, "E", { ...layout, precision: 16 })
        : formatFloating(value, "e", { ...layout, precision: 7 });
    }
    case "string": {
      const end = bytes.indexOf(0, at);
      return formatString(bytes.subarray(at, end < 0 ? bytes.length : end), place);
    }
    case "array":
      return formatArray(resolved, at, place);
    case "struct":
    case "union": {
      if (!resolved.complete) return "<forward decl>";
      const inner = { ...place, depth: place.depth + 1 };
      const members = resolved.members.map((member) =>
        formatMember(member.type, member.name, at + member.offset, inner, member.bits)
      );
      return `{\n${members.join("")}${indent(place)}}`;
    }
    default:
      return hex(unsigned(at, Math.min(8, bytes.length - at), place));
  }
}

function unsigned(at: number, size: number, { bytes }: StructPlace): bigint {
  let value = 0n;
  for (let i = size - 1; i >= 0; i--) value = value << 8n | BigInt(bytes[at + i] ?? 0);
  return value;
}

function isPrintable(byte: number): boolean {
  return byte >= 0x20 && byte <= 0x7e;
}

function formatCharacter(byte: number): string {
  if (isPrintable(byte)) return `'${String.fromCharCode(byte)}'`;
  if (byte === 0) return "'\\0'";
  // A negative char is widened to int before it is shown in octal.
  const value = byte < 0x80 ? byte : byte + 0xffffff00;
  return `'\\${value.toString(8).padStart(3, "0")}'`;
}

function formatString(text: Uint8Array, { depth }: StructPlace): string {
  return depth === 0 ? `"${textOfBytes(text)}"` : `[ "${textOfBytes(text)}" ]`;
}

function formatArray(array: ArrayType, at: number, place: StructPlace): string {
  const element = resolveType(array.of);
  const size = sizeOf(array.of);
  if (element.kind === "int" && element.isChar && element.signed) {
    let end = 0;
    while (end < array.count && isPrintable(place.bytes[at + end] ?? 0)) end++;
    if (end < array.count && (place.bytes[at + end] ?? 0) === 0) {
      return formatString(place.bytes.subarray(at, at + end), place);
    }
  }
  const isStruct = element.kind === "struct" || element.kind === "union";
  const inner = { ...place, depth: 0, nest: place.nest + place.depth + 1 };
  const elements: string[] = [];
  for (let i = 0; i < array.count; i++) elements.push(formatMember(array.of, "", at + i * size, inner));
  return isStruct ? `[ ${elements.join(", ")}\n${indent(place)}]` : `[ ${elements.join(", ")} ]`;
}
