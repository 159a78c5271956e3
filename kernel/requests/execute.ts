/**
 * execute_request: runs a cell.
 *
 * @module
 */
import type { CellError, CellOutcome } from "../../lib/evaluator/mod.ts";
import { evaluateCell } from "../cells/mod.ts";
import type { Content } from "../protocol/mod.ts";
import { pageOf } from "./ask.ts";
import { type KernelContext, type Request, type RequestKind, textField } from "./request.ts";

export const execute: RequestKind = {
  type: "execute_request",
  reply: "execute_reply",
  queued: true,
  answer: runCell,
};

/** What an execute_request asks, with the protocol's defaults. */
interface ExecuteRequest {
  readonly code: string;
  readonly silent: boolean;
  readonly stored: boolean;
  readonly stopOnError: boolean;
  readonly expressions: Readonly<Record<string, string>>;
}

function readAsked(content: Content): ExecuteRequest {
  const silent = content.silent === true;
  const expressions = Object.entries(content.user_expressions ?? {}).filter(([, text]) => typeof text === "string");
  return {
    code: textField(content, "code"),
    silent,
    stored: !silent && content.store_history !== false,
    stopOnError: content.stop_on_error !== false,
    expressions: Object.fromEntries(expressions) as Record<string, string>,
  };
}

async function runCell(kernel: KernelContext, request: Request): Promise<Content> {
  const asked = readAsked(request.content);
  const { header } = request.message;
  if (asked.stored) kernel.count++;
  const count = kernel.count;
  const entry = { line: count, input: asked.code };
  if (asked.stored && asked.code.trim() !== "") kernel.history.add(entry);
  if (!asked.silent) {
    kernel.publisher.publish("execute_input", { code: asked.code, execution_count: count }, header);
  }
  const cell = kernel.beginCell(request, asked.stored ? count : undefined, asked.silent);
  try {
    const { outcome, payload } = await answerCell(kernel, asked, cell)
      .catch((error): CellAnswer => ({ outcome: ownFailure(error), payload: [] }));
    if (outcome.status === "ok") {
      if (outcome.result && !asked.silent) {
        const { bundle, metadata = {} } = outcome.result;
        Object.assign(entry, { output: bundle["text/plain"] });
        kernel.publisher.publish("execute_result", { execution_count: count, data: bundle, metadata }, header);
      }
      const expressions = await evaluateExpressions(kernel, asked, request);
      return { status: "ok", execution_count: count, user_expressions: expressions, payload };
    }
    const failure = publishError(kernel, request, outcome.error, asked.silent);
    if (asked.stopOnError) kernel.abortQueue();
    return { ...failure, execution_count: count, user_expressions: {}, payload: [] };
  } finally {
    kernel.endCell(cell);
  }
}

/** What a cell came to, and what the frontend is to do beside showing it. */
interface CellAnswer {
  readonly outcome: CellOutcome;
  readonly payload: readonly Content[];
}

async function answerCell(kernel: KernelContext, asked: ExecuteRequest, cell: number): Promise<CellAnswer> {
  const page = await pageOf(kernel, asked.code);
  if (page) return { outcome: { status: "ok" }, payload: [{ source: "page", start: 0, data: page }] };
  kernel.replacement = undefined;
  const outcome = await evaluateCell(asked.code, { cell, show: !asked.silent }, kernel);
  const text = kernel.replacement;
  return { outcome, payload: text === undefined ? [] : [{ source: "set_next_input", text, replace: true }] };
}

/** What goes wrong in the kernel itself ends the cell like any other error: nothing is worse than a cell that says nothing. */
function ownFailure(error: unknown): CellOutcome {
  const { name, message, stack } = error instanceof Error ? error : new Error(String(error));
  const text = `${name}: ${message} (in the kernel itself: what cells declared is kept)`;
  return { status: "error", error: { name, message, text: [text, stack].filter(Boolean).join("\n") } };
}

function publishError(kernel: KernelContext, request: Request, error: CellError, silent: boolean): Content {
  const { header } = request.message;
  const content = { ename: error.name, evalue: error.message, traceback: error.text.split("\n") };
  if (!silent) {
    if (error.html) {
      const data = { "text/html": error.html, "text/plain": error.text };
      kernel.publisher.publish("display_data", { data, metadata: {}, transient: {} }, header);
      content.traceback = [`${error.name}: ${error.message}`];
    }
    kernel.publisher.publish("error", content, header);
  }
  return { status: "error", ...content };
}

async function evaluateExpressions(kernel: KernelContext, asked: ExecuteRequest, request: Request): Promise<Content> {
  const results: Content = {};
  for (const [name, text] of Object.entries(asked.expressions)) {
    const cell = kernel.beginCell(request, undefined, true);
    try {
      const evaluator = await kernel.evaluator();
      const outcome = await evaluator.evaluate(text, { cell, keep: false, unchecked: true }).catch(ownFailure);
      results[name] = outcome.status === "ok"
        ? { status: "ok", data: outcome.result?.bundle ?? { "text/plain": "undefined" }, metadata: {} }
        : {
          status: "error",
          ename: outcome.error.name,
          evalue: outcome.error.message,
          traceback: outcome.error.text.split("\n"),
        };
    } finally {
      kernel.endCell(cell);
    }
  }
  return results;
}
