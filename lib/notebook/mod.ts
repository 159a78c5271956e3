/**
 * Cells of D for the evaluator: its child process loads this module when the first of them comes.
 *
 * @module
 */
import type { DCellRunner, Display } from "../evaluator/mod.ts";
import { formatListing } from "../engine/probe/mod.ts";
import { dCompleteness } from "./text/mod.ts";
import { preparePictures, renderApart } from "../picture/mod.ts";
import { loadArquero } from "../table/mod.ts";
import { denoHost } from "../host/deno/mod.ts";
import { loadLazily } from "../session/mod.ts";
import { LanguageKnowledge } from "./language/mod.ts";
import { CellRun } from "./cell_run.ts";

export { declarationsOf, namesOf } from "./bound.ts";
export { cellFailure } from "./cell_failure.ts";

/** What the evaluator asks of this module. */
export function openDCells(): DCellRunner {
  const language = new LanguageKnowledge(denoHost);
  let ofLinux: Promise<LanguageKnowledge> | undefined;
  let running: CellRun | undefined;
  return {
    async run(request, port) {
      running = new CellRun(request, port);
      try {
        return await running.run();
      } finally {
        running = undefined;
      }
    },
    interrupt() {
      running?.interrupt();
      return running !== undefined;
    },
    prepare() {
      // in a thread of their own, before the first of them is needed
      renderApart();
      preparePictures();
      void loadArquero().catch(() => {});
      language.prepare();
    },
    isComplete: dCompleteness,
    complete: (text, offset) => language.complete(text, offset),
    inspect: (text, offset) => language.inspect(text, offset),
    describe: (what, pattern) => describe(language, what, pattern),
    async aboutLinux(question) {
      ofLinux ??= linuxLanguage();
      ofLinux.catch(() => ofLinux = undefined);
      const language = await ofLinux;
      return question.ask === "describe"
        ? describe(language, question.what, question.pattern)
        : language[question.ask](question.text, question.offset);
    },
  };
}

async function linuxLanguage(): Promise<LanguageKnowledge> {
  const { openedKernel } = await loadLazily<typeof import("../api/linux.ts")>("../api/linux.ts", import.meta.url);
  return new LanguageKnowledge(denoHost, openedKernel());
}

function describe(language: LanguageKnowledge, what: "probes" | "args", pattern: string): Display | undefined {
  const probes = language.probes(pattern);
  if (probes.length === 0) return undefined;
  const text = what === "probes" ? formatListing(probes) : probes.map((probe) => language.describe(probe)).join("\n");
  return { bundle: { "text/plain": text.trimEnd() } };
}
