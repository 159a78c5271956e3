/**
 * The browsers that pages are tried in: without a window, each in a fresh profile. A test in one that is not there is skipped.
 *
 * @module
 */
import type { Browser, BrowserPage } from "./browser.ts";
import { present } from "../bench/measure.ts";
import { Chromium } from "./chromium.ts";
import { Firefox } from "./firefox.ts";

export interface BrowserKind {
  readonly name: string;
  readonly isPresent: boolean;
  open(): Promise<Browser>;
}
export const BROWSERS: readonly BrowserKind[] = [
  { name: "Chromium", isPresent: present("chromium"), open: () => Chromium.open() },
  { name: "Firefox", isPresent: present("firefox-esr"), open: () => Firefox.open() },
];
/** Opens a text as a page from the disk, and waits until it can run. */
export async function openText(browser: Browser, folder: string, html: string): Promise<BrowserPage> {
  const path = `${folder}/page.html`;
  await Deno.writeTextFile(path, html);
  const page = await browser.page(`file://${path}`);
  await page.until("document.documentElement.dataset.ready");
  return page;
}
