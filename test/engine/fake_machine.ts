/** A machine made of plain objects: records and entries are put in by the test. */
import {
  type AggregationDescription,
  type ClauseDescription,
  CONTEXT,
  type EntryArea,
  type FieldDescription,
  type Image,
  type Machine,
  type MachineMemory,
  RECORD_HEADER,
} from "../../lib/image/mod.ts";
import { type ConsumedAction, Consumer, type ConsumerSettings } from "../../lib/engine/consume/mod.ts";
import type { ConsumedAggregating } from "../../lib/engine/aggregation/mod.ts";
import {
  formatPrintf,
  formatTrace,
  formatValueOf,
  parseFormat,
  type PrintfFormat,
} from "../../lib/engine/format/mod.ts";
import { Options } from "../../lib/engine/options/mod.ts";
import { ProbeRegistry } from "../../lib/engine/probe/mod.ts";
import { CHAR, type DType, INT, LONG, STRING, UNSIGNED_INT } from "../../lib/d/types/mod.ts";
import type { SourceText } from "../../lib/diagnostic/mod.ts";

const source: SourceText = { name: "test.d", text: "", kind: "script" };
const span = { source, start: 0, end: 0 };
export const BUFFER = 0x20000;

export class FakeMachine implements Machine {
  readonly memory: MachineMemory;
  readonly entries = new Map<number, { key: number; value: number }[]>();
  #next = 0x40000;
  constructor(readonly aggregations: readonly AggregationDescription[]) {
    const memory = new WebAssembly.Memory({ initial: 16 });
    const { buffer } = memory;
    this.memory = {
      memory,
      bytes: new Uint8Array(buffer),
      words: new Int32Array(buffer),
      doubles: new Float64Array(buffer),
      view: new DataView(buffer),
      reserve: () => 0,
    };
    this.memory.words[CONTEXT.PRINCIPAL_BASE >> 2] = BUFFER;
    this.memory.words[CONTEXT.PRINCIPAL_NEXT >> 2] = BUFFER;
  }
  /** Writes a record; fields in order. */
  record(epid: number, payload: Uint8Array): void {
    const { words, view, bytes } = this.memory;
    const at = words[CONTEXT.PRINCIPAL_NEXT >> 2];
    const size = RECORD_HEADER.BYTES + Math.ceil(payload.length / 8) * 8;
    view.setUint32(at + RECORD_HEADER.EPID, epid, true);
    view.setUint32(at + RECORD_HEADER.SIZE, size, true);
    view.setBigInt64(at + RECORD_HEADER.TIMESTAMP, 5n, true);
    bytes.fill(0, at + RECORD_HEADER.BYTES, at + size);
    bytes.set(payload, at + RECORD_HEADER.BYTES);
    words[CONTEXT.PRINCIPAL_NEXT >> 2] = at + size;
  }
  add(id: number, key: Uint8Array, words: readonly bigint[]): void {
    const at = this.#next;
    this.#next += (key.length + 15 & ~7) + words.length * 8;
    const value = at + (key.length + 7 & ~7);
    this.memory.bytes.set(key, at);
    words.forEach((word, i) => this.memory.view.setBigInt64(value + 8 * i, word, true));
    this.entries.set(id, [...this.entries.get(id) ?? [], { key: at, value }]);
  }
  fire(): undefined {}
  reset(): void {}
  /** Entries are wherever `add` has put them: those in a hurry cannot go through them. */
  get entryArea(): EntryArea {
    throw new Error("entries do not lie in a row here");
  }
  entriesNow() {
    return { end: 0, count: 0 };
  }
  eachEntry(id: number, visit: (key: number, value: number) => void): void {
    for (const { key, value } of this.entries.get(id) ?? []) visit(key, value);
  }
  filterEntries(id: number, keep: (key: number, value: number) => boolean): void {
    this.entries.set(id, (this.entries.get(id) ?? []).filter(({ key, value }) => keep(key, value)));
  }
  clearEntries(id: number): void {
    const { valueSize } = this.aggregations.find((one) => one.id === id)!;
    this.eachEntry(id, (_key, value) => this.memory.bytes.fill(0, value, value + valueSize));
  }
  aggregationFill() {
    return { used: 0, size: 1 };
  }
  discardEntries(): void {
    this.entries.clear();
  }
  touched(id: number): boolean {
    return (this.entries.get(id) ?? []).length > 0;
  }
}

export const integer = (value: bigint | number, size = 4): Uint8Array => {
  const bytes = new Uint8Array(8);
  new DataView(bytes.buffer).setBigInt64(0, BigInt(value), true);
  return bytes.slice(0, size);
};
export const text = (value: string, size = 256): Uint8Array => {
  const bytes = new Uint8Array(size);
  bytes.set(new TextEncoder().encode(value));
  return bytes;
};
export const bytesOf = (...parts: Uint8Array[]): Uint8Array => Uint8Array.from(parts.flatMap((part) => [...part]));

