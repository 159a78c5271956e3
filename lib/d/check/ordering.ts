/**
 * Which actions may follow which in a clause: the rules of speculations, driven by the actions' traits.
 *
 * @module
 */
import type { Span, Tag } from "../../diagnostic/mod.ts";
import type { CheckState } from "./check_state.ts";
import type { TypedStatement } from "./typed.ts";

interface ClauseProgress {
  committed: boolean;
  speculating: boolean;
  recorded: boolean;
}
/** Checks statements that run one after the other; the branches of an if start again, as clauses of their own. */
export function checkOrder(state: CheckState, statements: readonly TypedStatement[]): void {
  let progress: ClauseProgress = { committed: false, speculating: false, recorded: false };
  for (const statement of statements) {
    if (statement.kind === "if") {
      checkOrder(state, statement.then);
      checkOrder(state, statement.else);
      progress = { committed: false, speculating: false, recorded: false };
    } else step(state, statement, progress);
  }
}
function step(state: CheckState, statement: Exclude<TypedStatement, { kind: "if" }>, progress: ClauseProgress): void {
  const { span } = statement;
  if (statement.kind === "aggregate") {
    if (progress.speculating) fail(state, "D_AGG_SPEC", "aggregating actions", "speculate", span);
    if (progress.committed) fail(state, "D_AGG_COMM", "aggregating actions", "commit", span);
    progress.recorded = true;
    return;
  }
  if (statement.kind === "expression") {
    const destructive = state.destructiveStatements.has(statement);
    if (progress.speculating && destructive) fail(state, "D_ACT_SPEC", "destructive actions", "speculate", span);
    return;
  }
  const { traits } = statement.definition;
  switch (traits.special) {
    case "commit":
      if (progress.committed) fail(state, "D_COMM_COMM", "commit( )", "commit", span);
      if (progress.recorded) fail(state, "D_COMM_DREC", "commit( )", "recorded", span);
      progress.committed = true;
      return;
    case "speculate":
      if (progress.speculating) fail(state, "D_SPEC_SPEC", "speculate( )", "speculate", span);
      if (progress.committed) fail(state, "D_SPEC_COMM", "speculate( )", "commit", span);
      if (progress.recorded) fail(state, "D_SPEC_DREC", "speculate( )", "recorded", span);
      progress.speculating = true;
      return;
    case "discard":
      return;
  }
  if (progress.speculating) {
    if (traits.destructive) fail(state, "D_ACT_SPEC", "destructive actions", "speculate", span);
    if (traits.special === "exit") fail(state, "D_EXIT_SPEC", "exit( )", "speculate", span);
  }
  if (traits.destructive || !(traits.records || traits.special === "exit")) return;
  if (progress.committed) fail(state, "D_DREC_COMM", "data-recording actions", "commit", span);
  if (!progress.speculating) progress.recorded = true;
}
const AFTER = {
  speculate: { plain: "speculate( )", message: "`speculate()`" },
  commit: { plain: "commit( )", message: "`commit()`" },
  recorded: { plain: "data-recording action(s)", message: "an action that records data" },
};
function fail(state: CheckState, tag: Tag, what: string, after: keyof typeof AFTER, span: Span): void {
  const shown = what.endsWith("( )") ? `\`${what.replace("( )", "()")}\`` : what;
  state.reporter.error(tag, `${shown} cannot come after ${AFTER[after].message}`, span, {
    plain: `${what} may not follow ${AFTER[after].plain}`,
  });
}
