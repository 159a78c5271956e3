/**
 * A kernel for tests: it interprets eBPF (RFC 9669) as the kernel does, one processor, with the functions that programs of ours
 * call. Memory is made of regions with a number each, and what lies outside of one is an error of the program: nothing that the
 * real verifier would refuse to reach is reached here either.
 *
 * @module
 */
import { CALL, MAP_TYPE } from "../../../lib/codegen/ebpf/mod.ts";
import type { LinuxKernel, Ring, SharedMemory } from "../../../lib/sources/linux/mod.ts";

import { arithmetic, holds, ProgramFault, refuseUnreachable, SIZES, swapped, U64 } from "./instructions.ts";

type Bytes = Uint8Array<ArrayBuffer>;
type MapRequest = Parameters<LinuxKernel["createMap"]>[0];

const REGION_BITS = 32n;
const FRAME_BYTES = 512;
const MAX_STEPS = 5_000_000;
const EFAULT = -14n, EEXIST = -17n, E2BIG = -7n, ENOENT = -2n;

interface SimulatedMap {
  readonly request: MapRequest;
  /** By the key's bytes; of arrays by index. */
  readonly values: Map<string, { readonly key: Bytes; readonly region: number }>;
}
export interface SimulatedWorld {
  readonly pid?: number;
  readonly tid?: number;
  readonly uid?: number;
  readonly gid?: number;
  readonly comm?: string;
  readonly nowNs?: bigint;
  /** Words that a program is handed. */
  readonly context?: readonly bigint[];
}

export class SimulatedKernel implements LinuxKernel {
  readonly #regions: (Bytes | undefined)[] = [undefined];
  readonly #maps = new Map<number, SimulatedMap>();
  readonly #programs = new Map<number, Bytes>();
  readonly #records: Bytes[] = [];
  #ringBytes = 0;
  #ringSize = 0;
  /** Room in the ring that was taken, by region: it must be given back. */
  readonly #reserved = new Set<number>();
  #next = 3;
  /** Instructions of the program that ran last. */
  steps = 0;

  constructor(public world: SimulatedWorld = {}) {}

  // regions

