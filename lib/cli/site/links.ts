/**
 * Links of the pages that lead nowhere.
 *
 * @module
 */

/** The links of a site, by what was written: pages as HTML, and the names of all files. */
export function deadLinks(pages: ReadonlyMap<string, string>, files: ReadonlySet<string>): string[] {
  const dead: string[] = [];
  const anchors = new Map([...pages].map(([address, html]) => [
    address,
    new Set([...html.matchAll(/ id="([^"]+)"/g)].map(([, id]) => id)),
  ]));
  for (const [address, html] of pages) {
    for (const [, raw] of html.matchAll(/ (?:href|src|srcset)="([^"]*)"/g)) {
      const target = raw.replace(/&#(\d+);/g, (_, code) => String.fromCharCode(Number(code)));
      // another site: nobody can look from here
      if (/^https?:/.test(target)) continue;
      const { pathname, hash } = new URL(target, `file:///${address}`);
      const path = decodeURIComponent(pathname.slice(1));
      const isThere = files.has(path);
      const anchor = decodeURIComponent(hash.slice(1));
      if (!isThere || anchor !== "" && anchors.has(path) && !anchors.get(path)!.has(anchor)) {
        dead.push(`${address}: ${target}${isThere ? ": no such heading" : ""}`);
      }
    }
  }
  return dead;
}
