const HEX = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, "0"));

/** Bytes in hexadecimal, two digits each. */
export function hexOf(bytes: Uint8Array, at = 0, end: number = bytes.length): string {
  let text = "";
  for (; at < end; at++) text += HEX[bytes[at]];
  return text;
}
