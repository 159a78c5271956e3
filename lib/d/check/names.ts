/**
 * What a name stands for, and from which version of D on: `-x version` hides what came later.
 *
 * @module
 */
import type { CheckState } from "./check_state.ts";
import type { TypedValue } from "./value.ts";

/** `1.6.3` as one number, or undefined if it is not a version. */
export function versionNumber(text: string): number | undefined {
  const match = /^(\d{1,3})\.(\d{1,4})(?:\.(\d{1,4}))?$/.exec(text);
  if (!match) return undefined;
  return (Number(match[1]) * 4096 + Number(match[2])) * 4096 + Number(match[3] ?? 0);
}
/** Whether something that came with a version may be used. */
export function isVisible(state: CheckState, since: string | number | undefined): boolean {
  const limit = state.pragmaOption("version") ?? state.environment.options.version;
  if (since === undefined || since === 0 || limit === undefined) return true;
  const number = typeof since === "number" ? since : versionNumber(since);
  return number === undefined || number <= (versionNumber(limit) ?? Infinity);
}
/** What a global name is, as DTrace calls it, or undefined if it is nothing. */
export function kindOfName(state: CheckState, name: string): string | undefined {
  const { variables, subroutines, actions, aggregating } = state.environment.builtins;
  const builtin = variables.get(name) ?? subroutines.get(name) ?? actions.get(name) ?? aggregating.get(name);
  if (builtin && !isVisible(state, builtin.since)) return undefined;
  const inline = state.inlines.get(name);
  if (inline?.busy) return undefined;
  if (inline) return inline.enumerator ? "enumerator" : inline.parameters ? "associative array" : "scalar";
  const variable = state.globals.get(name);
  if (variable) return variable.variable.keys ? "associative array" : "scalar";
  if (variables.has(name)) return variables.get(name)!.indexed ? "associative array" : "scalar";
  if (subroutines.has(name)) return "function";
  if (actions.has(name)) return "tracing function";
  if (aggregating.has(name)) return "aggregating function";
  return undefined;
}
/** The parameter of an inline, or input of a translator, that hides all else of the name. */
export function lookUpBinding(state: CheckState, name: string): TypedValue | undefined {
  for (let i = state.bindings.length - 1; i >= 0; i--) {
    const bound = state.bindings[i].get(name);
    if (bound) return bound;
  }
  return undefined;
}
