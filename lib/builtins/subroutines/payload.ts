/**
 * payload, payloadstr, copypayload: the bytes that a packet carries behind its transport header, or that a stream has brought.
 * Ours. Beyond what was captured is a fault.
 *
 * @module
 */
import { CONTEXT, FAULT } from "../../image/mod.ts";
import type { Builder, HostFunction, Register } from "../../codegen/ir/mod.ts";
import type { TypedExpression } from "../../d/check/mod.ts";
import { copyBytes } from "./copying.ts";
import { IN_PROCESS, type SubroutineBuiltin } from "./subroutine_definition.ts";

/** Members of `struct packet`. */
const PACKET = { PAYLOAD: 56, CAPTURED: 64 } as const;
const BYTE_BITS = 8;

/** Where the payload begins, and how many bytes of it were captured: 0 where there is none. */
function payloadOf(b: Builder): { readonly start: Register; readonly size: Register } {
  // the provider is to tell of the packet, as it does where arg0 is read
  b.context(CONTEXT.ARG, 8);
  const own = b.context(CONTEXT.PAYLOAD_START, 4), record = b.context(CONTEXT.PACKET_RECORD, 4), none = b.constant(0);
  const isOwn = b.compare("ne", own, none), isThere = b.compare("ne", record, none);
  const captured = b.select(isThere, b.loadTrusted(record, PACKET.CAPTURED, 4, false), none);
  return {
    start: b.select(isOwn, own, b.loadTrusted(record, PACKET.PAYLOAD, 8, false)),
    size: b.select(isOwn, b.context(CONTEXT.PAYLOAD_SIZE, 4), captured),
  };
}
/** The address of so many bytes at an offset; a fault where they were not captured. */
function place(b: Builder, offset: Register, size: Register): Register {
  const payload = payloadOf(b), at = b.binary("add", payload.start, offset);
  const isInside = b.binary(
    "and",
    b.compare("le_u", offset, payload.size),
    b.compare("le_u", size, b.binary("sub", payload.size, offset)),
  );
  b.if(b.compare("eq", isInside, b.constant(0)), () => b.fault(FAULT.BADADDR, at));
  return at;
}
function constantOf(expression: TypedExpression | undefined): bigint | undefined {
  return expression?.kind === "integer" ? expression.value : undefined;
}

export const payload: SubroutineBuiltin = {
  name: "payload",
  doc: "The number that stands in the payload at an offset, in the network's byte order: one byte, or 2, 4 or 8. Ours.",
  prototype: "uint64_t(uint64_t, [int])",
  availableIn: IN_PROCESS,
  check(context, [offset, size], span) {
    if (size === undefined) return;
    const value = context.constant(size) ?? 0n;
    if ([1n, 2n, 4n, 8n].includes(value)) {
      return { args: [offset, { kind: "integer", type: context.intType, span: size.span, value }] };
    }
    context.error("D_NET_PAYLOAD", "`payload()` reads 1, 2, 4 or 8 bytes", size.span ?? span, {
      help: ["write the number itself: `payload(2, 2)`; `copypayload()` takes any number of bytes"],
    });
  },
  lower(b, [offset, size]) {
    const bytes = Number(constantOf(size) ?? 1n);
    const at = place(b, b.lower(offset), b.constant(bytes));
    let value = b.loadTrusted(at, 0, 1, false);
    for (let i = 1; i < bytes; i++) {
      value = b.binary("or", b.binary("shl", value, b.constant(BYTE_BITS)), b.loadTrusted(at, i, 1, false));
    }
    return value;
  },
};

const copied: HostFunction = {
  name: "copypayload",
  parameters: ["pointer", "i64"],
  result: "pointer",
  call: copyBytes,
};
export const copypayload: SubroutineBuiltin = {
  name: "copypayload",
  doc: "A copy of so many bytes of the payload from an offset on, in the scratch space. Ours.",
  prototype: "void *(uint64_t, size_t)",
  availableIn: IN_PROCESS,
  lower(b, [offset, size]) {
    const count = b.lower(size), at = place(b, b.lower(offset), count);
    return b.host(copied, at, count);
  },
};

/** The bytes up to a NUL, as a text; at most `size` of them. */
const textOf: HostFunction = {
  name: "payloadstr",
  parameters: ["pointer", "i64"],
  result: "pointer",
  call(host, from, size) {
    const at = from as number, bytes = host.bytes.slice(at, at + Math.min(Number(size), host.stringSize));
    const end = bytes.indexOf(0);
    return host.writeString(end < 0 ? bytes : bytes.subarray(0, end));
  },
};
export const payloadstr: SubroutineBuiltin = {
  name: "payloadstr",
  doc: "The text in the payload from an offset on: up to a NUL, the end of what was captured, or so many bytes. Ours.",
  prototype: "string(uint64_t, [size_t])",
  availableIn: IN_PROCESS,
  lower(b, [offset, size]) {
    const from = b.lower(offset), at = place(b, from, b.constant(0));
    const there = b.binary("sub", payloadOf(b).size, from), most = size ? b.lower(size) : there;
    return b.host(textOf, at, b.select(b.compare("lt_u", most, there), most, there));
  },
};
