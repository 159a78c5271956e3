/**
 * `if` and its `else if`: each stands within the one before, as far as that goes; a chain of thousands would be as many
 * levels deep, so that its later arms stand one group after the other, and a variable says whether an arm was taken.
 *
 * @module
 */
import type { Span } from "../../diagnostic/mod.ts";
import type { Expression, MemberAccess, Statement } from "./ast.ts";

/** `if (condition) then`, from `if` on. */
export interface Arm {
  readonly condition: Expression;
  readonly then: readonly Statement[];
  /** As far as the chain goes. */
  readonly span: Span;
}
type If = Extract<Statement, { readonly kind: "if" }>;

/** Arms that stand within each other: more than people write. */
const NESTED = 100;

/** A chain of at least one arm. */
export function joinArms(arms: readonly Arm[], otherwise: readonly Statement[]): If {
  if (arms.length <= NESTED) return nest(arms, otherwise);
  const { span } = arms[NESTED];
  // no program can write such a name
  const isOpen: MemberAccess = {
    ...{ kind: "member", arrow: true, name: `else ${span.start}`, nameSpan: span, span },
    object: { kind: "identifier", name: "this", span },
  };
  const set = (value: bigint): Statement => {
    const number: Expression = { kind: "integer", value, unsigned: false, longs: 0, base: 10, span };
    return {
      kind: "expression",
      expression: { kind: "assignment", operatorSpan: span, target: isOpen, value: number, span },
      span,
    };
  };
  const ifOpen = (then: readonly Statement[]): If => ({ kind: "if", condition: isOpen, then, else: [], span });
  const later: Statement[] = [set(1n)];
  for (let at = NESTED; at < arms.length; at += NESTED) {
    const group = arms.slice(at, at + NESTED).map((arm) => ({ ...arm, then: [set(0n), ...arm.then] }));
    later.push(ifOpen([nest(group, [])]));
  }
  if (otherwise.length > 0) later.push(ifOpen(otherwise));
  return nest(arms.slice(0, NESTED), later);
}
function nest(arms: readonly Arm[], otherwise: readonly Statement[]): If {
  return arms.reduceRight<readonly Statement[]>(
    (rest, { condition, then, span }) => [{ kind: "if", condition, then, else: rest, span }],
    otherwise,
  )[0] as If;
}
