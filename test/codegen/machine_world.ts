/** A compiler with a handful of builtins, enough to try every kind of instruction; what a program recorded as numbers. */
import type {
  Builder,
  LoweredAction,
  LoweredAggregating,
  LoweredSubroutine,
  LoweredVariable,
  Register,
} from "../../lib/codegen/ir/mod.ts";
import { createMemory, instantiate } from "../../lib/codegen/wasm/mod.ts";
import { emitImage, type EmittedImage } from "../../lib/codegen/mod.ts";
import {
  type ActionDefinition,
  type AggregatingDefinition,
  type ProbeInformation,
  ProgramChecker,
  type SubroutineDefinition,
  type TypedArgument,
  type TypedExpression,
  type VariableDefinition,
} from "../../lib/d/check/mod.ts";
import { parseProgram } from "../../lib/d/syntax/mod.ts";
import { type BufferSizes, CONTEXT, DROP_KINDS, FIRED, type Machine, RECORD_HEADER } from "../../lib/image/mod.ts";

type ActionBuiltin = ActionDefinition & LoweredAction;
type AggregatingBuiltin = AggregatingDefinition & LoweredAggregating;
type SubroutineBuiltin = SubroutineDefinition & LoweredSubroutine;
type VariableBuiltin = VariableDefinition & LoweredVariable;

const doc = "";
const argument = (n: number): VariableBuiltin => ({
  name: `arg${n}`,
  doc,
  type: "int64_t",
  ...{ lower: (b: Builder) => b.context(CONTEXT.ARG + 8 * n, 8, true) },
});
const VARIABLES: VariableBuiltin[] = [
  ...Array.from({ length: 10 }, (_, n) => argument(n)),
  { name: "timestamp", doc, type: "uint64_t", ...{ lower: (b: Builder) => b.time() } },
  { name: "probename", doc, type: "string", ...{ lower: (b: Builder) => b.probeString("name") } },
  { name: "epid", doc, type: "uint_t", ...{ lower: (b: Builder) => b.context(CONTEXT.EPID, 4) } },
];
const expressionOf = (arg: TypedArgument): TypedExpression =>
  (arg as TypedArgument & { kind: "expression" }).expression;
const action = (name: string, prototype: string, lower: LoweredAction["lower"], more = {}): ActionBuiltin => ({
  name,
  doc,
  prototype,
  traits: { records: true },
  check: () => undefined,
  ...{ lower },
  ...more,
});
const ACTIONS: ActionBuiltin[] = [
  action("trace", "void(@)", (b: Builder, args: readonly TypedArgument[]) => {
    b.beginAction("trace");
    b.field(expressionOf(args[0]));
  }),
  action("exit", "void(int)", (b: Builder, args: readonly TypedArgument[]) => {
    b.setStatus(FIRED.EXIT);
    b.setContext(CONTEXT.EXIT_STATUS, b.lower(expressionOf(args[0])), 4);
    b.setContext(CONTEXT.EXITED, b.constant(1), 4);
  }, { traits: { records: true, special: "exit" } }),
  ...(["speculate", "commit", "discard"] as const).map((name) =>
    action(name, "void(int)", (b: Builder, args: readonly TypedArgument[]) => {
      b.helper(name, b.lower(expressionOf(args[0])));
    }, { traits: { records: false, special: name } })
  ),
];
const SUBROUTINES: SubroutineBuiltin[] = [
  {
    name: "strlen",
    doc,
    prototype: "size_t(const char *)",
    ...{ lower: (b: Builder, [text]: readonly TypedExpression[]) => b.helper("string_length", b.lower(text)) },
  },
  {
    name: "alloca",
    doc,
    prototype: "void *(size_t)",
    ...{ lower: (b: Builder, [size]: readonly TypedExpression[]) => b.helper("allocate", b.lower(size)) },
  },
  { name: "speculation", doc, prototype: "int()", ...{ lower: (b: Builder) => b.helper("speculation") } },
  {
    name: "upper",
    doc,
    prototype: "string(const char *)",
    ...{
      lower: (b: Builder, [text]: readonly TypedExpression[]) =>
        b.host({
          name: "upper",
          parameters: ["pointer"],
          result: "pointer",
          call(host, address) {
            const bytes = host.readString(address as number);
            if (!bytes) return 0;
            return host.writeString(new TextEncoder().encode(new TextDecoder().decode(bytes.slice()).toUpperCase()));
          },
        }, b.lower(text)),
    },
  },
  {
    name: "quad",
    doc,
    prototype: "string(uint32_t)",
    ...{
      lower: (b: Builder) => b.dataAddress(new TextEncoder().encode("?")),
      lowerAddress(b: Builder, [value]: readonly TypedExpression[], to: Register) {
        b.storeTrusted(to, 0, b.constant(4), 1);
        b.storeTrusted(to, 1, b.lower(value), 4);
        b.storeTrusted(to, 5, b.constant(0), 8);
        b.storeTrusted(to, 13, b.constant(0), 4);
      },
    },
  },
];
const aggregating = (
  name: string,
  prototype: string,
  valueSize: number,
  update: LoweredAggregating["update"],
): AggregatingBuiltin => ({
  name,
  doc,
  prototype,
  check: (_context, args) => ({ evaluated: args, parameters: undefined }),
  ...{ valueSize: () => valueSize, update },
});
const add = (b: Builder, at: Register, offset: number, value: Register) =>
  b.storeTrusted(at, offset, b.binary("add", b.loadTrusted(at, offset, 8, false), value), 8);
