import { onHost } from "./subroutine_definition.ts";

export function startsAt(text: Uint8Array, part: Uint8Array, at: number): boolean {
  if (at + part.length > text.length) return false;
  for (let i = 0; i < part.length; i++) if (text[at + i] !== part[i]) return false;
  return true;
}
export const strstr = onHost(
  {
    name: "strstr",
    doc: "The rest of the text from where the other begins in it, or NULL.",
    prototype: "string(const char *, const char *)",
    since: "1.1",
  },
  ["pointer", "pointer"],
  "pointer",
  (host, address, other) => {
    const text = host.readString(address as number);
    const part = text && host.readString(other as number);
    if (!text || !part) return 0;
    // in an empty text an empty one is found
    for (let at = 0; at < Math.max(1, text.length); at++) {
      if (startsAt(text, part, at)) return (address as number) + at;
    }
    return 0;
  },
);
