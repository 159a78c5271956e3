/**
 * What a reader sees, against what the manifest says: the page is made again, and so are the files beside it.
 *
 * @module
 */
import { PageParts } from "../page/mod.ts";
import {
  canonicalJson,
  FILES,
  filesOf,
  hashesOf,
  hasPage,
  type NotebookPort,
  pageOf,
  type ReadPackage,
  scriptHashes,
} from "../publish/mod.ts";
import { STATUS, type VerifyLine } from "./verify_line.ts";

/** @param version ours: what another one has made cannot always be made again */
export async function displayLines(
  read: ReadPackage,
  { notebooks, version }: { readonly notebooks: NotebookPort; readonly version: string },
): Promise<VerifyLine[]> {
  const lines: VerifyLine[] = [];
  if (read.page !== undefined) lines.push(...await pageLines(read, read.page, version));
  else if (read.kind !== "page" && hasPage(read)) {
    lines.push({ what: "page", status: STATUS.BROKEN, text: `${FILES.page} is missing` });
  }
  if (read.kind !== "page") lines.push(...await fileLines(read, notebooks, version));
  return lines;
}
async function pageLines(read: ReadPackage, page: string, version: string): Promise<VerifyLine[]> {
  const what = "page", own = await pageOf(read, new PageParts(page));
  if (own === page) {
    return [{
      what,
      status: STATUS.EQUAL,
      text: "all that it shows is made of the manifest; its scripts are those of this version",
    }];
  }
  const lines: VerifyLine[] = [];
  const fault = firstDifference(stillPart(own), stillPart(page)), by = read.manifest.program.version;
  if (by !== version) {
    const text = `it was made by version ${by}: whether it shows what the manifest says, that version can tell`;
    return [{ what, status: STATUS.CANNOT, text }];
  }
  lines.push(
    fault === undefined
      ? { what, status: STATUS.EQUAL, text: "all that it shows is made of the manifest" }
      : { what, status: STATUS.DIFFERS, text: `it does NOT show what the manifest says: ${fault}` },
  );
  const hashes = canonicalJson(await hashesOf(new PageParts(page))),
    published = canonicalJson(read.manifest.program.scripts);
  if (hashes !== published) {
    lines.push({ what: "scripts", status: STATUS.BROKEN, text: "they are not those that the manifest names" });
  } else if (hashes !== canonicalJson(await scriptHashes(read.manifest.charts))) {
    const text = "they are not those of this version: what the page makes when it runs is not vouched for";
    lines.push({ what: "scripts", status: STATUS.BROKEN, text });
  } else if (fault === undefined) {
    lines.push({
      what: "page",
      status: STATUS.BROKEN,
      text: "something in it that is not shown is not as it was made",
    });
  }
  return lines;
}
/** What is shown before any script runs, and by which rules: without what is hashed by itself. */
function stillPart(page: string): string {
  return page.replaceAll(/<script\b[^>]*>[\s\S]*?<\/script>/g, "").replaceAll(/'sha256-[^']*'/g, "");
}
function firstDifference(own: string, other: string): string | undefined {
  if (own === other) return undefined;
  let at = 0;
  while (own[at] === other[at]) at++;
  const begin = Math.max(0, at - 20);
  const part = (text: string) => JSON.stringify(text.slice(begin, at + 30));
  return `${part(other)} stands where ${part(own)} should`;
}
async function fileLines(read: ReadPackage, notebooks: NotebookPort, version: string): Promise<VerifyLine[]> {
  const changed = read.manifest.program.version === version ? STATUS.BROKEN : STATUS.CANNOT;
  const format = (cells: Parameters<NotebookPort["format"]>[0]["cells"]) => notebooks.format({ cells, metadata: {} });
  const expected = await filesOf(read, format, read.page), lines: VerifyLine[] = [];
  for (const [path, bytes] of expected) {
    const is = read.files.get(path);
    if (is === undefined) lines.push({ what: path, status: STATUS.BROKEN, text: "it is missing" });
    else if (!isSame(is, bytes)) {
      lines.push({ what: path, status: changed, text: "it is not what the manifest makes it" });
    }
  }
  for (const path of read.files.keys()) {
    if (!expected.has(path)) {
      lines.push({ what: path, status: STATUS.BROKEN, text: "it is not part of what was published" });
    }
  }
  if (lines.length === 0) {
    lines.push({ what: "files", status: STATUS.EQUAL, text: `${expected.size}, all as the manifest makes them` });
  }
  return lines;
}
const isSame = (a: Uint8Array, b: Uint8Array) => a.length === b.length && a.every((byte, i) => byte === b[i]);
