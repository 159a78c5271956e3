/**
 * Makes BTF for tests (Documentation/bpf/btf.rst): records as they are given, texts put together.
 *
 * @module
 */
export type BtfRecord = readonly [
  kind: number,
  name: string,
  sizeOrType: number,
  words: readonly (number | string)[],
  {
    readonly count?: number;
    readonly isFlagged?: boolean;
  }?,
];

/** Words that are texts become their places. */
export function writeBtf(records: readonly BtfRecord[]): Uint8Array<ArrayBuffer> {
  let texts = "\0";
  const places = new Map<string, number>([["", 0]]);
  const placeOf = (text: string) => {
    if (!places.has(text)) {
      places.set(text, texts.length);
      texts += text + "\0";
    }
    return places.get(text)!;
  };
  const words = records.flatMap(([kind, name, sizeOrType, more, { count = 0, isFlagged = false } = {}]) => [
    placeOf(name),
    (kind << 24 | count | (isFlagged ? 1 << 31 : 0)) >>> 0,
    sizeOrType,
    ...more.map((word) => typeof word === "string" ? placeOf(word) : word >>> 0),
  ]);
  const types = Uint32Array.from(words), text = new TextEncoder().encode(texts);
  const header = Uint32Array.of(0x0001_eb9f, 24, 0, types.byteLength, types.byteLength, text.length);
  const bytes = new Uint8Array(24 + types.byteLength + text.length);
  bytes.set(new Uint8Array(header.buffer));
  bytes.set(new Uint8Array(types.buffer), 24);
  bytes.set(text, 24 + types.byteLength);
  return bytes;
}
