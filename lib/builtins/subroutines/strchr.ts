import { onHost, type SubroutineBuiltin } from "./subroutine_definition.ts";

function finding(name: string, doc: string, find: (text: Uint8Array, byte: number) => number): SubroutineBuiltin {
  return onHost(
    { name, doc, prototype: "string(const char *, char)", since: "1.1" },
    ["pointer", "i64"],
    "pointer",
    (host, address, wanted) => {
      const text = host.readString(address as number);
      if (!text) return 0;
      const byte = Number(BigInt.asUintN(8, wanted as bigint));
      // C's strchr finds the end of the string too, where it has one
      const end = text.length < host.stringSize ? text.length : -1;
      const at = byte === 0 ? end : find(text, byte);
      return at < 0 ? 0 : (address as number) + at;
    },
  );
}
export const strchr = finding(
  "strchr",
  "The rest of the text from the first such letter on, or NULL.",
  (text, byte) => text.indexOf(byte),
);
export const strrchr = finding(
  "strrchr",
  "The rest of the text from the last such letter on, or NULL.",
  (text, byte) => text.lastIndexOf(byte),
);
