/**
 * input_reply: what the person typed.
 *
 * @module
 */
import { type RequestKind, textField } from "./request.ts";

export const input: RequestKind = {
  type: "input_reply",
  answer(kernel, { content }) {
    kernel.questions.answer(textField(content, "value"));
  },
};
