/**
 * Which file lies where in a process's memory (/proc/PID/maps).
 *
 * @module
 */

/** Code of a file. */
export interface Mapping {
  readonly start: bigint;
  readonly end: bigint;
  /** Of the first byte in the file. */
  readonly offset: number;
  readonly path: string;
}
const LINE = /^([0-9a-f]+)-([0-9a-f]+) ..x. ([0-9a-f]+) \S+ \d+ +(\S.*)$/;

/** Mappings that can be executed and have a name. */
export function parseMaps(text: string): Mapping[] {
  return text.split("\n").flatMap((line) => {
    const found = LINE.exec(line);
    if (!found) return [];
    const [, start, end, offset, path] = found;
    return [{ start: BigInt("0x" + start), end: BigInt("0x" + end), offset: parseInt(offset, 16), path }];
  });
}
