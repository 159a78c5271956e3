/**
 * Text of addresses of the network.
 *
 * @module
 */

/** Four bytes, in dotted decimal. */
export function formatAddress4(bytes: Uint8Array, at: number): string {
  return `${bytes[at]}.${bytes[at + 1]}.${bytes[at + 2]}.${bytes[at + 3]}`;
}

/** The groups of the address that is being written. */
const GROUPS = new Int32Array(8);
/**
 * As DTrace's inet_ntop: lower case, the longest run of zero groups (the first of equals; even a single one, unless it is the last group) as `::`,
 * IPv4-mapped and IPv4-compatible addresses with their dotted tail.
 *
 * @param least groups of zero that are left out at least: 1 as DTrace has it, 2 for RFC 5952
 */
export function formatAddress6(bytes: Uint8Array, at: number, least: number): string {
  const groups = GROUPS;
  for (let i = 0; i < 8; i++) groups[i] = bytes[at + 2 * i] << 8 | bytes[at + 2 * i + 1];
  const leading = (groups[0] | groups[1] | groups[2] | groups[3] | groups[4]) === 0;
  if (leading && (groups[5] === 0xffff || (groups[5] === 0 && groups[6] !== 0))) {
    const tail = formatAddress4(bytes, at + 12);
    return groups[5] === 0xffff ? `::ffff:${tail}` : `::${tail}`;
  }
  let best = -1;
  let length = least - 1;
  for (let i = 0; i < 8; i++) {
    let end = i;
    while (end < 8 && groups[end] === 0) end++;
    if (end - i > length && i < 7) {
      best = i;
      length = end - i;
    }
    i = Math.max(i, end - 1);
  }
  let text = "", between = "";
  for (let i = 0; i < 8; i++) {
    if (i === best) {
      text += "::";
      between = "";
      i += length - 1;
    } else {
      text += between + groups[i].toString(16);
      between = ":";
    }
  }
  return text;
}
