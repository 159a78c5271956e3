/**
 * An error in the frame of the design: the line of the cell, and a caret under the place.
 *
 * @module
 */
import type { CellError } from "../mime_bundle.ts";
import type { TypeProblem } from "../language/typescript_language.ts";
import type { PlaceMap } from "../cell/line_map.ts";
import type { CellPlace, CellSyntaxError } from "../cell/syntax_error.ts";

/** What is kept of a cell for the errors that point into it. */
export interface CellText {
  readonly code: string;
  readonly map?: PlaceMap;
}

const FRAME = /<cell (\d+)>:(\d+):(\d+)/g;
const FIRST_FRAME = /<cell (\d+)>:(\d+):(\d+)/;

/** Lays the frame into an error's text, after its message and before its frames. */
export function frameError(error: CellError, texts: ReadonlyMap<number, CellText>): CellError {
  const text = mapFrames(error.text, texts);
  const found = text.match(FIRST_FRAME);
  if (!found) return { ...error, text };
  const place = { line: Number(found[2]), column: Number(found[3]) };
  const frame = sourceFrame(Number(found[1]), place, texts);
  if (!frame) return { ...error, text };
  const at = text.indexOf("\n    at ");
  const help = helpOf(error);
  return { ...error, text: `${text.slice(0, at)}\n${frame}${help ? `\n  = help: ${help}` : ""}${text.slice(at)}` };
}

/** What the runtime advises is of no use to who wrote the cell: nobody but who starts its process gives it more. */
const HELP: readonly (readonly [RegExp, string])[] = [
  [/--cached-only is specified|^The lockfile is out of date/, "cells fetch no modules: --allow-import lets them"],
  [/^Requires write access to/, "cells write in the notebook's own folder: --allow-write=FOLDER names others"],
  [
    /^Requires (net|run|ffi|sys|env) access/,
    "cells may read files and write in their folder: --allow-… gives them more",
  ],
];
function helpOf({ message }: CellError): string | undefined {
  return HELP.find(([pattern]) => pattern.test(message))?.[1];
}

/** The error of a cell that does not parse. */
export function frameSyntaxError(error: CellSyntaxError, cell: number, code: string): CellError {
  const head = `SyntaxError: ${error.message}`;
  const frame = error.place && sourceFrame(cell, error.place, new Map([[cell, { code }]]));
  return { name: "SyntaxError", message: error.message, text: frame ? `${head}\n${frame}` : head };
}

const MAX_PROBLEMS = 10;
/** A cell that was not run for its types. */
export function frameTypeProblems(problems: readonly TypeProblem[], cell: number, code: string): CellError {
  const texts = new Map([[cell, { code }]]);
  const frames = problems.slice(0, MAX_PROBLEMS).map(({ code, message, place, length }) =>
    `error[TS${code}]: ${message}\n${sourceFrame(cell, place, texts, length)}`
  );
  const rest = problems.length > MAX_PROBLEMS ? [`… and ${problems.length - MAX_PROBLEMS} more`] : [];
  const [{ code: first, message }] = problems;
  return {
    name: `error[TS${first}]`,
    message: message.split("\n", 1)[0],
    text: [...frames, ...rest, "  = help: it was not run; `%%ts --unchecked` in front of it runs it as it is"].join(
      "\n",
    ),
  };
}

function mapFrames(text: string, texts: ReadonlyMap<number, CellText>): string {
  return text.replaceAll(FRAME, (whole, cell, line, column) => {
    const map = texts.get(Number(cell))?.map;
    if (!map) return whole;
    const place = map({ line: Number(line), column: Number(column) });
    return `<cell ${cell}>:${place.line}:${place.column}`;
  });
}

function sourceFrame(
  cell: number,
  place: CellPlace,
  texts: ReadonlyMap<number, CellText>,
  length = 1,
): string | undefined {
  const line = texts.get(cell)?.code.split("\n")[place.line - 1];
  if (line === undefined) return undefined;
  const number = String(place.line);
  const margin = " ".repeat(number.length);
  // tabs stay tabs, so that the caret stands where it should
  const before = line.slice(0, place.column - 1).replaceAll(/[^\t]/g, " ").padEnd(place.column - 1);
  return [
    `${margin}--> <cell ${cell}>:${place.line}:${place.column}`,
    `${margin} |`,
    `${number} | ${line}`,
    `${margin} | ${before}${"^".repeat(length)}`,
  ].join("\n");
}