/** Fields one after the other, unaligned: the consumer goes by offsets alone. */
export function fieldsOf(...types: (DType | "address")[]): FieldDescription[] {
  let offset = 0;
  return types.map((type) => {
    const [actual, size] = type === "address" ? [STRING, 17] : [type, sizeOfTest(type)];
    const field = { offset, size, type: actual, ...(type === "address" ? { address: true as const } : {}) };
    offset += size;
    return field;
  });
}
function sizeOfTest(type: DType): number {
  if (type.kind === "string") return 256;
  if (type.kind === "array") return type.count;
  return type.kind === "int" ? type.size : 8;
}
export const TYPES = { CHAR, INT, LONG, STRING, UNSIGNED_INT };

export function aggregation(
  id: number,
  name: string,
  fn: string,
  keys: FieldDescription[],
  valueSize = 8,
): AggregationDescription {
  const keySize = keys.reduce((sum, { size }) => sum + size, 0);
  return { id, name, function: fn, parameters: undefined, keys, keySize, valueSize };
}
/** count() and sum(): one word. avg: count and sum. */
export const FUNCTIONS: ReadonlyMap<string, ConsumedAggregating> = new Map<string, ConsumedAggregating>([
  ["count", {
    form: { isCount: true, joining: "sum" },
    merge: (into, from) => void (into[0] += from[0]),
    compare: (left, right) => left[0] < right[0] ? -1 : left[0] > right[0] ? 1 : 0,
    format: (words, normal) => ` ${String(words[0] / normal).padStart(16)}`,
    scalar: (words, normal) => words[0] / normal,
  }],
]);
const printed: ConsumedAction = {
  consume(context, record) {
    for (const field of record.fields) {
      context.write(formatTrace(context.value(record, field), field.size, context.quiet));
    }
  },
};
export const ACTIONS: ReadonlyMap<string, ConsumedAction> = new Map<string, ConsumedAction>([
  ["trace", printed],
  ["printf", {
    consume(context, { data, fields, bytes, view, payload }) {
      const values = fields.map((field) => formatValueOf(field, bytes, view, payload));
      context.write(formatPrintf(parseFormat(data as string) as PrintfFormat, values));
    },
  }],
  ["clear", { consume: (context, record) => context.clear(record.data as number) }],
  ["setopt", {
    consume(context, record) {
      const [name, value] = record.data as [string, string | undefined];
      const refused = context.setOption(name, value);
      if (refused !== undefined) context.warn(refused);
    },
  }],
  ["printa", {
    consume(context, record) {
      const { ids, format } = record.data as { ids: number[]; format?: string };
      context.printAggregations(ids, format === undefined ? undefined : parseFormat(format));
    },
  }],
]);

export function clause(index: number, actions: ClauseDescription["actions"], more = {}): ClauseDescription {
  return { index, probes: [1], defaultAction: actions.length === 0, actions, payloadSize: 0, span, ...more };
}

export const REGISTRY = new ProbeRegistry([
  {
    meaning: "",
    source: "",
    name: "fbt",
    probes: () =>
      ["entry", "return"].map((name) => ({ provider: "fbt", module: "m", function: "f", name, ...{} })).concat(
        ["entry", "return"].map((name) => ({ provider: "syscall", module: "", function: "read", name })),
      ),
  },
  {
    meaning: "",
    source: "",
    name: "dtrace",
    probes: () => ["BEGIN", "END", "ERROR"].map((name) => ({ provider: "dtrace", module: "", function: "", name })),
  },
]);

/** A consumer over a fake machine, with what it wrote and warned. */
export function consumerOf(
  clauses: readonly ClauseDescription[],
  options: readonly string[] = [],
  aggregations: readonly AggregationDescription[] = [],
  more: Partial<ConsumerSettings> & { enabled?: Image["enabled"]; principal?: number } = {},
) {
  const set = new Options();
  for (const option of options) {
    const [name, value] = option.split("=");
    const error = set.set(name, value);
    if (error) throw new Error(error);
  }
  const machine = new FakeMachine(aggregations);
  const image: Image = {
    program: { kind: "wasm", bytes: new Uint8Array() },
    clauses,
    enabled: more.enabled ?? clauses.map((_, i) => ({ epid: i + 1, probe: 1, clause: i })),
    aggregations,
    needs: { args: new Map(), members: new Map(), time: false },
    sizes: {
      principal: more.principal ?? 4096,
      aggregation: 4096,
      aggregationFixed: false,
      dynamic: 0,
      speculation: 0,
      speculations: 0,
      stringSize: 256,
      packetSize: 2048,
      scratch: 0,
    },
    destructive: false,
    options: [],
  };
  const written: number[] = [];
  const warnings: string[] = [];
  const consumer = new Consumer({
    machine,
    image,
    catalog: REGISTRY,
    options: set,
    actions: ACTIONS,
    aggregating: FUNCTIONS,
    output: { write: (bytes) => void written.push(...bytes) },
    warn: (message) => void warnings.push(message),
    ...more,
  });
  return { consumer, machine, image, warnings, output: () => new TextDecoder().decode(Uint8Array.from(written)) };
}
