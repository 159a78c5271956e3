/**
 * history_request: the cells that ran.
 *
 * @module
 */
import type { RequestKind } from "./request.ts";

export const history: RequestKind = {
  type: "history_request",
  reply: "history_reply",
  answer: (kernel, { content }) => ({ status: "ok", history: kernel.history.find(content) }),
};
