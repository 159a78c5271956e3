/**
 * stack, ustack, jstack and the symbol actions. Packets have no stack: it is empty, and addresses have no symbols.
 *
 * @module
 */
import type { CheckContext, TypedArgument } from "../../d/check/mod.ts";
import { UNSIGNED_LONG } from "../../d/types/mod.ts";
import { formatStack } from "../../engine/format/mod.ts";
import { NOT_READ } from "../kernel_form.ts";
import { type ActionBuiltin, expressionOf, positiveConstant, spanOf } from "./action_definition.ts";

function checkStack(context: CheckContext, args: readonly TypedArgument[]): void {
  const [frames, more] = args;
  if (more) {
    context.error("D_STACK_PROTO", "`stack()` takes one argument", spanOf(more), {
      plain: "stack( ) prototype mismatch: too many arguments",
    });
  } else if (frames && positiveConstant(context, frames) === undefined) {
    context.error("D_STACK_SIZE", "the depth of `stack()` is a constant above zero", spanOf(frames), {
      plain: "stack( ) size must be a non-zero positive integral constant expression",
    });
  }
}
function checkUserStack(context: CheckContext, args: readonly TypedArgument[]): void {
  const [frames, strings, more] = args;
  if (frames && positiveConstant(context, frames) === undefined) {
    context.error("D_USTACK_FRAMES", "the depth of `ustack()` is a constant above zero", spanOf(frames), {
      plain: "ustack( ) argument #1 must be a non-zero positive integer constant",
    });
  }
  if (strings) {
    const size = strings.kind === "expression" ? context.constant(strings.expression) : undefined;
    if (size === undefined || size < 0n) {
      context.error("D_USTACK_STRSIZE", "the string size of `ustack()` is a constant, not negative", spanOf(strings), {
        plain: "ustack( ) argument #2 must be a positive integer constant",
      });
    }
  }
  if (more) {
    context.error("D_USTACK_PROTO", "`ustack()` takes at most two arguments", spanOf(more), {
      plain: "ustack( ) prototype mismatch: too many arguments",
    });
  }
}
function stackAction(name: string, doc: string, check: typeof checkStack): ActionBuiltin {
  return {
    name,
    doc,
    prototype: "stack(...)",
    kernel: NOT_READ,
    traits: { records: true },
    check,
    lower(b) {
      b.beginAction(name);
      // one word, the depth: nothing has ever been on this stack
      b.fieldRegister(b.constant(0), UNSIGNED_LONG);
    },
    consume: (context, { bytes, payload, fields }) => {
      const from = payload + fields[0].offset;
      context.write(formatStack(bytes.subarray(from, from + fields[0].size)));
    },
  };
}
function symbolAction(name: string, prototype: string, doc: string): ActionBuiltin {
  return {
    name,
    doc,
    prototype,
    traits: { records: true },
    isData: true,
    check: () => undefined,
    lower(b, [address]) {
      b.beginAction(name);
      b.fieldRegister(b.lower(expressionOf(address)), UNSIGNED_LONG);
    },
    consume(context, record) {
      const value = BigInt.asUintN(64, context.value(record, record.fields[0]) as bigint);
      context.write(`  ${`0x${value.toString(16)}`.padEnd(50)}`);
    },
  };
}
export const stacks: readonly ActionBuiltin[] = [
  stackAction("stack", "The kernel's stack: empty for packets.", checkStack),
  stackAction("ustack", "The process's stack: empty for packets.", checkUserStack),
  stackAction("jstack", "The process's stack with the names of Java's frames: empty for packets.", checkUserStack),
  symbolAction("sym", "_symaddr(uintptr_t)", "The kernel symbol at an address."),
  symbolAction("func", "_symaddr(uintptr_t)", "The kernel function at an address."),
  symbolAction("mod", "_symaddr(uintptr_t)", "The kernel module at an address."),
  symbolAction("uaddr", "_usymaddr(uintptr_t)", "An address of the process, with its symbol."),
  symbolAction("usym", "_usymaddr(uintptr_t)", "The symbol of the process at an address."),
  symbolAction("ufunc", "_usymaddr(uintptr_t)", "The function of the process at an address."),
  symbolAction("umod", "_usymaddr(uintptr_t)", "The module of the process at an address."),
];
