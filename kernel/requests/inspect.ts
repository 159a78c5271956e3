/**
 * inspect_request: what the name at the cursor is, also while a cell runs.
 *
 * @module
 */
import type { Inspection } from "../../lib/evaluator/mod.ts";
import { languageOf } from "../cells/mod.ts";
import { type RequestKind, textField, unitOffset } from "./request.ts";

export const inspect: RequestKind = {
  type: "inspect_request",
  reply: "inspect_reply",
  async answer(kernel, { content }) {
    const code = textField(content, "code");
    const offset = unitOffset(code, content.cursor_pos);
    const evaluator = await kernel.evaluator();
    const found = languageOf(code) === "d"
      ? await evaluator.askDCells<Inspection>("inspect", code, offset)
      : await evaluator.inspect(code, offset);
    return { status: "ok", found: !!found, data: found?.bundle ?? {}, metadata: {} };
  },
};
