/**
 * The worker of a page: it compiles and runs D over captures, and tells what there is of D. Messages are all that goes in and
 * out; what is not a message of the page's is not answered.
 *
 * @module
 */
import { browserHost } from "../../host/browser/mod.ts";
import { LanguageKnowledge } from "../../notebook/language/mod.ts";
import { type Answer, type Question, RUN_BOUNDS } from "../messages.ts";
import { GivenCaptures } from "./captures.ts";
import { failureText } from "./failure.ts";
import { builtinNames } from "./names.ts";
import { type ChartMaker, PageRun, sessionFor } from "./run.ts";

interface WorkerScope {
  onmessage: (event: MessageEvent<Question>) => void;
  postMessage(answer: Answer): void;
}
const scope = globalThis as unknown as WorkerScope;
const tell = (answer: Answer) => scope.postMessage(answer);
const now = () => performance.now();

const CANDIDATES_MAX = 200;
const captures = new GivenCaptures();
let running: PageRun | undefined;
let language: LanguageKnowledge | undefined;

scope.onmessage = ({ data }) => {
  switch (data.kind) {
    case "captures":
      return void captures.give(data.files).then(() => tell({ kind: "captures ready" }));
    case "run":
      return void run(data);
    case "stop":
      return running?.stop();
    case "go on":
      return running?.goOn();
    case "check":
      return void check(data);
    case "complete": {
      const { start, end, candidates } = languageOf().complete(data.program, data.offset);
      const shown = candidates.slice(0, CANDIDATES_MAX).map(({ text, detail }) => ({ text, detail }));
      return tell({ kind: "completed", id: data.id, start, end, candidates: shown });
    }
    case "inspect": {
      const found = languageOf().inspect(data.program, data.offset);
      return tell({ kind: "inspected", id: data.id, text: String(found?.bundle["text/plain"] ?? "") });
    }
  }
};
const languageOf = () => language ??= new LanguageKnowledge(browserHost(new Map()));

let isBusy = false;
let charts: ChartMaker | undefined;
async function run({ kind: _, over, ...request }: Question & { kind: "run" }): Promise<void> {
  const { id } = request;
  if (isBusy) return tell({ kind: "failed", id, text: "another program is still running" });
  isBusy = true;
  try {
    running = new PageRun({ ...request, captures: await captures.over(over) }, RUN_BOUNDS, {
      tell,
      now,
      modelOf: charts,
    });
    const outcome = await running.run();
    tell({ kind: "done", id, outcome });
  } catch (error) {
    tell({ kind: "failed", id, text: failureText(error) });
  } finally {
    running = undefined;
    isBusy = false;
  }
}
async function check({ kind: _, id, ...request }: Question & { kind: "check" }): Promise<void> {
  let text = "";
  try {
    await sessionFor({ ...request, captures: [] }, RUN_BOUNDS, { output: { write() {} }, warn() {} }).compile();
  } catch (error) {
    text = failureText(error);
  }
  tell({ kind: "checked", id, text });
}

/** Begins to answer. @param modelOf what charts are made by; none are without */
export function serve(modelOf?: ChartMaker): void {
  charts = modelOf;
  tell({ kind: "ready", ...builtinNames() });
}
