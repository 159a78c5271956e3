/**
 * A builder that does at once what it is asked to write, over a small memory: builtins by themselves, without a machine.
 *
 * @module
 */
import type {
  Builder,
  HostMemory,
  HotHostFunction,
  IrBinary,
  IrCompare,
  LoweredSubroutine,
  Register,
} from "../../lib/codegen/ir/mod.ts";
import type { TypedExpression } from "../../lib/d/check/mod.ts";
import { CONTEXT, FAULT, READABLE_BASE } from "../../lib/image/mod.ts";
import { STRING, UNSIGNED_LONG } from "../../lib/d/types/mod.ts";
import { builtins } from "../../lib/builtins/mod.ts";

const MEMORY = 1 << 18;
const TEXTS = READABLE_BASE, SCRATCH = READABLE_BASE + 0x10000, SCRATCH_SIZE = 0x4000;
const u64 = (value: bigint) => BigInt.asUintN(64, value), s64 = (value: bigint) => BigInt.asIntN(64, value);

/** What a fault was, as D sees it. */
export class Faulted extends Error {
  constructor(readonly kind: number, readonly address = 0n) {
    super(`fault ${kind} at ${address}`);
  }
}
const BINARY: Record<IrBinary, (left: bigint, right: bigint) => bigint> = {
  add: (a, b) => a + b,
  sub: (a, b) => a - b,
  mul: (a, b) => a * b,
  div_s: (a, b) => s64(a) / s64(b),
  div_u: (a, b) => u64(a) / u64(b),
  rem_s: (a, b) => s64(a) % s64(b),
  rem_u: (a, b) => u64(a) % u64(b),
  and: (a, b) => a & b,
  or: (a, b) => a | b,
  xor: (a, b) => a ^ b,
  shl: (a, b) => a << b,
  shr_s: (a, b) => s64(a) >> b,
  shr_u: (a, b) => u64(a) >> b,
};
const COMPARE: Record<IrCompare, (left: bigint, right: bigint) => boolean> = {
  eq: (a, b) => u64(a) === u64(b),
  ne: (a, b) => u64(a) !== u64(b),
  lt_s: (a, b) => s64(a) < s64(b),
  lt_u: (a, b) => u64(a) < u64(b),
  le_s: (a, b) => s64(a) <= s64(b),
  le_u: (a, b) => u64(a) <= u64(b),
  gt_s: (a, b) => s64(a) > s64(b),
  gt_u: (a, b) => u64(a) > u64(b),
  ge_s: (a, b) => s64(a) >= s64(b),
  ge_u: (a, b) => u64(a) >= u64(b),
};
const BITS: Record<string, number> = { bswap16: 16, bswap32: 32, bswap64: 64 };

/** Every register is a value; arguments are numbers, or texts that are put into memory. */
export class Calculator {
  readonly bytes = new Uint8Array(MEMORY);
  readonly view = new DataView(this.bytes.buffer);
  readonly builder: Builder;
  readonly host: HostMemory;
  readonly #values: bigint[] = [];
  readonly #states = new Map<string, unknown>();
  #texts = TEXTS;
  #scratch = SCRATCH;

