/**
 * complete_request: ways to go on, also while a cell runs.
 *
 * @module
 */
import type { Completion } from "../../lib/evaluator/mod.ts";
import { asksLinux, blankMagics, cellLanguage, completeMagic } from "../cells/mod.ts";
import { characterOffset, type KernelContext, type RequestKind, textField, unitOffset } from "./request.ts";

export const complete: RequestKind = {
  type: "complete_request",
  reply: "complete_reply",
  async answer(kernel, { content }) {
    const code = textField(content, "code");
    const offset = unitOffset(code, content.cursor_pos);
    const { start, end, candidates } = await completeCode(kernel, code, offset);
    const from = characterOffset(code, start), to = characterOffset(code, end);
    return {
      status: "ok",
      matches: candidates.map(({ text }) => text),
      cursor_start: from,
      cursor_end: to,
      metadata: {
        _jupyter_types_experimental: candidates.map(({ text, kind, detail }) => ({
          text,
          type: kind,
          signature: detail ?? "",
          start: from,
          end: to,
        })),
      },
    };
  },
};

async function completeCode(kernel: KernelContext, code: string, offset: number): Promise<Completion> {
  const magic = completeMagic(code, offset);
  if (magic) return magic;
  const evaluator = await kernel.evaluator();
  const text = blankMagics(code);
  if (asksLinux(code)) {
    const found = await evaluator.askLinux<Completion>({ ask: "complete", text, offset }).catch(() => undefined);
    return found ?? { start: offset, end: offset, candidates: [] };
  }
  if (cellLanguage(code) === "d") {
    // in a kernel that has just started: what knows D is still on its way, and no answer would be a wrong one
    await evaluator.prepareTraces();
    return await evaluator.askDCells<Completion>("complete", text, offset) ??
      { start: offset, end: offset, candidates: [] };
  }
  return await evaluator.complete(text, offset);
}
