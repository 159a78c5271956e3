import { CONTEXT } from "../../image/mod.ts";
import { onHost } from "./subroutine_definition.ts";

/** Where the text that is being taken apart ends at the latest: strsize bytes after its beginning. */
interface Rest {
  limit: number;
}
const start = (): Rest => ({ limit: 0 });

/**
 * The place where it goes on lies in the context, because it is forgotten with each firing. It stands on the separator
 * that ended the last part: the next call may bring other separators.
 */
export const strtok = onHost(
  {
    name: "strtok",
    doc: "The next part of the text between separators; with NULL it goes on with the same text. NULL at the end.",
    prototype: "string(const char *, const char *)",
    since: "1.1",
  },
  ["pointer", "pointer"],
  "pointer",
  (host, given, list) => {
    const separators = host.readString(list as number);
    if (!separators) return 0;
    const { view, bytes } = host;
    const rest = host.state("strtok", start);
    let at = view.getUint32(CONTEXT.STRTOK, true);
    if (given !== 0) {
      const text = host.readString(given as number);
      if (!text) return 0;
      at = given as number;
      rest.limit = at + text.length;
    }
    if (at === 0) return 0;
    while (at < rest.limit && separators.includes(bytes[at])) at++;
    let end = at;
    while (end < rest.limit && !separators.includes(bytes[end])) end++;
    view.setUint32(CONTEXT.STRTOK, end === at ? 0 : end, true);
    return end === at ? 0 : host.writeString(bytes.slice(at, end));
  },
);
