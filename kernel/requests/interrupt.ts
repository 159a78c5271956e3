/**
 * interrupt_request: ends the running cell; what it declared stays.
 *
 * @module
 */
import type { RequestKind } from "./request.ts";

export const interrupt: RequestKind = {
  type: "interrupt_request",
  reply: "interrupt_reply",
  async answer(kernel) {
    await kernel.interrupt();
    return { status: "ok" };
  },
};