  #region(bytes: Bytes): number {
    return this.#regions.push(bytes) - 1;
  }
  #address(region: number): bigint {
    return BigInt(region) << REGION_BITS;
  }
  /** The bytes at an address, or undefined. */
  #at(address: bigint, size: number): Bytes | undefined {
    const region = Number(U64(address) >> REGION_BITS), offset = Number(U64(address) & 0xffff_ffffn);
    const bytes = this.#regions[region];
    return bytes && offset + size <= bytes.length ? bytes.subarray(offset, offset + size) : undefined;
  }
  #need(address: bigint, size: number): Bytes {
    const bytes = this.#at(address, size);
    if (!bytes) throw new ProgramFault(`${size} bytes at 0x${U64(address).toString(16)}`);
    return bytes;
  }
  /** Memory that D may meet by a pointer: its address. */
  place(bytes: Uint8Array): bigint {
    return this.#address(this.#region(new Uint8Array(bytes)));
  }

  // what the machine asks

  createMap(request: MapRequest): number {
    const file = this.#next++;
    const map: SimulatedMap = { request, values: new Map() };
    this.#maps.set(file, map);
    if (request.type === MAP_TYPE.RINGBUF) this.#ringSize = request.entries;
    const isArray = request.type === MAP_TYPE.ARRAY || request.type === MAP_TYPE.PERCPU_ARRAY;
    for (let i = 0; isArray && i < request.entries; i++) {
      this.#insert(map, new Uint8Array(Uint32Array.of(i).buffer), new Uint8Array(request.valueSize));
    }
    return file;
  }
  #insert(map: SimulatedMap, key: Bytes, value: Bytes): void {
    map.values.set(String(key), { key: key.slice(), region: this.#region(value.slice()) });
  }
  updateMap(file: number, key: Bytes, value: Bytes): void {
    const map = this.#maps.get(file)!;
    const known = map.values.get(String(key));
    if (known) this.#regions[known.region]!.set(value);
    else this.#insert(map, key, value);
  }
  lookupMap(file: number, key: Bytes, value: Bytes): boolean {
    const known = this.#maps.get(file)!.values.get(String(key));
    if (known) value.set(this.#regions[known.region]!);
    return known !== undefined;
  }
  deleteFromMap(file: number, key: Bytes): boolean {
    return this.#maps.get(file)!.values.delete(String(key));
  }
  readMap(
    file: number,
    sizes: { readonly key: number; readonly value: number },
    visit: (keys: Bytes, values: Bytes, count: number) => void,
  ): void {
    const { values } = this.#maps.get(file)!;
    const keys = new Uint8Array(sizes.key * values.size), all = new Uint8Array(sizes.value * values.size);
    [...values.values()].forEach(({ key, region }, i) => {
      keys.set(key, i * sizes.key);
      all.set(this.#regions[region]!, i * sizes.value);
    });
    if (values.size > 0) visit(keys, all, values.size);
  }
  loadProgram({ instructions }: { readonly instructions: Bytes }): { readonly file: number; readonly log: string } {
    refuseUnreachable(instructions);
    const file = this.#next++;
    this.#programs.set(file, instructions);
    return { file, log: "" };
  }
  testRun(program: number): number {
    const words = BigInt64Array.from(this.world.context ?? [0n]);
    const context = this.#address(this.#region(new Uint8Array(words.buffer)));
    this.steps = 0;
    const result = this.#run(this.#programs.get(program)!, 0, [context]);
    if (this.#reserved.size > 0) throw new ProgramFault("room in the ring that was not given back");
    return Number(BigInt.asUintN(32, result));
  }
  openRing(): Ring {
    const words = new Int32Array(this.#ringSize + 8 >> 2), bytes = new Uint8Array(words.buffer);
    const records = this.#records;
    return {
      words,
      read: (visit) => {
        for (const record of records.splice(0)) {
          bytes.set(record);
          this.#ringBytes -= record.length + 8;
          visit(0, record.length);
        }
      },
      wait: () => Promise.resolve(),
      pause: () => Promise.resolve(),
      close: () => {},
    };
  }
  share(map: number): SharedMemory {
    const [{ region }] = this.#maps.get(map)!.values.values();
    return { buffer: this.#regions[region]!.buffer, close: () => {} };
  }
  /** Its clock begins in 1970. */
  clockOffset(): bigint {
    return 0n;
  }
  close(): void {}

  // the interpreter

  #run(code: Bytes, start: number, given: readonly bigint[]): bigint {
    const view = new DataView(code.buffer, code.byteOffset, code.length);
    const frame = this.#region(new Uint8Array(FRAME_BYTES));
    const r = new Array<bigint | undefined>(11).fill(undefined);
    given.forEach((value, i) => r[i + 1] = value);
    r[10] = this.#address(frame) + BigInt(FRAME_BYTES);
    const value = (register: number): bigint => {
      const found = r[register];
      if (found === undefined) throw new ProgramFault(`r${register} is read before it is written`);
      return found;
    };
    for (let pc = start;; pc++) {
      if (++this.steps > MAX_STEPS) throw new ProgramFault("no end");
      const at = 8 * pc;
      if (at + 8 > code.length) throw new ProgramFault("beyond the end");
      const opcode = code[at], to = code[at + 1] & 15, from = code[at + 1] >> 4;
      const offset = view.getInt16(at + 2, true), immediate = view.getInt32(at + 4, true);
      const right = () => opcode & 8 ? value(from) : BigInt(immediate);
      switch (opcode & 7) {
        case 0:
          r[to] = this.#wide(from, immediate, view.getInt32(at + 12, true));
          pc++;
          break;
        case 1:
          r[to] = this.#load(value(from) + BigInt(offset), opcode);
          break;
        case 2:
          this.#store(value(to) + BigInt(offset), opcode, BigInt(immediate));
          break;
        case 3:
          if ((opcode & 0xe0) === 0xc0) this.#atomic(value(to) + BigInt(offset), immediate, from, r);
          else this.#store(value(to) + BigInt(offset), opcode, value(from));
          break;
        case 4:
          r[to] = (opcode & 0xf0) === 0xd0 ? swapped(value(to), immediate) : BigInt.asUintN(
            32,
            arithmetic(opcode & 0xf0, opcode === 0xbc ? 0n : BigInt.asUintN(32, value(to)), right(), 32),
          );
          break;
        case 7:
          r[to] = U64(arithmetic(opcode & 0xf0, (opcode & 0xf0) === 0xb0 ? 0n : value(to), right(), 64));
          break;
        case 5:
          if (opcode === 0x95) return value(0);
          if (opcode === 0x85) {
            const args = [1, 2, 3, 4, 5].map((n) => r[n]);
            r[0] = from === 1
              ? this.#run(code, pc + immediate + 1, args.map((one) => one ?? 0n))
              : U64(this.#call(immediate, args));
            for (let n = 1; n <= 5; n++) r[n] = undefined;
          } else if (opcode === 0x05 || holds(opcode & 0xf0, value(to), right())) pc += offset;
          break;
        default:
          throw new ProgramFault(`opcode ${opcode}`);
      }
    }
  }
  #wide(kind: number, low: number, high: number): bigint {
    if (kind === 0) return U64(BigInt(high) << 32n | BigInt(low >>> 0));
    if (kind === 1) return BigInt(low);
    const [{ region }] = this.#maps.get(low)!.values.values();
    return this.#address(region) + BigInt(high);
  }
  #load(address: bigint, opcode: number): bigint {
    const size = SIZES[opcode >> 3 & 3];
    const bytes = this.#need(address, size);
    let result = 0n;
    for (let i = size - 1; i >= 0; i--) result = result << 8n | BigInt(bytes[i]);
    return result;
  }
  #store(address: bigint, opcode: number, value: bigint): void {
    const bytes = this.#need(address, SIZES[opcode >> 3 & 3]);
    for (let i = 0; i < bytes.length; i++) bytes[i] = Number(value >> BigInt(8 * i) & 0xffn);
  }
  #atomic(address: bigint, operation: number, from: number, r: (bigint | undefined)[]): void {
    const old = this.#load(address, 0x18);
    if (operation === 0) this.#store(address, 0x18, U64(old + r[from]!));
    else if (operation === 0xf1) {
      if (old === r[0]) this.#store(address, 0x18, r[from]!);
      r[0] = old;
    } else throw new ProgramFault(`atomic operation ${operation}`);
  }
  #call(number: number, args: readonly (bigint | undefined)[]): bigint {
    const arg = (n: number): bigint => {
      const given = args[n - 1];
      if (given === undefined) throw new ProgramFault(`argument ${n} of function ${number} is not there`);
      return given;
    };
    const { pid = 1, tid = 1, uid = 0, gid = 0, comm = "test", nowNs = 0n } = this.world;
    switch (number) {
      case CALL.LOOKUP:
        return this.#lookup(Number(arg(1)), arg(2));
      case CALL.UPDATE:
        return this.#update(Number(arg(1)), arg(2), arg(3), arg(4));
      case CALL.DELETE: {
        const map = this.#maps.get(Number(arg(1)))!;
        return map.values.delete(String(this.#need(arg(2), map.request.keySize))) ? 0n : ENOENT;
      }
      case CALL.TIME:
        return nowNs;
      case CALL.RANDOM:
        return 4n;
      case CALL.PROCESSOR:
        return 0n;
      case CALL.PID_TGID:
        return BigInt(pid) << 32n | BigInt(tid);
      case CALL.UID_GID:
        return BigInt(gid) << 32n | BigInt(uid);
      case CALL.COMM: {
        const to = this.#need(arg(1), Number(arg(2)));
        to.fill(0);
        to.set(new TextEncoder().encode(comm).subarray(0, to.length - 1));
        return 0n;
      }
      case CALL.READ:
      case CALL.READ_USER:
        return this.#read(arg(1), Number(arg(2)), arg(3));
      case CALL.READ_TEXT:
      case CALL.READ_USER_TEXT:
        return this.#readText(arg(1), Number(arg(2)), arg(3));
      case CALL.RESERVE:
        return this.#reserve(Number(arg(2)));
      case CALL.SUBMIT:
      case CALL.DISCARD:
        return this.#giveBack(arg(1), number === CALL.SUBMIT);
      default:
        throw new ProgramFault(`function ${number}`);
    }
  }
  #lookup(file: number, key: bigint): bigint {
    const { request, values } = this.#maps.get(file)!;
    const known = values.get(String(this.#need(key, request.keySize)));
    return known ? this.#address(known.region) : 0n;
  }
  #update(file: number, keyAt: bigint, valueAt: bigint, flags: bigint): bigint {
    const map = this.#maps.get(file)!, { keySize, valueSize, entries } = map.request;
    const key = this.#need(keyAt, keySize), value = this.#need(valueAt, valueSize);
    const known = map.values.get(String(key));
    if (known && flags === 1n) return EEXIST;
    if (known) this.#regions[known.region]!.set(value);
    else if (map.values.size >= entries) return E2BIG;
    else this.#insert(map, key, value);
    return 0n;
  }
  #read(to: bigint, size: number, from: bigint): bigint {
    const target = this.#need(to, size), source = this.#at(from, size);
    if (!source) target.fill(0);
    else target.set(source);
    return source ? 0n : EFAULT;
  }
  #readText(to: bigint, size: number, from: bigint): bigint {
    const target = this.#need(to, size);
    for (let i = 0; i < size; i++) {
      const byte = this.#at(from + BigInt(i), 1);
      if (!byte && i < size - 1) {
        target.fill(0);
        return EFAULT;
      }
      target[i] = i === size - 1 ? 0 : byte![0];
      if (target[i] === 0) return BigInt(i + 1);
    }
    return BigInt(size);
  }
  #reserve(size: number): bigint {
    if (this.#ringBytes + size + 8 > this.#ringSize) return 0n;
    this.#ringBytes += size + 8;
    // what was there before is there
    const region = this.#region(new Uint8Array(size).fill(0xa5));
    this.#reserved.add(region);
    return this.#address(region);
  }
  #giveBack(address: bigint, submits: boolean): bigint {
    const region = Number(address >> REGION_BITS);
    if (!this.#reserved.delete(region)) throw new ProgramFault("room in the ring that nobody has taken");
    const bytes = this.#regions[region]!;
    this.#regions[region] = undefined;
    if (submits) this.#records.push(bytes);
    else this.#ringBytes -= bytes.length + 8;
    return 0n;
  }
}
