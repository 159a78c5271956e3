/**
 * What a builtin's own check sees of the checker.
 *
 * @module
 */
import {
  INT,
  isInteger,
  isPointer,
  isStringLike,
  LONG,
  resolveType,
  sizeOf,
  STRING,
  typeName,
  UNSIGNED_LONG,
} from "../types/mod.ts";
import { convertTo } from "./conversions.ts";
import type { CheckContext } from "./builtin_definitions.ts";
import type { CheckState } from "./check_state.ts";

const contexts = new WeakMap<CheckState, CheckContext>();

export function contextOf(state: CheckState): CheckContext {
  let context = contexts.get(state);
  if (!context) contexts.set(state, context = makeContext(state));
  return context;
}
function makeContext(state: CheckState): CheckContext {
  return {
    error: (tag, message, span, extra) => state.reporter.error(tag, message, span, extra),
    typeName: (type) => type.kind === "dynamic" ? type.name.replace("<DYN>", "dynamic variable") : typeName(type),
    sizeOf: (type) => sizeOf(type, state.stringSize),
    resolve: resolveType,
    isInteger,
    isPointer,
    isStringLike,
    constant: (expression) => expression.kind === "integer" ? expression.value : undefined,
    convert: convertTo,
    intType: INT,
    int64Type: state.types.byText("int64_t") ?? LONG,
    uint64Type: state.types.byText("uint64_t") ?? UNSIGNED_LONG,
    stringType: STRING,
    stringSize: state.stringSize,
    frames: state.frames,
  };
}