const AGGREGATING = (b: Builder): AggregatingBuiltin[] => (void b, [
  aggregating("count", "void()", 8, (b: Builder, at: Register) => add(b, at, 0, b.constant(1))),
  aggregating("sum", "void(@)", 8, (b: Builder, at: Register, [value]: readonly Register[]) => add(b, at, 0, value)),
  aggregating("quantize", "void(@)", 127 * 8, (b: Builder, at: Register, [value]: readonly Register[]) => {
    const index = b.helper("quantize_index", value);
    add(b, b.binary("add", at, b.binary("shl", index, b.constant(3))), 0, b.constant(1));
  }),
  aggregating("stddev", "void(@)", 32, (b: Builder, at: Register, [value]: readonly Register[]) => {
    b.helper("add_square", b.binary("add", at, b.constant(16)), value);
  }),
]);
const table = <T extends { name: string }>(list: T[]) => new Map(list.map((one) => [one.name, one]));
const PROBES: ProbeInformation[] = ["BEGIN", "END", "ERROR"].map((name, i) => ({
  id: i + 1,
  provider: "dtrace",
  module: "",
  function: "",
  name,
})).concat(["one", "another"].map((name, i) => ({ id: 4 + i, provider: "p", module: "m", function: "f", name })));
const catalog = {
  all: () => PROBES,
  get: (id: number) => PROBES.find((probe) => probe.id === id),
  match: (d: { provider: string; name: string }) =>
    PROBES.filter(({ provider, name }) =>
      (d.provider === "" || provider === d.provider) && (d.name === "" || name === d.name)
    ),
};
export const SIZES: BufferSizes = {
  principal: 1 << 16,
  aggregation: 1 << 16,
  aggregationFixed: true,
  dynamic: 1 << 14,
  speculation: 256,
  speculations: 2,
  stringSize: 64,
  packetSize: 2048,
  scratch: 4096,
};

export class World {
  readonly image: EmittedImage;
  readonly machine: Machine;
  constructor(text: string, sizes: Partial<BufferSizes> = {}) {
    const all = { ...SIZES, ...sizes };
    const builtins = {
      variables: table(VARIABLES),
      actions: table(ACTIONS),
      subroutines: table(SUBROUTINES),
      aggregating: table(AGGREGATING(undefined as unknown as Builder)),
    };
    const checker = new ProgramChecker({
      builtins,
      probes: catalog,
      options: { stringSize: all.stringSize },
    });
    checker.checkProgram(parseProgram({ name: "test.d", text: text + "\n", kind: "script" }, {
      isTypeName: (name) => checker.isTypeName(name),
      macroArguments: ["test.d"],
      macroVariables: new Map(),
      defaultArguments: false,
      preferProbeSpecifier: false,
    }));
    const memory = createMemory(1 << 24);
    this.image = emitImage(checker.finish(), { sizes: all, probes: catalog, builtins, memoryBytes: 1 << 24 });
    this.machine = instantiate(this.image, memory);
  }
  fire(name = "BEGIN", ...args: (number | bigint)[]): number {
    const { view } = this.machine.memory;
    args.forEach((arg, i) => view.setBigInt64(CONTEXT.ARG + 8 * i, BigInt(arg), true));
    const probe = PROBES.find((one) => one.name === name)!;
    return this.machine.fire(probe.id)?.() ?? 0;
  }
  /** Payload values of all records, in order; a record of epid 0 as an object. */
  records(): unknown[] {
    const { words, view, bytes } = this.machine.memory;
    const found: unknown[] = [];
    const end = words[CONTEXT.PRINCIPAL_NEXT >> 2];
    for (let at = words[CONTEXT.PRINCIPAL_BASE >> 2]; at < end; at += view.getUint32(at + RECORD_HEADER.SIZE, true)) {
      const epid = view.getUint32(at, true);
      const payload = at + RECORD_HEADER.BYTES;
      if (epid === 0) {
        found.push({
          epid: view.getUint32(payload, true),
          action: view.getInt32(payload + 4, true),
          fault: view.getInt32(payload + 12, true),
          address: view.getBigInt64(payload + 16, true),
        });
        continue;
      }
      const clause = this.image.clauses[this.image.enabled[epid - 1].clause];
      clause.actions.forEach((one, i) => {
        if (clause.masked && bytes[payload + i] === 0) return;
        for (const { offset, size, type, address } of one.fields) {
          const from = payload + offset;
          if (address) found.push([...bytes.subarray(from, from + size)]);
          else if (type.kind === "string") {
            const text = bytes.slice(from, from + size);
            found.push(new TextDecoder().decode(text.subarray(0, text.indexOf(0))));
          } else {
            found.push(
              size === 1
                ? view.getInt8(from)
                : size === 2
                ? view.getInt16(from, true)
                : size === 4
                ? view.getInt32(from, true)
                : view.getBigInt64(from, true),
            );
          }
        }
      });
    }
    return found;
  }
  /** Entries of an aggregation: bytes of the key and words of the value. */
  entries(id = 1): { key: number[]; words: bigint[] }[] {
    const found: { key: number[]; words: bigint[] }[] = [];
    const { keySize, valueSize } = this.image.aggregations.find((one) => one.id === id)!;
    const { bytes, view } = this.machine.memory;
    this.machine.eachEntry(id, (key, value) => {
      const words = Array.from({ length: valueSize / 8 }, (_, i) => view.getBigInt64(value + 8 * i, true));
      found.push({ key: [...bytes.subarray(key, key + keySize)], words });
    });
    return found;
  }
  drops(kind: typeof DROP_KINDS[number]): bigint {
    return this.machine.memory.view.getBigInt64(CONTEXT.DROPS + 8 * DROP_KINDS.indexOf(kind), true);
  }
}
/** What BEGIN's clauses record. */
export function begin(body: string, before = ""): unknown[] {
  const world = new World(`${before}\nBEGIN { ${body} }`);
  world.fire();
  return world.records();
}
