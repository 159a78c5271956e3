/**
 * stack, ustack, jstack and the symbol actions. Packets have no stack: it is empty, and addresses have no symbols.
 *
 * @module
 */
import type { Builder, PlainHostFunction } from "../../codegen/ir/mod.ts";
import type { CheckContext, TypedArgument, TypedExpression } from "../../d/check/mod.ts";
import { type TracedKind, tracedType, UNSIGNED_LONG } from "../../d/types/mod.ts";
import { OWN_FRAMES, stackText, symbolText } from "../../engine/format/mod.ts";
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
interface StackData {
  readonly frames: number;
}
/** Frames at most: the kernel keeps no more (kernel.perf_event_max_stack). */
const MAX_FRAMES = 127n;
const typeOfStack = (data: unknown) => tracedType("stack", (data as StackData).frames);

/** What a host computes nowhere: the kernel has code of its own for it. */
const tracedStack: PlainHostFunction = {
  name: "stack",
  parameters: ["i64", "i64"],
  result: "pointer",
  call: () => 0n,
};
const USER = { no: 0n, yes: 1n } as const;

function stackAction(name: string, doc: string, of: "kernel" | "process", check: typeof checkStack): ActionBuiltin {
  const inKernel = (b: Builder, data: unknown) =>
    b.host(tracedStack, b.constant((data as StackData).frames), b.constant(USER[of === "kernel" ? "no" : "yes"]));
  return {
    name,
    doc,
    prototype: "stack(...)",
    traits: { records: true },
    check(context, args): StackData {
      check(context, args);
      return { frames: 0 };
    },
    typeOf: typeOfStack,
    // one word, the process: nothing has ever been on this stack
    asValue: (b) => b.dataAddress(new Uint8Array(8)),
    lower(b) {
      b.beginAction(name);
      b.fieldRegister(b.constant(0), UNSIGNED_LONG);
    },
    consume(context, { bytes, payload, fields }) {
      const from = payload + fields[0].offset;
      const indent = Number(context.option("stackindent") ?? 14);
      context.write(stackText(bytes.subarray(from, from + fields[0].size), context.names?.symbols, indent));
    },
    kernel: {
      isValue: true,
      check(context, args) {
        check(context, args);
        const [given] = args, usual = context.frames[of];
        const asked = given ? positiveConstant(context, given) ?? BigInt(usual) : BigInt(usual);
        const frames = Number(asked > MAX_FRAMES ? MAX_FRAMES : asked);
        return {
          frames: of === "kernel" ? Math.min(frames + OWN_FRAMES, Number(MAX_FRAMES)) : frames,
        } satisfies StackData;
      },
      asValue: (b, _args, data) => inKernel(b, data),
      lower(b, _args, data) {
        b.beginAction(name);
        b.fieldValue(inKernel(b, data), typeOfStack(data));
      },
    },
  };
}
/** A process and an address, where code puts them together. */
const tracedAddress: PlainHostFunction = {
  name: "address",
  parameters: ["i64", "i64"],
  result: "pointer",
  call: () => 0n,
};
function symbolAction(name: TracedKind, prototype: string, doc: string): ActionBuiltin {
  const type = tracedType(name, 1), isUser = USER[prototype.startsWith("_u") ? "yes" : "no"];
  const inKernel = (b: Builder, address: TypedExpression) =>
    b.host(tracedAddress, b.lower(address), b.constant(isUser));
  return {
    name,
    doc,
    prototype,
    traits: { records: true },
    isData: true,
    check: () => undefined,
    typeOf: () => type,
    asValue: (b) => b.dataAddress(new Uint8Array(16)),
    lower(b, [address]) {
      b.beginAction(name);
      b.fieldRegister(b.lower(expressionOf(address)), UNSIGNED_LONG);
    },
    consume(context, record) {
      const [field] = record.fields, value = context.value(record, field);
      const text = typeof value === "bigint"
        ? `0x${BigInt.asUintN(64, value).toString(16)}`
        : symbolText(name, value, context.names?.symbols);
      context.write(`  ${text.padEnd(50)}`);
    },
    kernel: {
      isValue: true,
      asValue: (b, [address]) => inKernel(b, address),
      lower(b, [address]) {
        b.beginAction(name);
        b.fieldValue(inKernel(b, expressionOf(address)), type);
      },
    },
  };
}
export const stacks: readonly ActionBuiltin[] = [
  stackAction("stack", "The kernel's stack: empty for packets.", "kernel", checkStack),
  stackAction("ustack", "The process's stack: empty for packets.", "process", checkUserStack),
  stackAction(
    "jstack",
    "The process's stack with the names of Java's frames: empty for packets, and as `ustack()` in a kernel.",
    "process",
    checkUserStack,
  ),
  symbolAction("sym", "_symaddr(uintptr_t)", "The kernel symbol at an address."),
  symbolAction("func", "_symaddr(uintptr_t)", "The kernel function at an address."),
  symbolAction("mod", "_symaddr(uintptr_t)", "The kernel module at an address."),
  symbolAction("uaddr", "_usymaddr(uintptr_t)", "An address of the process, with its symbol."),
  symbolAction("usym", "_usymaddr(uintptr_t)", "The symbol of the process at an address."),
  symbolAction("ufunc", "_usymaddr(uintptr_t)", "The function of the process at an address."),
  symbolAction("umod", "_usymaddr(uintptr_t)", "The module of the process at an address."),
];
