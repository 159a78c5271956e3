/**
 * is_complete_request: whether Enter runs the cell or starts another line.
 *
 * @module
 */
import { type Completeness, typeScriptCompleteness } from "../../lib/evaluator/mod.ts";
import { languageOf, parseCellText } from "../cells/mod.ts";
import { type KernelContext, type RequestKind, textField } from "./request.ts";

export const isComplete: RequestKind = {
  type: "is_complete_request",
  reply: "is_complete_reply",
  answer: async (kernel, { content }) => ({ ...await completeness(kernel, textField(content, "code")) }),
};

async function completeness(kernel: KernelContext, code: string): Promise<Completeness> {
  let text = code, language = languageOf(code);
  try {
    ({ text, language } = parseCellText(code));
  } catch {
    // a magic that is wrong is complete: running it says what is wrong
    return { status: "complete" };
  }
  // after a cell magic a program is to come
  if (text.trim() === "" && /^\s*%%\w+[^\n]*$/.test(code)) return { status: "incomplete", indent: "" };
  if (language === "typescript") return typeScriptCompleteness(text);
  const evaluator = await kernel.evaluator();
  await evaluator.prepareTraces();
  return await evaluator.askDCells<Completeness>("isComplete", text) ?? { status: "complete" };
}
