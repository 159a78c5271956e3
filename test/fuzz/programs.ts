/** Random D programs: grown from the grammar with types in mind, so that most compile; and mutants of them. */
import type { Random } from "./random.ts";

const INTEGERS = [
  "0",
  "1",
  "2",
  "7",
  "255",
  "65536",
  "-1",
  "2147483647",
  "0x7fffffffffffffff",
  "0x8000000000000000",
  "'a'",
  "010",
];
const VARIABLES = [
  "x",
  "y",
  "this->a",
  "this->b",
  "self->c",
  "timestamp",
  "arg0",
  "arg1",
  "epid",
  "id",
  "p.m",
  "p.n",
  "p.bits",
];
const ASSIGNABLE = [
  "x",
  "y",
  "this->a",
  "this->b",
  "self->c",
  "p.m",
  "p.n",
  "p.bits",
  "p.more",
  'el[1, "k"]',
  "el[x, s]",
];
const STRINGS = [
  '""',
  '"abc"',
  '"10.0.0.1"',
  '"a/b/c"',
  "probename",
  "probeprov",
  "s",
  "this->t",
  "names[1]",
  "execname",
];
const STRING_VARIABLES = ["s", "this->t", "names[1]", "names[x]", "self->u"];
const BINARY = ["+", "-", "*", "/", "%", "&", "|", "^", "<<", ">>", "<", "<=", ">", ">=", "==", "!=", "&&", "||", "^^"];
const CASTS = ["(char)", "(uint8_t)", "(short)", "(int)", "(unsigned int)", "(long)", "(uint64_t)"];

export class ProgramGenerator {
  constructor(readonly random: Random) {}

