/**
 * A set of addresses where functions of the machine can look: two hash tables in its memory, one a family.
 *
 * @module
 */
import { type MachineMemory } from "../../image/mod.ts";
import {
  branch,
  type Code,
  get,
  i32,
  i64,
  leave,
  loop,
  type ModuleWriter,
  set,
  TYPE,
  when,
  ZERO,
} from "../../wasm/mod.ts";
import { LOOPBACK } from "./address.ts";
import type { View } from "./host_view.ts";

const { I32, I64 } = TYPE;
/** Offsets in the head: how many addresses there are; base and mask (slots less 1) of each table; what kind of view it is. */
const HEAD = { COUNT: 0, BASE4: 4, MASK4: 8, BASE6: 12, MASK6: 16, KIND: 20, BYTES: 24 } as const;
/** A slot: the address's words as they lie in a packet, and one that is not zero where the slot is taken. */
const SLOT4 = 8, SLOT6 = 24;
const TAKEN = 1n << 32n;
const MIX = 0x9e3779b1 | 0;

/** Heads and tables of all views, and where the head of each interface's view lies. */
export class ViewTables {
  readonly #tables = new Map<View, LocalTable>();
  /** Address of a word for each interface: its view's head. */
  #heads = 0;
  #room = 0;
  #at = 0;
  #end = 0;

  constructor(readonly memory: MachineMemory) {}
  /** Takes over what is new; true where the words for interfaces lie elsewhere than before. */
  update(views: readonly View[]): boolean {
    const moves = views.length > this.#room;
    if (moves) {
      this.#room = Math.max(64, 2 * views.length);
      this.#heads = this.#take(4 * this.#room);
    }
    views.forEach((view, i) => this.memory.words[(this.#heads >> 2) + i] = this.of(view).head);
    return moves;
  }
  get heads(): number {
    return this.#heads;
  }
  of(view: View): LocalTable {
    let table = this.#tables.get(view);
    if (!table) this.#tables.set(view, table = new LocalTable(this.memory, view, (bytes) => this.#take(bytes)));
    table.update();
    return table;
  }
  /** A reserved region is pages long, and there may be thousands of views. */
  #take(bytes: number): number {
    bytes = bytes + 7 & ~7;
    if (this.#at + bytes > this.#end) {
      const reserved = Math.max(bytes, PIECE);
      this.#at = this.memory.reserve(reserved, "the hosts' addresses");
      this.#end = this.#at + reserved;
    }
    const at = this.#at;
    this.#at += bytes;
    return at;
  }
}
const PIECE = 0x10000;

/** The addresses of one view. */
class LocalTable {
  /** Address of what functions of the machine are given. */
  readonly head: number;
  #known = -1;

  constructor(readonly memory: MachineMemory, readonly view: View, readonly take: (bytes: number) => number) {
    this.head = take(HEAD.BYTES);
    memory.words[this.head + HEAD.KIND >> 2] = view.kind;
    this.update();
  }
  /** Takes over what was added to the set. */
  update(): void {
    const { addresses } = this.view.local;
    if (addresses.length === this.#known) return;
    this.#known = addresses.length;
    let slots = 8;
    while (slots < 2 * addresses.length) slots *= 2;
    const base4 = this.take(slots * (SLOT4 + SLOT6)), base6 = base4 + slots * SLOT4;
    const head = this.head >> 2, { words } = this.memory;
    words[head + (HEAD.COUNT >> 2)] = addresses.length;
    words[head + (HEAD.BASE4 >> 2)] = base4;
    words[head + (HEAD.BASE6 >> 2)] = base6;
    words[head + (HEAD.MASK4 >> 2)] = words[head + (HEAD.MASK6 >> 2)] = slots - 1;
    for (const address of addresses) {
      const key = Array.from(new Int32Array(address.slice().buffer));
      if (key.length === 1) this.#put(base4, SLOT4, slots, key);
      else this.#put(base6, SLOT6, slots, key);
    }
  }
  #put(base: number, slotBytes: number, slots: number, key: readonly number[]): void {
    const { words } = this.memory;
    let slot = slotOf(key.reduce((all, word) => all ^ word, 0)) & slots - 1;
    const at = () => base + slot * slotBytes >> 2;
    while (words[at() + key.length] !== 0) slot = slot + 1 & slots - 1;
    words.set(key, at());
    words[at() + key.length] = 1;
  }
}
/** Whether a view has no address at all, and of what kind it is. */
export const isEmptyView = (head: Code): Code => i32.eqz(i32.load(head, HEAD.COUNT));
export const kindOfView = (head: Code): Code => i32.load(head, HEAD.KIND);
/** A function: (head, address) → whether the IPv4 address there is one of the host. 127.0.0.0/8 always is. */
export function writeHas4(module: ModuleWriter): number {
  const [head, at, slot, entry, word] = [0, 1, 2, 3, 4];
  return module.function({ parameters: [I32, I32], results: [I32] }, [I32, I64, I32], [
    when(i32.eq(i32.load8_u(get(at)), i32.const(LOOPBACK)), leave(i32.const(1))),
    set(word, i32.load(get(at))),
    set(slot, startOf(get(word))),
    loop(
      set(slot, i32.and(get(slot), i32.load(get(head), HEAD.MASK4))),
      set(entry, i64.load(i32.add(i32.load(get(head), HEAD.BASE4), i32.mul(get(slot), i32.const(SLOT4))))),
      when(i64.eq(get(entry), i64.or(i64.extend_i32_u(get(word)), i64.const(TAKEN))), leave(i32.const(1))),
      when(i64.eqz(get(entry)), leave(ZERO)),
      set(slot, i32.add(get(slot), i32.const(1))),
      branch(0),
    ),
    ZERO,
  ]).index;
}
/** The same for IPv6. */
export function writeHas6(module: ModuleWriter): number {
  const [head, at, slot, entry, low, high] = [0, 1, 2, 3, 4, 5];
  const all = i64.xor(get(low), get(high));
  return module.function({ parameters: [I32, I32], results: [I32] }, [I32, I32, I64, I64], [
    set(low, i64.load(get(at))),
    set(high, i64.load(get(at), 8)),
    set(slot, startOf(i32.wrap(i64.xor(all, i64.shr_u(all, i64.const(32n)))))),
    loop(
      set(slot, i32.and(get(slot), i32.load(get(head), HEAD.MASK6))),
      set(entry, i32.add(i32.load(get(head), HEAD.BASE6), i32.mul(get(slot), i32.const(SLOT6)))),
      when(i32.eqz(i32.load(get(entry), 16)), leave(ZERO)),
      when(
        i32.and(i64.eq(i64.load(get(entry)), get(low)), i64.eq(i64.load(get(entry), 8), get(high))),
        leave(i32.const(1)),
      ),
      set(slot, i32.add(get(slot), i32.const(1))),
      branch(0),
    ),
    ZERO,
  ]).index;
}
/** Where to look first for an address whose words give this in all; the mask is still to be applied. */
function slotOf(all: number): number {
  return Math.imul(all, MIX) >>> 16;
}
function startOf(all: Code): Code {
  return i32.shr_u(i32.mul(all, i32.const(MIX)), i32.const(16));
}
