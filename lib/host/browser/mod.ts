/**
 * What a browser offers: for sessions in a page's worker.
 *
 * @module
 */
export { type BrowserFiles, browserHost } from "./host.ts";
