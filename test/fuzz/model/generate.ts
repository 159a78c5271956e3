/**
 * Random expressions of the model, and the clauses that show their values. A seed decides all.
 *
 * @module
 */
import type { Random } from "../random.ts";
import {
  assign,
  type AssignmentOperator,
  binary,
  type BinaryOperator,
  cast,
  comma,
  conditional,
  DivisionFault,
  type Expression,
  literal,
  load,
  type Place,
  type Places,
  Refused,
  sizeofType,
  step,
  unary,
} from "./expression.ts";
import {
  BIT_FIELDS,
  COLOR,
  cut,
  ENUMERATORS,
  INT,
  INT64,
  type IntegerType,
  LEVEL,
  literalType,
  LONG,
  seen,
  TYPES,
  UNSIGNED,
} from "./types.ts";

const BINARY: readonly BinaryOperator[] = [
  ...(["+", "-", "*", "/", "%", "&", "|", "^", "<<", ">>", "+", "-", "*", "/", "%", ">>"] as const),
  ...(["==", "!=", "<", "<=", ">", ">=", "<", ">", "&&", "||", "^^"] as const),
];
const ASSIGNMENTS: readonly AssignmentOperator[] = [
  ...(["=", "+=", "-=", "*=", "/=", "%=", "&=", "|=", "^=", "<<=", ">>="] as const),
];
const SUFFIXES = ["", "", "", "u", "U", "l", "L", "ul", "UL", "ll", "LL", "ull", "uLL"];

/** Globals, clause-local and thread-local variables of every type; memory of every type and bit-fields. */
const VARIABLES: readonly Place[] = TYPES.flatMap((type, n) =>
  [`g${n}`, `this->t${n}`, `self->s${n}`, `e[${n % 2}, "${n}"]`].map((text) => ({ text, type, memory: false }))
).filter(({ text, type }) => !text.startsWith("e[") || type === INT64);
const MEMORY: readonly Place[] = [
  ...TYPES.map((type, n) => ({ text: `m.f${n}`, type, memory: true })),
  ...TYPES.map((type, n) => ({ text: `a${n}[${n % 3}]`, type, memory: true })),
  ...BIT_FIELDS.map((type, n) => ({ text: `b.f${n}`, type, memory: true })),
];
export const PLACES: readonly Place[] = [...VARIABLES, ...MEMORY];

function enumeration(of: IntegerType): string {
  const members = ENUMERATORS.filter(({ type }) => type === of).map(({ name, value }) => `${name} = ${value}`);
  return `${of.name} { ${members.join(", ")} };`;
}
/** Inlines of a constant stand for the constant itself, whatever type they are declared to have. */
const INLINES = [
  { declared: "char n0 = 300", value: 300n, type: INT },
  { declared: "unsigned int n1 = -8", value: -8n, type: INT },
  { declared: "short n2 = 0x80000000", value: 0x80000000n, type: UNSIGNED },
  { declared: "uint64_t n3 = -9223372036854775807ll", value: -0x7fffffffffffffffn, type: LONG },
] as const;
/** `half[e]`: the argument becomes its parameter's type, the result the inline's. */
const HALF = "inline short half[unsigned char x] = x / 2 - 100000;";
function half(argument: Expression): Expression {
  const [short, byte] = [TYPES[4], TYPES[1]];
  const body = binary("-", binary("/", cast(byte, argument), constant(2n)), constant(100000n));
  return { ...cast(short, body), text: `half[${argument.text}]` };
}
function constant(value: bigint): Expression {
  return literal(String(value), value, INT);
}
/** The whole register of a value is seen here. */
const RESULT: Place = { text: "r", type: INT64, memory: false };

