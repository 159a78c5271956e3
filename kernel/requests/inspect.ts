/**
 * inspect_request: what the name at the cursor is, also while a cell runs.
 *
 * @module
 */
import type { Inspection } from "../../lib/evaluator/mod.ts";
import { asksLinux, blankMagics, cellLanguage } from "../cells/mod.ts";
import { type RequestKind, textField, unitOffset } from "./request.ts";

export const inspect: RequestKind = {
  type: "inspect_request",
  reply: "inspect_reply",
  async answer(kernel, { content }) {
    const code = textField(content, "code");
    const offset = unitOffset(code, content.cursor_pos);
    const evaluator = await kernel.evaluator();
    const text = blankMagics(code);
    const isD = cellLanguage(code) === "d", isOfLinux = asksLinux(code);
    if (isD && !isOfLinux) await evaluator.prepareTraces();
    const found = isOfLinux
      ? await evaluator.askLinux<Inspection>({ ask: "inspect", text, offset }).catch(() => undefined)
      : isD
      ? await evaluator.askDCells<Inspection>("inspect", text, offset)
      : await evaluator.inspect(text, offset);
    return { status: "ok", found: !!found, data: found?.bundle ?? {}, metadata: {} };
  },
};
