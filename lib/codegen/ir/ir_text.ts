/**
 * The intermediate form as text, one instruction a line: what -S shows.
 *
 * @module
 */
import type { Register } from "./builder.ts";
import type { Instruction, IrClause } from "./instructions.ts";

/** What stands above a clause. */
export interface ClauseHeading {
  /** Probes that the clause is enabled for, as text. */
  readonly probes: readonly string[];
  /** Where it stands: `name:line`. */
  readonly at: string;
}

/** One clause: a heading, its predicate and its body, with how much it records. */
export function formatClause(clause: IrClause, heading: ClauseHeading): string {
  const lines = [`clause ${heading.at}: ${heading.probes.join(", ")}`];
  lines.push(
    `  registers ${clause.registers}, record ${clause.records ? `${clause.payloadSize} bytes` : "none"}` +
      `${clause.usesScratch ? ", uses scratch" : ""}`,
  );
  const names = new RegisterNames(clause);
  const section = (name: string, list: readonly Instruction[]) => {
    if (list.length === 0) return;
    lines.push(`  ${name}:`);
    writeList(lines, names, list, "    ");
  };
  section("predicate", clause.predicate);
  section("body", clause.body);
  return lines.join("\n") + "\n";
}

/** Registers by number; constants by value, for they are not instructions. */
class RegisterNames {
  constructor(readonly clause: IrClause) {}
  of(register: Register): string {
    const value = this.clause.constants[register];
    return value === undefined ? `r${register}` : `${value}`;
  }
}
function writeList(lines: string[], names: RegisterNames, list: readonly Instruction[], indent: string): void {
  for (const instruction of list) {
    if (instruction.op !== "if") {
      lines.push(indent + instructionText(instruction, names));
      continue;
    }
    const { condition, then, otherwise } = instruction;
    lines.push(`${indent}${then.length === 0 ? "unless" : "if"} ${names.of(condition)} {`);
    writeList(lines, names, then, indent + "  ");
    if (then.length > 0 && otherwise.length > 0) lines.push(`${indent}} else {`);
    writeList(lines, names, otherwise, indent + "  ");
    lines.push(`${indent}}`);
  }
}
const width = (bytes: number, signed?: boolean) => `${signed ? "i" : "u"}${bytes * 8}`;
const SIGNS: Partial<Record<string, string>> = { add: "+", sub: "-", mul: "*", and: "&", or: "|", xor: "^", shl: "<<" };

function instructionText(i: Exclude<Instruction, { op: "if" }>, names: RegisterNames): string {
  const at = (address: Register, offset: number) => `[${names.of(address)}${offset === 0 ? "" : ` + ${offset}`}]`;
  const of = (register: Register) => names.of(register);
  const place = (of: { action: number; position: number }) =>
    `  ; ${of.action === 0 ? "predicate" : `action #${of.action}`}, offset ${of.position * 4}`;
  switch (i.op) {
    case "constant":
      return `r${i.to} = ${i.value}`;
    case "binary":
      return SIGNS[i.operator] === undefined
        ? `r${i.to} = ${i.operator} ${of(i.left)}, ${of(i.right)}`
        : `r${i.to} = ${of(i.left)} ${SIGNS[i.operator]} ${of(i.right)}`;
    case "unary":
      return `r${i.to} = ${i.operator} ${of(i.operand)}`;
    case "compare":
      return `r${i.to} = ${i.operator} ${of(i.left)}, ${of(i.right)}`;
    case "extend":
      return `r${i.to} = ${width(i.bytes, i.signed)} ${of(i.value)}`;
    case "select":
      return `r${i.to} = ${of(i.condition)} ? ${of(i.then)} : ${of(i.otherwise)}`;
    case "load":
      return `r${i.to} = load ${width(i.bytes, i.signed)} ${at(i.address, i.offset)}`;
    case "store":
      return `store ${width(i.bytes)} ${at(i.address, i.offset)}, ${of(i.value)}`;
    case "check":
      return `check ${of(i.address)}, ${
        i.what === "text" ? "text" : `${i.what === "inside" ? "inside, " : ""}${i.size ? of(i.size) : i.extent} bytes`
      }` +
        `${i.nullable ? " or null" : ""}${place(i.place)}`;
    case "check-store":
      return `check-store ${of(i.address)}, ${i.extent} bytes${place(i.place)}`;
    case "time":
      return `r${i.to} = time`;
    case "probe-name":
      return `r${i.to} = probe ${["provider", "module", "function", "name"][i.part]}`;
    case "assign":
      return `r${i.to} := ${of(i.value)}`;
    case "helper":
      return `r${i.to} = ${i.name}(${i.args.map(of).join(", ")})${place(i.place)}`;
    case "host":
      return `r${i.to} = ${i.function.name}(${i.args.map(of).join(", ")})${place(i.place)}`;
    case "fault":
      return `fault ${i.kind}${i.address === undefined ? "" : `, address ${of(i.address)}`}${place(i.place)}`;
    case "payload":
      return `r${i.to} = payload`;
    case "speculate":
    case "commit":
      return `${i.op} ${of(i.speculation)}`;
    case "entry":
      return `r${i.to} = entry of aggregation ${i.aggregation}, key at ${i.key}`;
    case "find":
      return `r${i.to} = ${
        i.allocate ? "make" : "find"
      } variable ${i.variable}, key at ${i.key} of ${i.keySize} bytes, ` +
        `value of ${i.valueSize}`;
    case "delete":
      return `delete variable ${i.variable}, key at ${i.key} of ${i.keySize} bytes`;
    case "leave":
    case "finish":
    case "reserve":
      return i.op;
  }
}