  constructor(readonly stringSize = 256) {
    this.host = this.#makeHost();
    this.builder = this.#makeBuilder() as Builder;
  }
  /** A value as a register. */
  register(value: bigint): Register {
    return this.#values.push(u64(value)) - 1 as Register;
  }
  valueOf(register: Register): bigint {
    return this.#values[register];
  }
  /** Puts bytes and a NUL where D can read them; gives their address. */
  put(bytes: Uint8Array | string): number {
    const at = this.#texts;
    const raw = typeof bytes === "string" ? new TextEncoder().encode(bytes) : bytes;
    this.bytes.set(raw, at);
    this.bytes[at + raw.length] = 0;
    this.#texts += raw.length + 8 & ~7;
    return at;
  }
  /** The text at an address, undefined for NULL. */
  text(address: bigint): string | undefined {
    if (address === 0n) return undefined;
    const at = Number(address);
    return new TextDecoder().decode(this.bytes.subarray(at, this.bytes.indexOf(0, at)));
  }
  expression(value: bigint | number | string): TypedExpression {
    const span = { source: { name: "", text: "", kind: "script" }, start: 0, end: 0 } as const;
    const register = typeof value === "string" ? BigInt(this.put(value)) : BigInt(value);
    return { kind: "integer", value: register, type: typeof value === "string" ? STRING : UNSIGNED_LONG, span };
  }
  /** Calls a subroutine by name; the register's 64 bits, without a sign. */
  call(name: string, ...args: (bigint | number | string)[]): bigint {
    const subroutine: LoweredSubroutine = builtins.subroutines.get(name)!;
    const given = args.map((arg) => this.expression(arg));
    if (!("host" in subroutine)) return this.valueOf(subroutine.lower(this.builder, given, undefined));
    const registers = [
      ...given.map((arg) => this.builder.lower(arg)),
      ...(subroutine.given?.(given) ?? []).map((value) => this.register(value)),
    ];
    return this.valueOf(this.builder.host(subroutine.host, ...registers));
  }
  /** The text that a subroutine gives. */
  callText(name: string, ...args: (bigint | number | string)[]): string | undefined {
    return this.text(this.call(name, ...args));
  }
  /** The seventeen bytes that a subroutine writes where its text is a key. */
  address(name: string, ...args: (bigint | number | string)[]): number[] {
    const to = this.#allocate(24);
    this.bytes.fill(0xee, to, to + 24);
    const given = args.map((arg) => this.expression(arg));
    builtins.subroutines.get(name)!.lowerAddress!(this.builder, given, this.register(BigInt(to)));
    return [...this.bytes.subarray(to, to + 17)];
  }
  /** A new clause of the same firing: scratch is empty again. */
  nextClause(): void {
    this.#scratch = SCRATCH;
  }
  nextFiring(): void {
    this.nextClause();
    this.view.setUint32(CONTEXT.STRTOK, 0, true);
  }
  #allocate(size: number): number {
    const at = this.#scratch;
    if (size < 0 || at + size > SCRATCH + SCRATCH_SIZE) throw new Faulted(FAULT.NOSCRATCH);
    this.#scratch += size + 7 & ~7;
    return at;
  }
  /** A hot function finds in the context what the host is asked for else, and leaves a fault there. */
  #runHot(made: HotHostFunction, given: readonly (number | bigint)[]): number | bigint {
    const { bytes, view } = this, { buffer } = bytes;
    const put = (at: number, value: number) => view.setInt32(at, value, true);
    put(CONTEXT.STRING_SIZE, this.stringSize);
    put(CONTEXT.MEMORY_END, MEMORY);
    put(CONTEXT.SCRATCH_NEXT, this.#scratch);
    put(CONTEXT.SCRATCH_END, SCRATCH + SCRATCH_SIZE);
    put(CONTEXT.FAULT, FAULT.NONE);
    const memory = { bytes, view, words: new Int32Array(buffer), doubles: new Float64Array(buffer) };
    const result = made.script(memory, 0, ...given);
    this.#scratch = view.getInt32(CONTEXT.SCRATCH_NEXT, true);
    const fault = view.getInt32(CONTEXT.FAULT, true);
    if (fault !== FAULT.NONE) throw new Faulted(fault, view.getBigInt64(CONTEXT.FAULT_ADDRESS, true));
    return result;
  }
  #makeHost(): HostMemory {
    const readable = (address: number, size: number) => {
      if (address >= READABLE_BASE && address + size <= MEMORY) return true;
      throw new Faulted(FAULT.BADADDR, BigInt(address));
    };
    return {
      bytes: this.bytes,
      view: this.view,
      stringSize: this.stringSize,
      fault: (kind, address) => {
        throw new Faulted(kind, address);
      },
      allocate: (size) => this.#allocate(size),
      readString: (address) => {
        readable(address, 1);
        const view = this.bytes.subarray(address, address + this.stringSize);
        const length = view.indexOf(0);
        return length < 0 ? view : view.subarray(0, length);
      },
      writeString: (bytes) => {
        const at = this.#allocate(this.stringSize);
        const cut = bytes.subarray(0, this.stringSize - 1);
        this.bytes.set(cut, at);
        this.bytes[at + cut.length] = 0;
        return at;
      },
      readable,
      inScratch: (address, size) => address >= SCRATCH && address + size <= this.#scratch,
      state: <T>(key: string, initial: () => T) => {
        if (!this.#states.has(key)) this.#states.set(key, initial());
        return this.#states.get(key) as T;
      },
    };
  }
  #makeBuilder(): Partial<Builder> {
    const value = (register: Register) => this.valueOf(register);
    const loadAt = (at: number, bytes: number) => {
      let found = 0n;
      for (let i = bytes - 1; i >= 0; i--) found = found << 8n | BigInt(this.bytes[at + i]);
      return found;
    };
    const extended = (found: bigint, bytes: number, signed: boolean) =>
      this.register(signed ? BigInt.asIntN(bytes * 8, found) : BigInt.asUintN(bytes * 8, found));
    return {
      stringSize: this.stringSize,
      constant: (constant) => this.register(BigInt(constant)),
      binary: (operator, left, right) => this.register(BINARY[operator](value(left), value(right))),
      compare: (operator, left, right) => this.register(COMPARE[operator](value(left), value(right)) ? 1n : 0n),
      unary: (operator, operand) => this.register(swapped(value(operand), BITS[operator])),
      extend: (register, bytes, signed) => extended(value(register), bytes, signed),
      select: (condition, then, otherwise) => value(condition) !== 0n ? then : otherwise,
      if: (condition, then, otherwise) => value(condition) !== 0n ? then() : otherwise?.(),
      variable: (initial) => this.register(value(initial)),
      assign: (variable, register) => void (this.#values[variable] = value(register)),
      load: (address, bytes, signed) => {
        this.host.readable(Number(value(address)), bytes);
        return extended(loadAt(Number(value(address)), bytes), bytes, signed);
      },
      loadTrusted: (address, offset, bytes, signed) =>
        extended(loadAt(Number(value(address)) + offset, bytes), bytes, signed),
      storeTrusted: (address, offset, register, bytes) => {
        for (let i = 0; i < bytes; i++) {
          this.bytes[Number(value(address)) + offset + i] = Number(value(register) >> BigInt(8 * i) & 0xffn);
        }
      },
      address: () => false,
      staging: (size) => this.register(BigInt(this.put(new Uint8Array(size)))),
      helper: (name, ...args) => this.register(this.#helper(name, args.map(value))),
      host: (made, ...args) => {
        const given = args.map((arg, i) => made.parameters[i] === "pointer" ? Number(value(arg)) : s64(value(arg)));
        return this.register(BigInt(("hot" in made ? this.#runHot(made, given) : made.call(this.host, ...given)) ?? 0));
      },
      fault: (kind) => this.host.fault(kind),
      lower: (expression) => this.register((expression as { value: bigint }).value),
    };
  }
  /** Helpers by their definition in words, not as the machine has them. */
  #helper(name: string, [first, second]: bigint[]): bigint {
    switch (name) {
      case "string_length":
        return BigInt(this.host.readString(Number(first))!.length);
      case "allocate":
        return BigInt(this.#allocate(Number(first)));
      case "quantize_index": {
        const sample = s64(first);
        if (sample === 0n) return 63n;
        const power = BigInt((sample < 0n ? -sample : sample).toString(2).length - 1);
        return sample > 0n ? 64n + power : power > 62n ? 0n : 62n - power;
      }
      case "add_square": {
        const at = Number(first), sample = s64(second);
        const sum = this.view.getBigUint64(at + 8, true) << 64n | this.view.getBigUint64(at, true);
        const all = sum + sample * sample;
        this.view.setBigUint64(at, u64(all), true);
        this.view.setBigUint64(at + 8, u64(all >> 64n), true);
        return 0n;
      }
      default:
        throw new Error(`no helper ${name}`);
    }
  }
}
function swapped(value: bigint, bits: number): bigint {
  let result = 0n;
  for (let i = 0; i < bits; i += 8) result = result << 8n | value >> BigInt(i) & 0xffn;
  return result;
}
