import { FAULT } from "../../image/mod.ts";
import { onHost } from "./subroutine_definition.ts";

export const strjoin = onHost(
  { name: "strjoin", doc: "The first text followed by the second.", prototype: "string(const char *, const char *)" },
  ["pointer", "pointer"],
  "pointer",
  (host, first, second) => {
    const left = host.readString(first as number);
    const right = left && host.readString(second as number);
    if (!left || !right) return 0;
    const length = left.length + right.length;
    if (length >= host.stringSize) {
      host.fault(FAULT.NOSCRATCH);
      return 0;
    }
    const to = host.allocate(length + 1);
    if (to === 0) return 0;
    host.bytes.set(left, to);
    host.bytes.set(right, to + left.length);
    host.bytes[to + length] = 0;
    return to;
  },
);
