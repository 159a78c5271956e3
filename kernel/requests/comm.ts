/**
 * Comms: what the page says to objects in cells.
 *
 * @module
 */
import { type KernelContext, type Request, type RequestKind, textField } from "./request.ts";

async function pass(kernel: KernelContext, { content }: Request, kind: "open" | "message" | "close"): Promise<void> {
  const id = textField(content, "comm_id");
  if (!id) return;
  const evaluator = await kernel.evaluator();
  await evaluator.receiveComm({
    kind,
    id,
    target: textField(content, "target_name"),
    data: content.data ?? {},
  });
}

export const commOpen: RequestKind = {
  type: "comm_open",
  answer: (kernel, request) => pass(kernel, request, "open"),
};

export const commMessage: RequestKind = {
  type: "comm_msg",
  answer: (kernel, request) => pass(kernel, request, "message"),
};

export const commClose: RequestKind = {
  type: "comm_close",
  answer: (kernel, request) => pass(kernel, request, "close"),
};

export const commInfo: RequestKind = {
  type: "comm_info_request",
  reply: "comm_info_reply",
  async answer(kernel, { content }) {
    const evaluator = await kernel.evaluator();
    const target = typeof content.target_name === "string" ? content.target_name : undefined;
    return { status: "ok", comms: await evaluator.openComms(target) };
  },
};
