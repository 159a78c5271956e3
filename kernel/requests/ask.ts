/**
 * `name?`, `tcp:::send?`, `args[4]?` (or the question mark in front): what it is, for the frontend's pager.
 *
 * @module
 */
import type { Bundle, Inspection } from "../../lib/evaluator/mod.ts";
import { blankMagics, cellLanguage } from "../cells/mod.ts";
import { clauseDescriptions } from "../../lib/notebook/text/mod.ts";
import type { KernelContext } from "./request.ts";

const NAME = /^[A-Za-z_$][\w$]*(?:(?:\.|->)[A-Za-z_$][\w$]*)*$/;
const ARGUMENT = /^args\s*\[\s*\d+\s*\](?:->\w+)*$/;
const PROBE = /^(?:[\w$*?[\]`.!\-]*:){1,3}[\w$*?[\]`.!\-]*$|^(?:BEGIN|END|ERROR|(?:tick|profile)-\w+)$/;

/** What is asked by a cell that is a question; undefined for other cells. */
export async function pageOf(kernel: KernelContext, code: string): Promise<Bundle | undefined> {
  const [, before, after] =
    code.match(/^\s*(?:\?{1,2}\s*([^\s?]+(?:\s*\[\s*\d+\s*\]\S*)?)|([^\s?][^?\n]*?)\s*\?{1,2})\s*$/) ?? [];
  const asked = (before ?? after)?.replace(/^%+/, "");
  if (!asked) return undefined;
  if (PROBE.test(asked)) return await askD(kernel, asked, asked.length) ?? unknown(asked, "no probe matches it");
  if (ARGUMENT.test(asked)) return await argumentOf(kernel, asked);
  if (!NAME.test(asked)) return undefined;
  const evaluator = await kernel.evaluator(), text = `BEGIN { ${asked}`;
  // what a language server knows takes seconds: who asks for a word of D is answered before
  const isThere =
    await evaluator.value(`typeof ${asked.match(/^[\w$]+/)![0]}`).catch(() => "undefined") !== "undefined";
  const ofD = isThere ? undefined : await askD(kernel, text, text.length);
  return ofD ?? (await evaluator.inspect(asked, asked.length))?.bundle ??
    unknown(asked, "neither TypeScript nor D knows it");
}

const unknown = (asked: string, why: string): Bundle => ({ "text/plain": `nothing is known of ${asked}: ${why}` });

async function askD(kernel: KernelContext, text: string, offset: number): Promise<Bundle | undefined> {
  const evaluator = await kernel.evaluator();
  await evaluator.prepareTraces();
  return (await evaluator.askDCells<Inspection>("inspect", text, offset))?.bundle;
}

/** Arguments are of a probe: that of the last clause that ran. */
async function argumentOf(kernel: KernelContext, asked: string): Promise<Bundle> {
  for (const probe of lastProbes(kernel)) {
    const text = `${probe} { ${asked}`;
    const found = await askD(kernel, text, text.length);
    if (found) return found;
  }
  return unknown(
    asked,
    "it is of a probe. `tcp:::send?` says what that has; once a cell of D ran, its probes are asked",
  );
}

const LOOKED_AT = 50;
function lastProbes(kernel: KernelContext): string[] {
  const cells = kernel.history.find({ hist_access_type: "tail", n: LOOKED_AT, output: false })
    .map(([, , input]) => input as string);
  const last = cells.findLast((code) => cellLanguage(code) === "d" && !/\?\s*$/.test(code));
  if (last === undefined) return [];
  const text = blankMagics(last), end = text.lastIndexOf("}");
  return clauseDescriptions(text, end < 0 ? text.length : end).reverse();
}
