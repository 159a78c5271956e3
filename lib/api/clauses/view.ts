/**
 * An argument of a probe as an object whose members are read when they are asked for.
 *
 * Views of the same struct are of one class in all runs, so that a clause that runs again and again stays quick: what
 * differs between runs lies in the object.
 *
 * @module
 */
import type { Accessor } from "../../codegen/side/mod.ts";
import { CONTEXT, type MachineMemory } from "../../image/mod.ts";
import type { AddressTexts } from "./address_texts.ts";
import type { MemberKind } from "./member_kind.ts";
import type { Texts } from "./texts.ts";

/** Thrown by a member that D could not have read either: the clause ends with D's fault, and the run goes on. */
export const VIEW_FAULT: unique symbol = Symbol("fault");
/** The number of the flow that an argument is about, on views that have one. */
export const VIEW_FLOW: unique symbol = Symbol("flow");
const FAULT_WORD = CONTEXT.FAULT >> 2;

/** A member of a view's class. */
export interface ViewMember {
  readonly name: string;
  readonly kind: MemberKind;
  /** How its value lies in its place. */
  readonly form: "signed" | "unsigned" | "wide-signed" | "wide-unsigned" | "time" | "text" | "view" | "numbers";
}
/** What a view reads from. */
export interface ViewMemory {
  readonly memory: MachineMemory;
  readonly addresses: AddressTexts;
  readonly texts: Texts;
}
/** Where a member's value is put, and what puts it there. */
export type ViewRead = Pick<Accessor, "run" | "place" | "size" | "kind">;

export class View {
  readonly #run: ((zero: 0) => void)[] = [];
  readonly #place: number[] = [];
  readonly #size: number[] = [];
  readonly #isAddress: boolean[] = [];
  readonly #inner: ((() => View) | undefined)[] = [];
  readonly #words: Int32Array;
  readonly #from: ViewMemory;

  constructor(from: ViewMemory) {
    this.#from = from;
    this.#words = from.memory.words;
  }
  /** Until it is known how a member is read, reading it finds that out. */
  expect(i: number, find: () => void, inner?: () => View): void {
    this.#place[i] = this.#size[i] = 0;
    this.#isAddress[i] = false;
    this.#inner[i] = inner;
    this.#run[i] = () => {
      find();
      this.#run[i](0);
    };
  }
  read(i: number, { run, place, size, kind }: ViewRead): void {
    this.#isAddress[i] = kind === "address";
    this.#run[i] = run;
    this.#place[i] = place;
    this.#size[i] = size;
  }
  /** The class of views with these members. */
  static classOf(members: readonly ViewMember[]): new (from: ViewMemory) => View {
    const made = class extends View {};
    members.forEach((member, i) => {
      const get = View.#getter(member, i);
      Object.defineProperty(made.prototype, member.name, { get, enumerable: true, configurable: true });
    });
    const shown = Symbol.for("Deno.customInspect");
    Object.defineProperty(made.prototype, shown, {
      value(this: Record<string, unknown>, inspect: (value: unknown, options: unknown) => string, options: unknown) {
        return inspect(Object.fromEntries(members.map(({ name }) => [name, this[name]])), options);
      },
    });
    return made;
  }
  // hot: a call of the machine, a look at its fault, a load
  static #getter({ name, kind, form }: ViewMember, i: number): (this: View) => unknown {
    switch (form) {
      case "signed":
        return function () {
          this.#run[i](0);
          if (this.#words[FAULT_WORD] !== 0) throw VIEW_FAULT;
          return this.#words[this.#place[i] >> 2];
        };
      case "unsigned":
        return function () {
          this.#run[i](0);
          if (this.#words[FAULT_WORD] !== 0) throw VIEW_FAULT;
          return this.#words[this.#place[i] >> 2] >>> 0;
        };
      case "text":
        return function () {
          this.#run[i](0);
          if (this.#words[FAULT_WORD] !== 0) throw VIEW_FAULT;
          const place = this.#place[i];
          return this.#isAddress[i] ? this.#from.addresses.read(place) : this.#from.texts.read(place, this.#size[i]);
        };
      case "view":
        return kind.kind === "view" && kind.pointer
          ? function () {
            this.#evaluate(i);
            return this.#words[this.#place[i] >> 2] === 0 ? null : this.#inner[i]!();
          }
          : function () {
            return this.#inner[i]!();
          };
      case "numbers":
        return function () {
          this.#evaluate(i);
          return this.#numbers(i, kind as Extract<MemberKind, { kind: "numbers" }>);
        };
      case "time":
        return function () {
          this.#evaluate(i);
          return this.#from.memory.view.getBigInt64(this.#place[i], true);
        };
      default:
        return function () {
          this.#evaluate(i);
          const word = this.#place[i] >> 2;
          const high = form === "wide-signed" ? this.#words[word + 1] : this.#words[word + 1] >>> 0;
          return wholeNumber(high, this.#words[word] >>> 0, name);
        };
    }
  }
  #evaluate(i: number): void {
    this.#run[i](0);
    if (this.#words[FAULT_WORD] !== 0) throw VIEW_FAULT;
  }
  #numbers(i: number, { size, count, signed }: Extract<MemberKind, { kind: "numbers" }>): number[] {
    const { view } = this.#from.memory;
    const bits = size * 8;
    return Array.from({ length: count }, (_, n) => {
      let value = 0n;
      for (let byte = size - 1; byte >= 0; byte--) {
        value = value << 8n | BigInt(view.getUint8(this.#place[i] + n * size + byte));
      }
      return Number(signed ? BigInt.asIntN(bits, value) : value);
    });
  }
}
function wholeNumber(high: number, low: number, name: string): number {
  const value = high * 4294967296 + low;
  if (Number.isSafeInteger(value)) return value;
  throw new RangeError(`\`${name}\` is ${(BigInt(high) << 32n) + BigInt(low)}: a number does not hold it exactly`);
}
