/**
 * One run in a page: a session over the captures that were given, whose text, tables and charts go out as data.
 *
 * @module
 */
import { modelOf } from "../../chart/mod.ts";
import { browserHost } from "../../host/browser/mod.ts";
import { quietnessOf, reportLines, Session, type SessionClient, type SessionSettings } from "../../session/mod.ts";
import { cellText, isNumeric, plainText, RecordCollector, type ResultTable, rowsNote } from "../../table/mod.ts";
import { visibleText } from "../../diagnostic/mod.ts";
import type { Answer, CaptureFile, Outcome, RunBounds, RunGiven, Setting, ShownResult } from "../messages.ts";

export interface RunRequest {
  readonly id: number;
  readonly program: string;
  readonly settings: readonly Setting[];
  readonly captures: readonly CaptureFile[];
  readonly given?: RunGiven;
}
const NOT_HERE = "a page writes no files and runs no programs";

/** The session of a request; also for what is only to be compiled. */
export function sessionFor(
  { program, settings, captures, given }: Omit<RunRequest, "id">,
  bounds: RunBounds,
  client: SessionClient,
): Session {
  const host = browserHost(new Map(captures.map(({ name, data }) => [name, data])));
  const asked: SessionSettings = {
    programs: [{ flag: "n", text: program }],
    options: settings,
    captures: captures.map(({ name }) => name),
    macroArguments: given?.arguments,
    limits: given?.limits,
  };
  return new Session(asked, client, { ...host, memoryBytes: bounds.memoryBytes });
}

/** A run under way. */
export class PageRun {
  #session: Session | undefined;
  #began = 0;
  /** When it was last asked whether to go on. */
  #asked = 0;
  #resume: (() => void) | undefined;
  #left: number;
  #omitted = 0;
  readonly #decoder = new TextDecoder();

  /** @param now milliseconds by a clock that never goes back */
  constructor(
    readonly request: RunRequest,
    readonly bounds: RunBounds,
    readonly tell: (answer: Answer) => void,
    readonly now: () => number,
    /** Told of all tables, as data. */
    readonly gathered?: (tables: readonly ResultTable[]) => void,
  ) {
    this.#left = bounds.textCharacters;
  }
  stop(): void {
    this.#session?.interrupt();
    this.goOn();
  }
  goOn(): void {
    this.#resume?.();
    this.#resume = undefined;
  }
  /** @throws what a session throws */
  async run(): Promise<Outcome> {
    this.#began = this.#asked = this.now();
    const session = this.#session = sessionFor(this.request, this.bounds, this.#client());
    const collector = new RecordCollector({ rowLimit: this.bounds.rowsKept });
    const result = await session.run(undefined, { sink: collector });
    this.#write(this.#decoder.decode());
    const tables = collector.all(result.aggregations);
    this.gathered?.(tables);
    return {
      exitStatus: result.exitStatus,
      interrupted: result.interrupted,
      packets: result.packets,
      elapsedMs: this.now() - this.#began,
      omittedCharacters: this.#omitted,
      lines: reportLines(result, quietnessOf(session.options)).map(plainText),
      results: tables.map((table) => this.#show(table)),
    };
  }
  #client(): SessionClient {
    const { id } = this.request;
    const warn = (message: string) => this.tell({ kind: "warning", id, text: visibleText(message) });
    return {
      output: { write: (bytes) => this.#write(this.#decoder.decode(bytes, { stream: true })) },
      warn,
      reopen: () => NOT_HERE,
      system: () => warn(`system(): ${NOT_HERE}`),
      progress: ({ packets, bytesRead, bytesTotal }) =>
        this.tell({ kind: "progress", id, packets, part: bytesTotal ? bytesRead / bytesTotal : undefined }),
      ready: () => this.#ready(),
    };
  }
  /** Every so often it is asked whether to go on. */
  #ready(): Promise<void> | undefined {
    if (this.now() - this.#asked < this.bounds.patienceMs) return undefined;
    return new Promise((resolve) => {
      this.#resume = () => {
        this.#asked = this.now();
        resolve();
      };
      this.tell({ kind: "long", id: this.request.id });
    });
  }
  #write(text: string): void {
    if (text === "") return;
    const shown = text.slice(0, this.#left);
    this.#left -= shown.length;
    this.#omitted += text.length - shown.length;
    if (shown !== "") this.tell({ kind: "text", id: this.request.id, text: visibleText(shown) });
  }
  #show(table: ResultTable): ShownResult {
    const rows = Math.min(table.rowCount, this.bounds.rowsShown);
    return {
      name: table.name,
      title: plainText(table.title),
      columns: table.columns.map((column) => ({
        name: plainText(column.name),
        unit: column.unit && column.kind !== "time" ? column.unit : "",
        isNumeric: isNumeric(column),
      })),
      rows: Array.from(
        { length: rows },
        (_, row) => table.columns.map((column) => plainText(cropped(cellText(column, column.values.at(row))))),
      ),
      note: rowsNote(table, rows) ?? "",
      chart: modelOf(table),
    };
  }
}
const CELL_CHARACTERS = 300;
const cropped = (text: string) => text.length <= CELL_CHARACTERS ? text : `${text.slice(0, CELL_CHARACTERS)}…`;