/** What stands before the clauses. */
export const DECLARATIONS = `${[COLOR, LEVEL].map(enumeration).join("\n")}
struct members { ${TYPES.map(({ name }, n) => `${name} f${n};`).join(" ")} };
struct bits { ${BIT_FIELDS.map(({ name, bits }, n) => `${name} f${n} : ${bits};`).join(" ")} };
struct members m;
struct bits b;
${INLINES.map(({ declared }) => `inline ${declared};`).join("\n")}
${HALF}
${TYPES.map(({ name }, n) => `${name} g${n}; this ${name} t${n}; self ${name} s${n}; ${name} a${n}[3];`).join("\n")}
int64_t e[int, string];
int64_t r;
`;

export class ExpressionGenerator {
  /** Places that the expression has named so far. */
  readonly used = new Map<string, Place>();
  /** Places that it changes: nothing else may name them, as the order of evaluation is not what is tested there. */
  readonly #changed = new Set<string>();

  constructor(readonly random: Random, readonly effects: boolean) {}

  expression(depth: number): Expression {
    for (;;) {
      try {
        return this.#grow(depth);
      } catch (error) {
        if (!(error instanceof Refused)) throw error;
      }
    }
  }
  #grow(depth: number): Expression {
    const { random } = this;
    if (depth <= 0 || random.chance(0.1)) return this.#leaf();
    switch (random.below(this.effects ? 15 : 13)) {
      case 0:
      case 1:
        return unary(random.pick(["-", "~", "!", "+", "-", "~"]), this.#grow(depth - 1));
      case 2:
      case 3:
        return cast(random.pick(TYPES), this.#grow(depth - 1));
      case 4:
        return conditional(this.#grow(depth - 1), this.#grow(depth - 1), this.#grow(depth - 1));
      case 5:
        return comma(this.#grow(depth - 2), this.#grow(depth - 1));
      case 6:
        return half(this.#grow(depth - 1));
      case 13:
        return step(random.pick(["++", "--"]), random.chance(0.5), this.#changedPlace());
      case 14:
        return assign(random.pick(ASSIGNMENTS), this.#changedPlace(), this.#grow(depth - 1));
      default:
        return binary(random.pick(BINARY), this.#grow(depth - 1), this.#grow(depth - 1));
    }
  }
  #leaf(): Expression {
    const { random } = this;
    if (random.chance(0.5)) return load(this.#place());
    if (random.chance(0.1)) return sizeofType(random.pick(TYPES));
    if (random.chance(0.15)) {
      const { name, value, type } = random.pick(ENUMERATORS);
      return literal(name, value, type);
    }
    if (random.chance(0.1)) {
      const { declared, value, type } = random.pick(INLINES);
      return literal(declared.split(" ").at(-3)!, value, type);
    }
    return this.literal();
  }
  literal(): Expression {
    const { random } = this;
    if (random.chance(0.08)) {
      const code = 33 + random.below(94), letter = String.fromCharCode(code);
      return literal(/['\\]/.test(letter) ? `'\\${letter}'` : `'${letter}'`, BigInt(code), INT);
    }
    for (;;) {
      const value = interesting(random), form = random.below(4), suffix = random.pick(SUFFIXES);
      const digits = form === 0 ? `0x${value.toString(16)}` : form === 1 ? `0${value.toString(8)}` : String(value);
      try {
        return literal(digits + suffix, value, literalType(value, form > 1, suffix));
      } catch (error) {
        if (!(error instanceof RangeError)) throw error;
      }
    }
  }
  #place(): Place {
    for (;;) {
      const place = this.random.pick(this.random.chance(0.5) ? VARIABLES : MEMORY);
      if (!this.#changed.has(place.text)) return this.#use(place);
    }
  }
  #changedPlace(): Place {
    for (;;) {
      const place = this.random.pick(this.random.chance(0.5) ? VARIABLES : MEMORY);
      if (this.used.has(place.text)) continue;
      this.#changed.add(place.text);
      return this.#use(place);
    }
  }
  #use(place: Place): Place {
    this.used.set(place.text, place);
    return place;
  }
}
/** A number near where widths and signs change. */
function interesting(random: Random): bigint {
  if (random.chance(0.4)) return BigInt(random.below(12));
  const power = 1n << BigInt(random.pick([3, 7, 8, 9, 15, 16, 24, 31, 32, 33, 40, 62, 63]));
  const near = power + BigInt(random.below(5) - 2) * (random.chance(0.8) ? 1n : BigInt(random.below(1000)));
  return near < 0n ? -near : near;
}

/** One clause, and the line that it prints; none where it divides by zero. */
export interface Case {
  readonly text: string;
  readonly expected: string | undefined;
}

/** A clause that shows one expression, in one of the ways in which a value can be seen. `places` is what is left. */
export function makeCase(random: Random, number: number, places: Places): Case {
  const form = random.below(7);
  const generator = new ExpressionGenerator(random, form !== 3 && random.chance(0.5));
  const expression = generator.expression(1 + random.below(5));
  const fills = [...generator.used.values()].map((place) => assign("=", place, fill(random, place.type)));
  const show = (value: bigint, type: IntegerType) => {
    const whole = type.bitField
      ? { bits: type.bits <= 8 ? 8 : type.bits <= 16 ? 16 : type.bits <= 32 ? 32 : 64 }
      : type;
    return String(seen(cut(value, { bits: whole.bits, signed: type.signed }), type.signed));
  };
  const before = fills.map(({ text }) => `${text.slice(1, -1)};`).join(" ");
  const after = [...generator.used.values()];
  const line = (what: string) => `${number} ${what}`;
  const state = () => after.map((place) => show(load(place).run(places), place.type)).join(" ");
  const print = (what: string, ...values: string[]) =>
    `printf("${line(what)}${after.map(() => " %d").join("")}\\n"${
      [...values, ...after.map(({ text }) => text)].map((text) => `, ${text}`).join("")
    });`;
  const whole = (run: () => string, text: string): Case => {
    try {
      for (const one of fills) one.run(places);
      return { text, expected: `${run()} ${state()}`.trimEnd() };
    } catch (error) {
      if (error instanceof DivisionFault) return { text, expected: undefined };
      throw error;
    }
  };
  const value = () => expression.run(places);
  switch (form) {
    case 0:
    case 1:
      return whole(
        () => line(String(assign("=", RESULT, expression).run(places))),
        `BEGIN { ${before} r = ${expression.text}; ${print("%d", "r")} }`,
      );
    case 2: {
      // the argument is evaluated first: what it changes is seen in the others
      const text = `BEGIN { ${before} ${print("%d", expression.text)} }`;
      return whole(() => line(show(value(), expression.type)), text);
    }
    case 3: {
      const predicate = `BEGIN { ${before} }\nBEGIN /${expression.text}/ { ${print("yes")} }`;
      const made = whole(() => value() !== 0n ? line("yes") : "", predicate);
      return made.expected?.startsWith(line("")) ? made : { ...made, expected: undefined };
    }
    case 4: {
      const text = `BEGIN { ${before} if (${expression.text}) { ${print("then")} } else { ${print("else")} } }`;
      return whole(() => line(value() !== 0n ? "then" : "else"), text);
    }
    case 5: {
      const made = whole(
        () => line(String(value())),
        `BEGIN { ${before} @sums[${number}] = sum(${expression.text}); }`,
      );
      // of the places nothing is shown
      return { ...made, expected: made.expected?.split(" ").slice(0, 2).join(" ") };
    }
    default:
      return whole(() => (value(), line("done")), `BEGIN { ${before} ${expression.text}; ${print("done")} }`);
  }
}
/** A constant of the place's type. */
function fill(random: Random, type: IntegerType): Expression {
  const value = interesting(random), negative = random.chance(0.4);
  const amount = literal(`${value}ull`, value, { name: "unsigned long long", bits: 64, signed: false });
  const small = random.below(6);
  return type.enumeration ? literal(String(small), BigInt(small), INT) : negative ? unary("-", amount) : amount;
}
