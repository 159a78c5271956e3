/**
 * `probebook page`: one file in which captures are asked in a browser.
 *
 * @module
 */
import { visibleText } from "../diagnostic/mod.ts";
import { pageMain, PageUsageError } from "../page/mod.ts";
import { PAGE_OPTIONS, usageOf } from "./commands/mod.ts";
import { VERSION } from "./version.ts";

const toStderr = (text: string) => void Deno.stderr.writeSync(new TextEncoder().encode(text));

/** Answers with the exit status. */
export async function writePage(args: readonly string[]): Promise<number> {
  const usage = `${usageOf("probebook page -o FILE", PAGE_OPTIONS)}\n`;
  if (args.includes("--help") || args.includes("-h")) {
    console.log(usage.trimEnd());
    return 0;
  }
  try {
    return await pageMain(args, VERSION, toStderr);
  } catch (error) {
    if (!(error instanceof PageUsageError)) throw error;
    toStderr(visibleText(`probebook: ${error.message}\n`) + usage);
    return 2;
  }
}
