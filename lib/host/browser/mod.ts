/**
 * What a browser offers: for whoever makes a session in a page's worker.
 *
 * @module
 */
export { type BrowserFiles, browserHost } from "./host.ts";
