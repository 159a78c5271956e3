/**
 * The WebAssembly that finds the entries of an aggregation, puts them in order, and writes keys and numbers. What is
 * particular to one kind of rows is put in: see {@linkcode RowKind}.
 *
 * @module
 */
import type { EntryArea } from "../../../image/mod.ts";
import {
  add,
  call,
  type Code,
  copyBytes,
  doWhile,
  drop,
  fillBytes,
  get,
  i32,
  i64,
  leave,
  type ModuleFunction,
  type ModuleWriter,
  sequence,
  set,
  TYPE,
  type ValueType,
  when,
  whileDo,
  ZERO,
} from "../../../wasm/mod.ts";
import { AddressCode } from "./addresses.ts";
import { AREA, KEY, LINE, RECORD, TEXT } from "./area.ts";
import { type FunctionWriter, putBlanks } from "./pieces.ts";

const { I32, I64 } = TYPE;
const DIGIT = 0x30;
/** Numbers are kept so that they are in order without a sign. */
export const turnSign = (number: Code): Code => i64.xor(number, i64.const(-(2n ** 63n)));

/** What is particular to rows of one kind. */
export interface RowKind {
  readonly recordBytes: number;
  /** Function (key, record) → whether the entry is plain enough; it makes the record. */
  measure(code: RowCode): ModuleFunction;
  /** Function (record, at) → where the row ends; it writes the row. */
  put(code: RowCode): ModuleFunction;
}

/** Functions of the module. Those that are exported are described by `printer.ts`. */
export class RowCode implements FunctionWriter {
  readonly #flush: number;
  readonly #vary: ModuleFunction;
  readonly digits: ModuleFunction;
  readonly putDigits: ModuleFunction;
  readonly note: ModuleFunction;
  readonly putKey: ModuleFunction;

