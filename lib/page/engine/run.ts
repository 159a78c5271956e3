/**
 * One run in a page: a session over the captures that were given, whose text, tables and charts go out as data.
 *
 * @module
 */
import type { ChartModel } from "../../chart/mod.ts";
import { browserHost } from "../../host/browser/mod.ts";
import { recordedHost } from "../../host/mod.ts";
import { quietnessOf, reportLines, Session, type SessionClient, type SessionSettings } from "../../session/mod.ts";
import { cellText, isNumeric, plainText, RecordCollector, type ResultTable, rowsNote } from "../../table/mod.ts";
import { visibleText } from "../../diagnostic/mod.ts";
import type { Answer, CaptureFile, Outcome, ProgramRequest, RunBounds, ShownResult } from "../messages.ts";

export interface RunRequest extends ProgramRequest {
  readonly id: number;
  readonly captures: readonly CaptureFile[];
}
const NOT_HERE = "a page writes no files and runs no programs";

/** The session of a request; also for what is only to be compiled. */
export function sessionFor(
  { program, settings, given, recordedMs, captures }: Omit<RunRequest, "id">,
  bounds: RunBounds,
  client: SessionClient,
): Session {
  const own = browserHost(new Map(captures.map(({ name, data }) => [name, data])));
  const host = recordedMs === undefined ? own : recordedHost(own, recordedMs);
  const asked: SessionSettings = {
    programs: [{ flag: "n", text: program }],
    options: settings,
    macroArguments: given?.arguments,
    limits: given?.limits,
    captures: captures.map(({ name }) => name),
  };
  return new Session(asked, client, { ...host, memoryBytes: bounds.memoryBytes });
}

export type ChartMaker = (table: ResultTable) => ChartModel;

/** What a run is given. */
export interface RunPort {
  tell(answer: Answer): void;
  /** Milliseconds by a clock that never goes back. */
  now(): number;
  readonly modelOf?: ChartMaker;
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

  constructor(readonly request: RunRequest, readonly bounds: RunBounds, readonly port: RunPort) {
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
  /** @param see handed the tables as they are, before they are shown @throws what a session throws */
  async run(see?: (tables: readonly ResultTable[]) => void): Promise<Outcome> {
    this.#began = this.#asked = this.port.now();
    const session = this.#session = sessionFor(this.request, this.bounds, this.#client());
    const collector = new RecordCollector({ rowLimit: this.bounds.rowsKept });
    const result = await session.run(undefined, { sink: collector });
    this.#write(this.#decoder.decode());
    const tables = collector.all(result.aggregations);
    see?.(tables);
    return {
      exitStatus: result.exitStatus,
      interrupted: result.interrupted,
      packets: result.packets,
      elapsedMs: this.port.now() - this.#began,
      omittedCharacters: this.#omitted,
      lines: reportLines(result, quietnessOf(session.options)).map(plainText),
      results: tables.map((table) => this.#show(table)),
    };
  }
  #client(): SessionClient {
    const { id } = this.request;
    const warn = (message: string) => this.port.tell({ kind: "warning", id, text: visibleText(message) });
    return {
      output: { write: (bytes) => this.#write(this.#decoder.decode(bytes, { stream: true })) },
      warn,
      reopen: () => NOT_HERE,
      system: () => warn(`system(): ${NOT_HERE}`),
      progress: ({ packets, bytesRead, bytesTotal }) =>
        this.port.tell({ kind: "progress", id, packets, part: bytesTotal ? bytesRead / bytesTotal : undefined }),
      ready: () => this.#ready(),
    };
  }
  /** Every so often it is asked whether to go on. */
  #ready(): Promise<void> | undefined {
    if (this.port.now() - this.#asked < this.bounds.patienceMs) return undefined;
    return new Promise((resolve) => {
      this.#resume = () => {
        this.#asked = this.port.now();
        resolve();
      };
      this.port.tell({ kind: "long", id: this.request.id });
    });
  }
  #write(text: string): void {
    if (text === "") return;
    const shown = text.slice(0, this.#left);
    this.#left -= shown.length;
    this.#omitted += text.length - shown.length;
    if (shown !== "") this.port.tell({ kind: "text", id: this.request.id, text: visibleText(shown) });
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
      chart: this.port.modelOf?.(table),
    };
  }
}
const CELL_CHARACTERS = 300;
const cropped = (text: string) => text.length <= CELL_CHARACTERS ? text : `${text.slice(0, CELL_CHARACTERS)}…`;
