/**
 * Which line of a cell a line of its transformed text came from. Only enums, namespaces and the like are transformed
 * at all: everything else keeps its place.
 *
 * @module
 */
import type { CellPlace } from "./syntax_error.ts";

/** Maps places of a script to places of the cell. */
export type PlaceMap = (place: CellPlace) => CellPlace;

const DIGITS = new Map(
  [..."ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"].map((letter, value) => [letter, value]),
);

/** One segment of a source map: where it starts in a generated line, and what place that is. */
interface MapSegment {
  readonly column: number;
  readonly place: CellPlace;
}

/** Reads the `mappings` of a source map (version 3, one source). */
export function readMappings(mappings: string): PlaceMap {
  let line = 0, column = 0;
  const lines: MapSegment[][] = mappings.split(";").map((group) => {
    let generated = 0;
    return group.split(",").filter(Boolean).map((text) => {
      const fields = decodeDigits(text);
      generated += fields[0] ?? 0;
      line += fields[2] ?? 0;
      column += fields[3] ?? 0;
      return { column: generated, place: { line: line + 1, column: column + 1 } };
    });
  });
  return (place) => {
    const segments = lines[place.line - 1] ?? [];
    const found = segments.findLast((segment) => segment.column <= place.column - 1) ?? segments[0];
    return found?.place ?? lines.slice(0, place.line).flat().at(-1)?.place ?? place;
  };
}

/** Base64 variable-length quantities. */
function decodeDigits(text: string): number[] {
  const numbers: number[] = [];
  let value = 0, shift = 0;
  for (const letter of text) {
    const digit = DIGITS.get(letter) ?? 0;
    value |= (digit & 31) << shift;
    shift += 5;
    if (digit & 32) continue;
    numbers.push(value & 1 ? -(value >>> 1) : value >>> 1);
    value = 0;
    shift = 0;
  }
  return numbers;
}
