/**
 * The WebAssembly that writes addresses, and puts those of IPv4 and all else into one order of their texts. The texts are
 * those of `formatAddress`.
 *
 * @module
 */
import {
  add,
  block,
  branchIf,
  call,
  type Code,
  doWhile,
  drop,
  fillBytes,
  get,
  i32,
  i64,
  loadNetwork16,
  type ModuleFunction,
  sequence,
  set,
  TYPE,
  type ValueType,
  when,
  whileDo,
  ZERO,
} from "../../../wasm/mod.ts";
import { AREA, BLANK, RECORD, TEXT } from "./area.ts";
import type { FunctionWriter } from "./pieces.ts";

const { I32 } = TYPE;

/** Functions that write an address: (where it is, to) → where its text ends. */
export class AddressCode {
  /** Of the record of an address of IPv4. Writes a blank behind it, and up to two more. */
  readonly put4: ModuleFunction;

  /** @param text function (key, to) → end, for the addresses that are rare */
  constructor(readonly code: FunctionWriter, readonly text: number) {
    this.put4 = this.#put4();
    this.#split(this.#put6(this.#putGroup()));
    this.#merge();
  }
  #function(parameters: number, locals: number, body: Code): ModuleFunction {
    const types = (count: number): ValueType[] => Array.from({ length: count }, () => I32);
    return this.code.function(types(parameters), [I32], types(locals), body);
  }

  #put4(): ModuleFunction {
    const [record, to] = [0, 1];
    const { base } = this.code;
    const octets = [3, 2, 1, 0].map((i) => {
      const place = i32.load8_u(get(record), RECORD.PLACE + i);
      return sequence(
        i32.store(get(to), i32.load(i32.shl(place, i32.const(2)), base + AREA.OCTETS)),
        add(to, i32.load8_u(place, base + AREA.OCTET_LENGTHS)),
      );
    });
    // the last dot
    return this.#function(2, 0, [...octets, add(to, -1), i32.store8(get(to), i32.const(BLANK)), get(to)]);
  }
  /** (16 bits, to) → where their hexadecimal digits end. */
  #putGroup(): ModuleFunction {
    const [group, to, at, digit] = [0, 1, 2, 3];
    const more = (than: number) => i32.gt_u(get(group), i32.const(than));
    return this.#function(2, 2, [
      add(to, i32.add(i32.add(i32.const(1), more(0xf)), i32.add(more(0xff), more(0xfff)))),
      set(at, get(to)),
      doWhile(
        get(group),
        set(digit, i32.and(get(group), i32.const(0xf))),
        add(at, -1),
        i32.store8(
          get(at),
          i32.add(get(digit), when(i32.gt_u(get(digit), i32.const(9)), i32.const(0x57), i32.const(0x30), I32)),
        ),
        set(group, i32.shr_u(get(group), i32.const(4))),
      ),
      get(to),
    ]);
  }
  /** Of IPv6, but for addresses that begin with zeroes: of these some hold one of IPv4. Like `formatAddress6`. */
  #put6(putGroup: ModuleFunction): ModuleFunction {
    const [from, to, i, end, best, length, between] = [0, 1, 2, 3, 4, 5, 6];
    const eight = i32.const(8);
    const groupAt = (n: number) => loadNetwork16(i32.add(get(from), i32.shl(get(n), i32.const(1))));
    const run = i32.sub(get(end), get(i));
    const findZeroes = sequence(
      set(best, eight),
      whileDo(
        i32.lt_u(get(i), eight),
        set(end, get(i)),
        whileDo(i32.and(i32.lt_u(get(end), eight), i32.eqz(groupAt(end))), add(end, 1)),
        when(
          i32.and(i32.gt_u(run, get(length)), i32.ne(get(i), i32.const(7))),
          sequence(set(best, get(i)), set(length, run)),
        ),
        set(i, i32.add(get(end), i32.eq(get(end), get(i)))),
      ),
    );
    const putColon = sequence(i32.store8(get(to), i32.const(0x3a)), add(to, 1));
    return this.#function(2, 5, [
      findZeroes,
      set(i, ZERO),
      whileDo(
        i32.lt_u(get(i), eight),
        when(
          i32.eq(get(i), get(best)),
          sequence(putColon, putColon, set(between, ZERO), add(i, get(length))),
          sequence(
            when(get(between), putColon),
            set(to, call(putGroup.index, groupAt(i), get(to))),
            set(between, i32.const(1)),
            add(i, 1),
          ),
        ),
      ),
      get(to),
    ]);
  }
  #split(put6: ModuleFunction): void {
    const [order, end, fours, text, others, record, key, to, i] = [0, 1, 2, 3, 4, 5, 6, 7, 8];
    const isSix = i32.and(i32.eq(i32.load8_u(get(key)), i32.const(6)), i32.ne(i32.load8_u(get(key), 1), ZERO));
    const varying = i32.add(get(i), i32.const(TEXT.CHARACTERS));
    const makeText = sequence(
      fillBytes(get(text), ZERO, i32.const(TEXT.BYTES)),
      i32.store(get(text), get(record), TEXT.RECORD),
      i32.store(get(record), get(text), RECORD.PLACE),
      set(to, i32.add(get(text), i32.const(TEXT.CHARACTERS))),
      set(
        i,
        when(
          isSix,
          call(put6.index, i32.add(get(key), i32.const(1)), get(to)),
          call(this.text, get(key), get(to)),
          I32,
        ),
      ),
      i32.store(get(text), i32.sub(get(i), get(to)), TEXT.LENGTH),
      set(i, ZERO),
      doWhile(
        i32.lt_u(get(i), i32.const(TEXT.CHARACTERS_BYTES)),
        this.code.vary(
          i32.add(get(text), varying),
          i32.add(this.code.loadWord(AREA.TEXTS), varying),
          i32.add(get(i), i32.const(AREA.TEXTS_VARY)),
        ),
        add(i, 8),
      ),
      i32.store(get(others), get(text)),
      add(others, 4),
      add(text, TEXT.BYTES),
    );
    const made = this.#function(5, 4, [
      whileDo(
        i32.lt_u(get(order), get(end)),
        set(record, i32.load(get(order))),
        set(key, i32.load(get(record), RECORD.KEY)),
        when(
          get(key),
          makeText,
          sequence(i32.store(get(fours), get(record)), add(fours, 4)),
        ),
        add(order, 4),
      ),
      get(fours),
    ]);
    this.code.module.export("split", made.index);
  }
  #merge(): void {
    const [fours, foursEnd, others, othersEnd, to, i, text] = [0, 1, 2, 3, 4, 5, 6];
    const scratch = this.code.base + AREA.SCRATCH;
    const four = i32.load8_u(get(i), scratch), other = i32.load8_u(i32.add(get(text), get(i)), TEXT.CHARACTERS);
    const findDifference = sequence(
      set(i, ZERO),
      whileDo(i32.and(i32.lt_u(get(i), i32.const(16)), i32.eq(four, other)), add(i, 1)),
    );
    const makeText = sequence(
      i64.store(ZERO, i64.const(0n), scratch),
      i64.store(ZERO, i64.const(0n), scratch + 8),
      // the blank behind the text comes before all characters, and after none
      drop(call(this.put4.index, i32.load(get(fours)), i32.const(scratch))),
    );
    const take = (list: number, record: Code) => sequence(i32.store(get(to), record), add(to, 4), add(list, 4));
    const made = this.#function(5, 2, [
      whileDo(
        i32.lt_u(get(fours), get(foursEnd)),
        makeText,
        block(whileDo(
          i32.lt_u(get(others), get(othersEnd)),
          set(text, i32.load(get(others))),
          findDifference,
          branchIf(2, i32.lt_u(four, other)),
          take(others, i32.load(get(text), TEXT.RECORD)),
        )),
        take(fours, i32.load(get(fours))),
      ),
      whileDo(i32.lt_u(get(others), get(othersEnd)), take(others, i32.load(i32.load(get(others)), TEXT.RECORD))),
      get(to),
    ]);
    this.code.module.export("merge", made.index);
  }
}