  /** @param base where {@linkcode AREA} lies */
  constructor(readonly module: ModuleWriter, readonly base: number, readonly entries: EntryArea, kind: RowKind) {
    this.#flush = module.import("flush", { parameters: [I32], results: [] });
    const text = module.import("text", { parameters: [I32, I32], results: [I32] });
    this.#vary = this.#varyFunction();
    this.digits = this.#digits();
    this.putDigits = this.#putDigits();
    this.note = this.#note();
    this.putKey = this.#putKey(new AddressCode(this, text));
    this.#sort();
    this.#gather(kind.measure(this), kind.recordBytes);
    this.#print(kind.put(this));
  }
  loadWord(offset: number): Code {
    return i32.load(ZERO, this.base + offset);
  }
  storeWord(offset: number, value: Code): Code {
    return i32.store(ZERO, value, this.base + offset);
  }
  function(
    parameters: readonly ValueType[],
    results: readonly ValueType[],
    locals: readonly ValueType[],
    body: Code,
  ): ModuleFunction {
    return this.module.function({ parameters, results }, locals, body);
  }
  /** Hands the piece on when the next line might not find room. */
  room(at: number): Code {
    const { base } = this;
    return when(
      i32.gt_u(get(at), i32.const(base + AREA.PIECE_END - LINE)),
      sequence(call(this.#flush, get(at)), set(at, i32.const(base + AREA.PIECE))),
    );
  }
  /** Takes down at an offset of the area in which bits 64 of a record differ from those of the first one. */
  vary(record: Code, first: Code, at: Code): Code {
    return call(this.#vary.index, record, first, at);
  }
  #varyFunction(): ModuleFunction {
    const [record, first, at] = [0, 1, 2];
    const varies = i64.xor(i64.load(get(record)), i64.load(get(first)));
    return this.function([I32, I32, I32], [], [], [
      i64.store(get(at), i64.or(i64.load(get(at), this.base), varies), this.base),
    ]);
  }
  varyField(record: number, field: number, at: number): Code {
    return this.vary(
      i32.add(get(record), i32.const(field)),
      i32.add(this.loadWord(AREA.RECORDS), i32.const(field)),
      i32.const(at),
    );
  }

  /** (number) → how many digits it has, without a sign. */
  #digits(): ModuleFunction {
    const [number, count, power] = [0, 1, 2];
    return this.function([I64], [I32], [I32, I64], [
      set(count, i32.const(1)),
      set(power, i64.const(10n)),
      whileDo(
        i64.ge_u(get(number), get(power)),
        add(count, 1),
        set(power, i64.mul(get(power), i64.const(10n))),
      ),
      get(count),
    ]);
  }
  /** (number, end): its digits, the last one before `end`. */
  #putDigits(): ModuleFunction {
    const [number, end, tenth] = [0, 1, 2];
    // exact below 2^32, and quicker than dividing
    const small = i64.shr_u(i64.mul(get(number), i64.const(0xcccccccdn)), i64.const(35n));
    const last = i64.sub(get(number), i64.mul(get(tenth), i64.const(10n)));
    const digits = doWhile(
      i64.ne(get(number), i64.const(0n)),
      when(
        i64.lt_u(get(number), i64.const(2n ** 32n)),
        set(tenth, small),
        set(tenth, i64.div_u(get(number), i64.const(10n))),
      ),
      add(end, -1),
      i64.store8(get(end), i64.add(last, i64.const(BigInt(DIGIT)))),
      set(number, get(tenth)),
    );
    return this.function([I64, I32], [], [I64], digits);
  }
  /** (record, key, number): begins a record, and takes down in what records differ. */
  #note(): ModuleFunction {
    const [record, key, number] = [0, 1, 2];
    const place = (n: number, shift: number) =>
      i32.shl(i32.load8_u(i32.load8_u(get(key), n), this.base + AREA.PLACES), i32.const(shift));
    return this.function([I32, I32, I64], [], [], [
      i64.store(get(record), turnSign(get(number)), RECORD.NUMBER),
      when(
        i32.eq(i32.load8_u(get(key)), i32.const(4)),
        sequence(
          i32.store(get(record), i32.or(i32.or(place(1, 24), place(2, 16)), i32.or(place(3, 8), place(4, 0)))),
          i32.store(get(record), ZERO, RECORD.KEY),
        ),
        sequence(
          i32.store(get(record), ZERO),
          i32.store(get(record), get(key), RECORD.KEY),
          this.storeWord(AREA.OTHERS, i32.add(this.loadWord(AREA.OTHERS), i32.const(1))),
        ),
      ),
      this.varyField(record, RECORD.PLACE, AREA.PLACES_VARY),
      this.varyField(record, RECORD.NUMBER, AREA.NUMBERS_VARY),
    ]);
  }
  #gather(measure: ModuleFunction, recordBytes: number): void {
    const [entry, end, id, record, order, of, start] = [0, 1, 2, 3, 4, 5, 6];
    const { entries } = this;
    let size: Code = ZERO;
    for (const [one, shape] of entries.shapes) {
      size = when(i32.eq(get(of), i32.const(one)), i32.const(shape.size), size, I32);
    }
    const isPlain = call(measure.index, i32.add(get(entry), i32.const(entries.key)), get(record));
    const made = this.function([I32, I32, I32, I32, I32], [I32], [I32, I32], [
      set(start, get(order)),
      whileDo(
        i32.lt_u(get(entry), get(end)),
        set(of, i32.load(get(entry), entries.id)),
        when(
          i32.eq(get(of), get(id)),
          sequence(
            when(i32.eqz(isPlain), leave(i32.const(-1))),
            i32.store(get(order), get(record)),
            add(order, 4),
            add(record, recordBytes),
          ),
        ),
        add(entry, size),
      ),
      i32.shr_u(i32.sub(get(order), get(start)), i32.const(2)),
    ]);
    this.module.export("gather", made.index);
  }
  #sort(): void {
    const [from, end, to, field, at, record, next, count] = [0, 1, 2, 3, 4, 5, 6, 7];
    const tally = this.base + AREA.TALLY;
    const slot = i32.shl(i32.load8_u(i32.add(get(record), get(field))), i32.const(2));
    const eachRecord = (...body: Code[]) => [
      set(at, get(from)),
      doWhile(
        i32.lt_u(get(at), get(end)),
        set(record, i32.load(get(at))),
        set(next, slot),
        ...body,
        add(at, 4),
      ),
    ];
    const made = this.function([I32, I32, I32, I32], [], [I32, I32, I32, I32], [
      fillBytes(i32.const(tally), ZERO, i32.const(1024)),
      ...eachRecord(i32.store(get(next), i32.add(i32.load(get(next), tally), i32.const(1)), tally)),
      set(at, i32.const(tally)),
      doWhile(
        i32.lt_u(get(at), i32.const(tally + 1024)),
        set(count, i32.load(get(at))),
        i32.store(get(at), get(to)),
        add(to, i32.shl(get(count), i32.const(2))),
        add(at, 4),
      ),
      ...eachRecord(
        set(to, i32.load(get(next), tally)),
        i32.store(get(to), get(record)),
        i32.store(get(next), i32.add(get(to), i32.const(4)), tally),
      ),
    ]);
    this.module.export("sort", made.index);
  }
  /** (record, at) → where its column ends. */
  #putKey({ put4 }: AddressCode): ModuleFunction {
    const [record, at, text] = [0, 1, 2];
    const to = i32.add(get(at), i32.const(2));
    return this.function([I32, I32], [I32], [I32], [
      putBlanks(at, KEY),
      when(
        i32.load(get(record), RECORD.KEY),
        sequence(
          set(text, i32.load(get(record), RECORD.PLACE)),
          copyBytes(to, i32.add(get(text), i32.const(TEXT.CHARACTERS)), i32.load(get(text), TEXT.LENGTH)),
        ),
        drop(call(put4.index, get(record), to)),
      ),
      i32.add(get(at), i32.const(KEY)),
    ]);
  }
  #print(put: ModuleFunction): void {
    const [order, end, at] = [0, 1, 2];
    const made = this.function([I32, I32], [I32], [I32], [
      set(at, i32.const(this.base + AREA.PIECE)),
      whileDo(
        i32.lt_u(get(order), get(end)),
        this.room(at),
        set(at, call(put.index, i32.load(get(order)), get(at))),
        add(order, 4),
      ),
      get(at),
    ]);
    this.module.export("print", made.index);
  }
}
