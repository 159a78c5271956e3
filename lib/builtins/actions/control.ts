/**
 * exit, the speculation actions, and what acts on the tracing program itself: setopt, freopen, ftruncate, system.
 *
 * @module
 */
import { CONTEXT, FIRED } from "../../image/mod.ts";
import { formatPrintf, formatValueOf, parseFormat, type PrintfFormat } from "../../engine/format/mod.ts";
import type { ActionRecord, ConsumeContext } from "../../engine/consume/mod.ts";
import { type ActionBuiltin, expressionOf } from "./action_definition.ts";
import { formatTextOf } from "./formats.ts";
import { checkPrintfLike } from "./printing.ts";

const none = () => undefined;

export const exit: ActionBuiltin = {
  name: "exit",
  doc: "Ends tracing; END still fires. The argument is the exit status.",
  unmergeable: "ends the trace at a packet, which the other parts do not know of",
  prototype: "void(int)",
  traits: { records: true, special: "exit" },
  check: none,
  lower(b, [status]) {
    b.beginAction("exit");
    const value = b.lower(expressionOf(status));
    b.setContext(CONTEXT.EXIT_STATUS, value, 4);
    b.setContext(CONTEXT.EXITED, b.constant(1), 4);
    b.setStatus(FIRED.EXIT);
  },
  // the status is not printed: the engine has read it from the context
  consume: none,
};
function speculative(name: "speculate" | "commit" | "discard", doc: string): ActionBuiltin {
  return {
    name,
    doc,
    prototype: "void(int)",
    traits: { records: false, special: name },
    check: none,
    lower: (b, [number]) => void b.helper(name, b.lower(expressionOf(number))),
    consume: none,
  };
}
export const speculate = speculative(
  "speculate",
  "Records the rest of the clause into a speculation, which is kept or discarded later.",
);
export const commit = speculative("commit", "Keeps what a speculation has recorded: it is printed.");
export const discard = speculative("discard", "Discards what a speculation has recorded.");

const textOf = (value: bigint | Uint8Array): string => {
  if (typeof value === "bigint") return String(value);
  const end = value.indexOf(0);
  return new TextDecoder().decode(value.slice(0, end < 0 ? value.length : end));
};
export const setopt: ActionBuiltin = {
  name: "setopt",
  doc: "Sets an option while tracing.",
  prototype: "void(const char *, [const char *])",
  since: "1.2",
  traits: { records: true },
  check: none,
  lower(b, args) {
    b.beginAction("setopt");
    args.forEach((arg) => b.field(expressionOf(arg)));
    b.setStatus(FIRED.CONSUME);
  },
  consume(context, record) {
    const [name, value] = record.fields.map((field) => textOf(context.value(record, field)));
    const refused = context.setOption(name, value);
    if (refused !== undefined) context.warn(refused);
  },
};
/** The text that a printf-like action came to. */
function formatted({ data, fields, bytes, view, payload }: ActionRecord, context: ConsumeContext): string {
  const values = fields.map((field) => formatValueOf(field, bytes, view, payload));
  return formatPrintf(data as PrintfFormat, values, { ...context.names, isTerminal: false });
}
const lowerFormatted = (name: string): ActionBuiltin["lower"] => (b, args, data) => {
  b.beginAction(name, data);
  args.slice(1).forEach((arg) => b.field(expressionOf(arg)));
  b.setStatus(FIRED.CONSUME);
};
/** The name that DTrace gives an empty argument internally, and so refuses from a program. */
const RESTORE = ".";

export const freopen: ActionBuiltin = {
  name: "freopen",
  doc: "Sends the output to a file from here on; an empty name puts standard output back.",
  prototype: "void(@, ...)",
  since: "1.1",
  traits: { records: true, destructive: true },
  check(context, args) {
    const [first] = args;
    if (first.kind === "expression" && first.expression.kind === "string") {
      const text = formatTextOf(first.expression);
      if (text === "") return parseFormat("");
      if (text === RESTORE) {
        context.error("D_FREOPEN_INVALID", "the name of the file cannot be `.`", first.expression.span, {
          plain: `freopen( ) argument #1 cannot be "${RESTORE}"`,
        });
        return undefined;
      }
    }
    return checkPrintfLike(context, "freopen", args);
  },
  lower: lowerFormatted("freopen"),
  consume: (context, record) => context.reopen(formatted(record, context)),
};
export const ftruncate: ActionBuiltin = {
  name: "ftruncate",
  doc: "Empties the output file, where it is one.",
  prototype: "void()",
  traits: { records: true },
  check: none,
  lower(b) {
    b.beginAction("ftruncate");
    b.setStatus(FIRED.CONSUME);
  },
  consume: none,
};
export const system: ActionBuiltin = {
  name: "system",
  doc: "Runs a command with the system's shell.",
  prototype: "void(@, ...)",
  traits: { records: true, destructive: true },
  check: (context, args) => checkPrintfLike(context, "system", args),
  lower: lowerFormatted("system"),
  consume: (context, record) => context.system(formatted(record, context)),
};
