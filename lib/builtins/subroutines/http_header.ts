/**
 * http_header: any header field of a message of HTTP, read where the probe fires. Ours.
 *
 * @module
 */
import type { HostMemory } from "../../codegen/ir/mod.ts";
import { HttpHead } from "../../packet/http/mod.ts";
import { onHost, type SubroutineBuiltin } from "./subroutine_definition.ts";

/** Members of `struct http`. */
const HEAD = 152, HEAD_LENGTH = 160, HTTP_BYTES = 168;
const CR = 13, LF = 10, BLANK = 32;
const decoder = new TextDecoder("latin1"), head = new HttpHead(), value = { at: 0, end: 0 };

/** Values of all fields of that name, with commas between (RFC 9110 section 5.3); empty where there is none. */
function fieldOf(host: HostMemory, at: number, length: number, name: string): number[] {
  const { bytes } = host, text: number[] = [];
  head.read(bytes, at, at + length);
  for (let i = head.findNext(name, value, 0); i > 0; i = head.findNext(name, value, i)) {
    if (text.length > 0) text.push(0x2c, BLANK);
    for (let at = value.at; at < value.end; at++) {
      text.push(bytes[at] === CR || bytes[at] === LF ? BLANK : bytes[at]);
    }
  }
  return text;
}

export const httpHeader: SubroutineBuiltin = onHost(
  {
    name: "http_header",
    doc: 'A header field of a message of HTTP, by its name in any case; `http_header(args[4], "x-request-id")`. Ours.',
    prototype: "string(struct http *, string)",
  },
  ["pointer", "pointer"],
  "pointer",
  (host, message, name) => {
    const wanted = host.readString(name as number), at = message as number;
    if (!wanted) return 0;
    let text: number[] = [];
    if (at !== 0 && host.readable(at, HTTP_BYTES)) {
      const view = new DataView(host.bytes.buffer), start = view.getUint32(at + HEAD, true);
      const length = view.getUint32(at + HEAD_LENGTH, true);
      const isThere = start !== 0 && length > 0 && host.readable(start, length);
      if (isThere) text = fieldOf(host, start, length, decoder.decode(wanted).toLowerCase());
    }
    const to = host.allocate(text.length + 1);
    if (to === 0) return 0;
    host.bytes.set(text, to);
    host.bytes[to + text.length] = 0;
    return to;
  },
);
