/**
 * A browser that pages are tried in, and what is done in them.
 *
 * @module
 */
/** What the drivers have in common. */
export interface BrowserPage {
  /** Errors of scripts, what the console was told as error or warning, what the policy refused. */
  readonly faults: readonly string[];
  /** Addresses that were asked for, but the page itself and what it holds in itself. */
  readonly requests: readonly string[];
  evaluate<T>(expression: string): Promise<T>;
  until(expression: string, longestMs?: number): Promise<void>;
  picture(path: string): Promise<void>;
}
export interface Browser {
  page(address: string, size?: { width?: number; height?: number }): Promise<BrowserPage>;
  close(): Promise<void>;
}

/** Writes a program into the page of `probebook page`, and runs it; answers with what is shown. */
export async function ask(
  page: BrowserPage,
  program: string,
  options = "",
): Promise<{ status: string; output: string }> {
  await page.evaluate(`{
    const field = document.getElementById("editor");
    field.value = ${JSON.stringify(program)};
    field.dispatchEvent(new Event("input"));
    document.getElementById("options").value = ${JSON.stringify(options)};
    document.getElementById("run").click();
  }`);
  await page.until("!document.getElementById('run').hidden");
  await page.until("new Promise((resolve) => requestAnimationFrame(() => resolve(true)))");
  return await page.evaluate(
    `({ status: document.getElementById("status").textContent, output: document.getElementById("output").textContent })`,
  );
}
