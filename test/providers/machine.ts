/** Runs one expression over the raw arguments of a probe on the machine, with D's own library loaded. */
import type { Builder, LoweredAction, LoweredSubroutine, LoweredVariable } from "../../lib/codegen/ir/mod.ts";
import { createMemory, instantiate } from "../../lib/codegen/wasm/mod.ts";
import { emitImage } from "../../lib/codegen/mod.ts";
import {
  type ActionDefinition,
  ProgramChecker,
  type SubroutineDefinition,
  type TypedArgument,
  type TypedExpression,
  type VariableDefinition,
} from "../../lib/d/check/mod.ts";
import { parseProgram } from "../../lib/d/syntax/mod.ts";
import { ProbeRegistry } from "../../lib/engine/probe/mod.ts";
import { CONTEXT, type MachineMemory, RECORD_HEADER } from "../../lib/image/mod.ts";
import { LIBRARIES, providers } from "../../lib/providers/mod.ts";
import { orderLibraries } from "../../lib/session/compile/libraries.ts";

type ActionBuiltin = ActionDefinition & LoweredAction;
type SubroutineBuiltin = SubroutineDefinition & LoweredSubroutine;
type VariableBuiltin = VariableDefinition & LoweredVariable;

const doc = "";
const VARIABLES: VariableBuiltin[] = [{
  name: "args",
  doc,
  indexed: true,
  ...{
    lower: (b: Builder, [index]: readonly TypedExpression[]) =>
      b.context(CONTEXT.ARG + 8 * Number((index as TypedExpression & { kind: "integer" }).value), 8, true),
  },
}, {
  name: "arg9",
  doc,
  type: "int64_t",
  ...{ lower: (b: Builder) => b.context(CONTEXT.ARG + 8 * 9, 8, true) },
}];
const swap = (name: string, prototype: string, operator: "bswap16" | "bswap32"): SubroutineBuiltin => ({
  name,
  doc,
  prototype,
  ...{ lower: (b: Builder, [value]: readonly TypedExpression[]) => b.unary(operator, b.lower(value)) },
});
/** Text of `size` bytes: dotted quads, or hexadecimal in pairs, good enough to tell one address from another. */
const address = (name: string, prototype: string, size: number): SubroutineBuiltin => ({
  name,
  doc,
  prototype,
  ...{
    lower: (b: Builder, args: readonly TypedExpression[]) =>
      b.host({
        name,
        parameters: ["pointer"],
        result: "pointer",
        call(host, at) {
          const bytes = [...host.bytes.subarray(at as number, (at as number) + size)];
          const text = size === 4 ? bytes.join(".") : bytes.map((byte) => byte.toString(16)).join(":");
          return host.writeString(new TextEncoder().encode(text));
        },
      }, b.lower(args.at(-1)!)),
  },
});
const SUBROUTINES = [
  swap("ntohs", "uint16_t(uint16_t)", "bswap16"),
  swap("ntohl", "uint32_t(uint32_t)", "bswap32"),
  address("inet_ntoa", "string(ipaddr_t *)", 4),
  address("inet_ntoa6", "string(in6_addr_t *)", 16),
  address("link_ntop", "string(int, void *)", 6),
];
const TRACE: ActionBuiltin = {
  name: "trace",
  doc,
  prototype: "void(@)",
  traits: { records: true },
  check: () => undefined,
  ...{
    lower(b: Builder, [arg]: readonly TypedArgument[]): void {
      b.beginAction("trace");
      if (arg.kind === "expression") b.field(arg.expression);
    },
  },
};
const table = <T extends { name: string }>(list: T[]) => new Map(list.map((one) => [one.name, one]));
const SIZES = {
  principal: 1 << 16,
  aggregation: 1 << 12,
  aggregationFixed: true,
  dynamic: 1 << 12,
  speculation: 256,
  speculations: 1,
  stringSize: 64,
  packetSize: 2048,
  scratch: 4096,
};
const MEMORY_BYTES = 1 << 24;

/**
 * Fires a probe (`ip:::send`) once for the expressions of its args[]; `prepare` writes what the raw arguments point to
 * into `room` (its address in the machine is given too) and returns the raw arguments.
 */
export function evaluate(
  probe: string,
  expressions: readonly string[],
  prepare: (room: Uint8Array, at: number) => readonly number[],
): unknown[] {
  const registry = new ProbeRegistry(providers);
  const builtins = {
    variables: table(VARIABLES),
    actions: table([TRACE]),
    subroutines: table(SUBROUTINES),
    aggregating: new Map(),
  };
  const checker = new ProgramChecker({
    builtins,
    probes: registry,
    options: { stringSize: SIZES.stringSize },
  });
  const parse = (name: string, text: string, kind: "library" | "script") =>
    parseProgram({ name, text, kind }, {
      isTypeName: (name) => checker.isTypeName(name),
      macroArguments: [name],
      macroVariables: new Map(),
      defaultArguments: false,
      preferProbeSpecifier: false,
    });
  for (const { name, text } of orderLibraries(LIBRARIES)) checker.checkLibrary(parse(name, text, "library"));
  checker.checkProgram(
    parse("test.d", `${probe} { ${expressions.map((one) => `trace(${one});`).join(" ")} }`, "script"),
  );
  const memory = createMemory(MEMORY_BYTES);
  const image = emitImage(checker.finish(), { sizes: SIZES, probes: registry, builtins, memoryBytes: MEMORY_BYTES });
  const machine = instantiate(image, memory);
  const at = memory.reserve(4096, "arguments");
  prepare(memory.bytes.subarray(at, at + 4096), at)
    .forEach((arg, i) => memory.view.setBigInt64(CONTEXT.ARG + 8 * i, BigInt(arg), true));
  const [provider, , , name] = probe.split(":");
  machine.fire(registry.match({ provider, module: "", function: "", name })[0].id)!();
  return records(memory, image.clauses[0].actions.flatMap((action) => action.fields));
}

type Field = {
  readonly offset: number;
  readonly size: number;
  readonly address?: true;
  readonly type: { kind: string };
};

function records({ words, view, bytes }: MachineMemory, fields: readonly Field[]): unknown[] {
  const payload = words[CONTEXT.PRINCIPAL_BASE >> 2] + RECORD_HEADER.BYTES;
  return fields.map(({ offset, size, type, address }) => {
    const at = payload + offset;
    if (type.kind === "string" && !address) {
      const text = bytes.slice(at, at + size);
      return new TextDecoder().decode(text.subarray(0, text.indexOf(0)));
    }
    if (size === 1) return view.getUint8(at);
    if (size === 2) return view.getUint16(at, true);
    return size === 4 ? view.getInt32(at, true) : Number(view.getBigInt64(at, true));
  });
}
