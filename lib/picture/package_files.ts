/**
 * Files of the packages that pictures and pages are made with.
 *
 * @module
 */
import { createRequire } from "node:module";

const { resolve } = createRequire(import.meta.url);

/**
 * Where what a package exports lies, however the package came here: from Deno's cache or from a folder `node_modules`. One of
 * its modules has been imported before, so that the package is there.
 *
 * @param name the package, or a path in it that it exports
 */
export function packageFile(name: string): URL {
  return new URL(`file://${encodeURI(resolve(name)).replace(/[?#]/g, encodeURIComponent)}`);
}
