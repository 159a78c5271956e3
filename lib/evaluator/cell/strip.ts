/**
 * Takes the types out of a cell. Deno's own stripper needs 0.05 ms for a usual cell, loads nothing, and leaves every
 * other character where it was; what it refuses (enum, namespace, parameter properties) is transformed.
 *
 * @module
 */
import { stripTypeScriptTypes } from "node:module";
import { type PlaceMap, readMappings } from "./line_map.ts";
import { type CellPlace, CellSyntaxError } from "./syntax_error.ts";

/** A cell without types. */
export interface StrippedCell {
  readonly text: string;
  /** Something was taken out. */
  readonly isTyped: boolean;
  /** Import statements that were taken out because the transformation would have dropped them. */
  readonly imports: string;
  /** Present when places moved. */
  readonly map?: PlaceMap;
}

/** Strips a cell; throws a {@linkcode CellSyntaxError}. */
export function stripCell(code: string): StrippedCell {
  try {
    const text = stripTypeScriptTypes(code);
    return { text, isTyped: text !== code, imports: "" };
  } catch {
    return transformCell(code);
  }
}

/** What {@linkcode transformError} found in a refused text. */
export interface TransformProblem {
  readonly message: string;
  readonly place?: CellPlace;
}

/** Why a text is not TypeScript, or undefined when it is. */
export function transformProblem(code: string): TransformProblem | undefined {
  try {
    stripTypeScriptTypes(code, { mode: "transform" });
    return undefined;
  } catch (error) {
    return readProblem(error as Error);
  }
}

/** Statements at the start of a line; a name list may go over lines. */
const IMPORT = /^[ \t]*import(?:[ \t]+type\b)?[\s\w$*{},]*?(?:\bfrom[ \t]*)?(["'])(?:(?!\1)[^\n\\])*\1[^\n;]*;?/gm;

function transformCell(code: string): StrippedCell {
  const imports: string[] = [];
  const rest = code.replaceAll(IMPORT, (statement) => {
    // `import("x")` is an expression and stays
    if (/^[ \t]*import[ \t]*\(/.test(statement)) return statement;
    imports.push(statement.replaceAll("\n", " "));
    return statement.replaceAll(/[^\n]/g, " ");
  });
  try {
    const output = stripTypeScriptTypes(rest, { mode: "transform", sourceMap: true });
    const [, encoded] = output.match(/\n?\/\/# sourceMappingURL=data:application\/json;base64,(\S+)\s*$/) ?? [];
    const text = output.replace(/\n?\/\/# sourceMappingURL=\S+\s*$/, "");
    const map = encoded ? readMappings(JSON.parse(atob(encoded)).mappings) : undefined;
    return {
      text,
      isTyped: true,
      imports: imports.map((statement) => stripTypeScriptTypes(statement)).join("; "),
      map,
    };
  } catch (error) {
    const { message, place } = readProblem(error as Error);
    throw new CellSyntaxError(message, place);
  }
}

/** `SyntaxError: Expression expected`, a frame, `at file:///…:1:18`. */
function readProblem(error: Error): TransformProblem {
  const message = error.message.split("\n", 1)[0].replace(/^SyntaxError: /, "").replace(/ at file:\S+$/, "");
  const [, line, column] = error.message.match(/at file:\S+?:(\d+):(\d+)\s*$/) ?? [];
  return { message, place: line ? { line: Number(line), column: Number(column) } : undefined };
}
