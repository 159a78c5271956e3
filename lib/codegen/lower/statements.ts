/**
 * Clauses and their statements in the intermediate form.
 *
 * @module
 */
import type { TypedClause, TypedExpression, TypedStatement } from "../../d/check/mod.ts";
import { integerType, isByReference, isSigned, isString, resolveType, sizeOf } from "../../d/types/mod.ts";
import { type ActionDescription, type FieldDescription, FORM_SIGNED } from "../../image/mod.ts";
import type { IrClause, Register } from "../ir/mod.ts";
import { round } from "./memory_layout.ts";
import { ClauseBuilder } from "./clause_builder.ts";
import { LOWERED_EXPRESSIONS } from "./expressions.ts";
import { copyValue } from "./operations.ts";
import type { ProgramLowering } from "./shared_layout.ts";

export interface LoweredClause {
  readonly ir: IrClause;
  readonly actions: readonly ActionDescription[];
  readonly masked: boolean;
}
export function lowerClause(program: ProgramLowering, clause: TypedClause): LoweredClause {
  const statements = clause.body ?? [];
  const masked = statements.some(({ kind }) => kind === "if");
  const b = new ClauseBuilder(program, masked ? round(countActions(statements), 8) : 0, LOWERED_EXPRESSIONS);
  if (clause.predicate) {
    const condition = b.condition(clause.predicate);
    b.if(condition, () => {}, () => b.leave());
  }
  const predicate = b.takeInstructions();
  b.reserve();
  lowerStatements(b, statements);
  b.endAction();
  const ir = b.finish(predicate);
  // a clause that has no statements at all records that it fired, and one that only speculates does so on trial
  const records = ir.records || statements.length === 0 || statements.length === 1 && speculates(statements[0]);
  return { ir: { ...ir, records }, actions: b.actions, masked };
}
function countActions(statements: readonly TypedStatement[]): number {
  return statements.reduce(
    (sum, s) => sum + (s.kind === "action" ? 1 : s.kind === "if" ? countActions(s.then) + countActions(s.else) : 0),
    0,
  );
}
function lowerStatements(b: ClauseBuilder, statements: readonly TypedStatement[]): void {
  for (const statement of statements) {
    b.nextAction();
    lowerStatement(b, statement);
  }
}
function lowerStatement(b: ClauseBuilder, statement: TypedStatement): void {
  switch (statement.kind) {
    case "expression":
      b.lower(statement.expression);
      return;
    case "if": {
      b.endAction();
      const branch = (list: readonly TypedStatement[]) => () => {
        b.block++;
        lowerStatements(b, list);
        b.endAction();
      };
      b.if(b.condition(statement.condition), branch(statement.then), branch(statement.else));
      b.block++;
      // to DTrace each run of statements between branches is a clause of its own, and none fires after exit()
      if (exits(statement.then) || exits(statement.else)) {
        b.if(b.exited(), () => b.finishEarly());
      }
      return;
    }
    case "aggregate":
      return lowerAggregate(b, statement);
    case "action": {
      b.program.builtins.actions.get(statement.definition.name)!.lower(b, statement.args, statement.data);
      b.endAction();
    }
  }
}
function speculates(statement: TypedStatement): boolean {
  return statement.kind === "action" && statement.definition.traits.special === "speculate";
}
function exits(statements: readonly TypedStatement[]): boolean {
  return statements.some((s) =>
    s.kind === "action" ? s.definition.traits.special === "exit" : s.kind === "if" && (exits(s.then) || exits(s.else))
  );
}
function lowerAggregate(b: ClauseBuilder, statement: Extract<TypedStatement, { kind: "aggregate" }>): void {
  const plan = b.program.plans.get(statement.aggregation.id)!;
  const staged = b.staging(Math.max(8, plan.keyBytes));
  b.program.staged.push({ aggregation: statement.aggregation.id, at: Number(b.valueOf(staged)) });
  statement.keys.forEach((key, i) => {
    lowerKey(b, plan.description.keys[i], key, staged);
    b.nextAction();
  });
  const values = statement.args.map((arg) => b.lower(arg));
  const entry = b.entry(statement.aggregation.id, Number(b.valueOf(staged)));
  b.if(entry, () => {
    plan.lowered.update(b, entry, values, statement.aggregation.parameters);
  });
}
/** Evaluates a key and puts it where the aggregation has it. */
function lowerKey(b: ClauseBuilder, field: FieldDescription, key: TypedExpression, staged: Register): void {
  const { offset, size, type, address, form } = field;
  if (address) return b.lowering.address(b, key, staged, offset);
  const value = b.lower(key);
  if (isString(type)) return void b.helper("key_string", b.place(staged, offset), value);
  if (!isByReference(key.type)) {
    const own = (sizeOf(key.type) || 8) as 1 | 2 | 4 | 8;
    const signed = integerType(key.type)?.signed ?? isSigned(key.type);
    // what a register holds beyond its type is not part of the key
    const whole = own < size && own !== 8 ? b.extend(value, own, signed) : value;
    b.storeTrusted(staged, offset, whole, size as 1 | 2 | 4 | 8);
    if (form !== undefined) b.storeTrusted(staged, form, b.constant(own | (signed ? FORM_SIGNED : 0)), 1);
  } else if (resolveType(type).kind === "dynamic") b.storeTrusted(staged, offset, value, size as 8);
  else copyValue(b, b.place(staged, offset), value, key.type);
}