  program(): string {
    const clauses = Array.from({ length: 1 + this.random.below(4) }, () => this.#clause());
    return `struct point { int m; short n; unsigned bits : 3; unsigned more : 13; };
struct point p;
string s;
string names[int];
int64_t el[int64_t, string];
this string t;
self string u;
BEGIN { p.m = 3; s = "s"; this->t = "t"; x = (int64_t)1; y = (int64_t)2; this->a = (int64_t)0; this->b = 5; self->c = (int64_t)9;
  @b = quantize(1); @a0[(int64_t)0, ""] = sum(1); @a1[(int64_t)0, ""] = sum(1); }
${clauses.join("\n")}
`;
  }
  #clause(): string {
    const { random } = this;
    const probe = this.probe();
    const predicate = random.chance(0.3) ? ` /${this.integer(2)}/` : "";
    return `${probe}${predicate}\n{\n${this.#statements(3)}}`;
  }
  protected probe(): string {
    return this.random.pick(["BEGIN", "BEGIN", "END", "ERROR", "tick-1s", "BEGIN, END"]);
  }
  #statements(depth: number): string {
    return Array.from({ length: 1 + this.random.below(5) }, () => this.#statement(depth)).join("");
  }
  #statement(depth: number): string {
    const { random } = this;
    switch (random.below(14)) {
      case 0:
      case 1:
        return `  trace(${random.chance(0.7) ? this.integer(depth) : this.string(depth)});\n`;
      case 2:
        return `  printf("%d %s %x\\n", ${this.integer(depth)}, ${this.string(depth)}, ${this.integer(1)});\n`;
      case 3:
      case 4:
        return `  ${random.pick(ASSIGNABLE)} ${random.pick(["=", "=", "+=", "-=", "*=", "<<=", "|=", "%="])} ${
          this.integer(depth)
        };\n`;
      case 5:
        return `  ${random.pick(STRING_VARIABLES)} = ${this.string(depth)};\n`;
      case 6:
        return `  ${random.pick(["x", "y", "this->a", "self->c", "p.m"])}${random.pick(["++", "--"])};\n`;
      case 7:
      case 8:
        return `  @a${random.below(2)}[${this.key()}, ${this.string(1)}] = ${this.#aggregating(depth, 0)};\n`;
      case 9:
        return `  @b = ${this.#aggregating(depth, 1)};\n`;
      case 10:
        if (depth === 0) return "";
        return `  if (${this.integer(2)}) {\n${this.#statements(depth - 1)}  }${
          random.chance(0.5) ? ` else {\n${this.#statements(depth - 1)}  }` : ""
        }\n`;
      case 11:
        return `  ${random.pick(["clear(@b)", "trunc(@b)", "trunc(@b, 2)", "normalize(@b, 3)", "printa(@b)"])};\n`;
      case 12:
        return random.chance(0.1) ? `  exit(${random.below(5)});\n` : this.memory();
      default:
        return this.other(depth);
    }
  }
  protected other(_depth: number): string {
    return `  trace(*(${this.random.pick(["int", "char", "uint64_t"])} *)${this.integer(1)});\n`;
  }
  #aggregating(depth: number, which: number): string {
    // one function for each name, or the program does not compile
    return which === 0 ? `sum(${this.integer(depth)})` : `quantize(${this.integer(depth)})`;
  }
  integer(depth: number): string {
    const { random } = this;
    if (depth <= 0 || random.chance(0.2)) return random.chance(0.5) ? random.pick(INTEGERS) : this.variable();
    switch (random.below(9)) {
      case 0:
      case 1:
      case 2:
        return `(${this.integer(depth - 1)} ${random.pick(BINARY)} ${this.integer(depth - 1)})`;
      case 3:
        return `${random.pick(["-", "~", "!"])}(${this.integer(depth - 1)})`;
      case 4:
        return `(${this.integer(depth - 1)} ? ${this.integer(depth - 1)} : ${this.integer(depth - 1)})`;
      case 5:
        return `${random.pick(CASTS)}(${this.integer(depth - 1)})`;
      case 6:
        return `strlen(${this.string(depth - 1)})`;
      case 7:
        return `(${this.string(depth - 1)} ${random.pick(["==", "!=", "<", ">="])} ${this.string(depth - 1)})`;
      default:
        return this.known();
    }
  }
  protected key(): string {
    return this.integer(1);
  }
  protected memory(): string {
    return "  tracemem(alloca(8), 8);\n";
  }
  protected variable(): string {
    return this.random.pick(VARIABLES);
  }
  protected known(): string {
    const index = `index(${this.string(1)}, "b")`;
    return this.random.pick(["el[x, s]", 'el[1, "k"]', "sizeof (p)", "ntohs(x)", "htonl(y)", index]);
  }
  string(depth: number): string {
    const { random } = this;
    if (depth <= 0 || random.chance(0.4)) return random.pick(STRINGS);
    switch (random.below(5)) {
      case 0:
        return `strjoin(${this.string(depth - 1)}, ${this.string(depth - 1)})`;
      case 1:
        return `substr(${this.string(depth - 1)}, ${this.integer(1)}, ${this.integer(1)})`;
      case 2:
        return `(${this.integer(1)} ? ${this.string(depth - 1)} : ${this.string(depth - 1)})`;
      case 3:
        return `basename(${this.string(depth - 1)})`;
      default:
        return `lltostr(${this.integer(depth - 1)})`;
    }
  }
}
const ALPHABET = "abcxyz0189 \n\"'/*{}()[]<>=!&|^%$#@;:,.?-+\\`~\u00e9\0";
/** A text with a few letters changed, lost, doubled or put in. */
export function mutate(random: Random, text: string): string {
  let mutant = text;
  for (let n = 1 + random.below(4); n > 0; n--) {
    const at = random.below(mutant.length);
    const length = random.below(6);
    switch (random.below(4)) {
      case 0:
        mutant = mutant.slice(0, at) + mutant.slice(at + length);
        break;
      case 1:
        mutant = mutant.slice(0, at) + random.pick([...ALPHABET]) + mutant.slice(at);
        break;
      case 2:
        mutant = mutant.slice(0, at) + random.pick([...ALPHABET]) + mutant.slice(at + 1);
        break;
      default:
        mutant = mutant.slice(0, at) + mutant.slice(at, at + length * 4) + mutant.slice(at);
    }
  }
  return mutant;
}
