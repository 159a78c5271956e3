/**
 * shutdown_request: the end, or the end before a new start.
 *
 * @module
 */
import type { RequestKind } from "./request.ts";

export const shutdown: RequestKind = {
  type: "shutdown_request",
  reply: "shutdown_reply",
  answer(kernel, { message, content }) {
    const answer = { status: "ok", restart: content.restart === true };
    // the other frontends are to know as well
    kernel.publisher.publish("shutdown_reply", answer, message.header);
    return answer;
  },
  after: (kernel) => void kernel.close(),
};
