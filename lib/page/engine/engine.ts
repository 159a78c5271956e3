/**
 * The worker of a page: it compiles and runs D over captures, and tells what there is of D. Messages are all that goes in and
 * out; what is not a message of the page's is not answered.
 *
 * @module
 */
import { builtins } from "../../builtins/mod.ts";
import { formatFrame, visibleText } from "../../diagnostic/mod.ts";
import { browserHost } from "../../host/browser/mod.ts";
import { LanguageKnowledge } from "../../notebook/language/mod.ts";
import { ProgramError } from "../../session/mod.ts";
import { type Answer, type CaptureFile, type Question, RUN_BOUNDS } from "../messages.ts";
import { PageRun, sessionFor } from "./run.ts";

interface WorkerScope {
  onmessage: (event: MessageEvent<Question>) => void;
  postMessage(answer: Answer): void;
}
const scope = globalThis as unknown as WorkerScope;
const tell = (answer: Answer) => scope.postMessage(answer);
const now = () => performance.now();

const CANDIDATES_MAX = 200;
let captures: readonly CaptureFile[] = [];
let running: PageRun | undefined;
let language: LanguageKnowledge | undefined;

scope.onmessage = ({ data }) => {
  switch (data.kind) {
    case "captures":
      captures = data.files;
      return;
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

async function run({ id, program, settings, given }: Question & { kind: "run" }): Promise<void> {
  if (running) return tell({ kind: "failed", id, text: "another program is still running" });
  running = new PageRun({ id, program, settings, captures, given }, RUN_BOUNDS, tell, now);
  try {
    const outcome = await running.run();
    tell({ kind: "done", id, outcome });
  } catch (error) {
    tell({ kind: "failed", id, text: failureText(error) });
  } finally {
    running = undefined;
  }
}
async function check({ id, program, settings }: Question & { kind: "check" }): Promise<void> {
  let text = "";
  try {
    await sessionFor({ program, settings, captures: [] }, RUN_BOUNDS, { output: { write() {} }, warn() {} }).compile();
  } catch (error) {
    text = failureText(error);
  }
  tell({ kind: "checked", id, text });
}
function failureText(error: unknown): string {
  if (error instanceof ProgramError && error.diagnostics.length > 0) {
    return error.diagnostics.map((diagnostic) => formatFrame(diagnostic)).join("\n");
  }
  const { message, file, help = [] } = error as Error & { file?: string; help?: readonly string[] };
  const lines = [file === undefined ? message : `${file}: ${message}`, ...help.map((line) => `  = help: ${line}`)];
  return visibleText(`${lines.join("\n")}\n`);
}

tell({ kind: "ready", variables: [...builtins.variables.keys()], functions: functionNames() });
function functionNames(): string[] {
  return [builtins.subroutines, builtins.actions, builtins.aggregating].flatMap((table) => [...table.keys()]);
}
