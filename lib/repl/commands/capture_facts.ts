/**
 * What is asked of captures and options before a program runs. Loaded when it is asked: the reader of captures and the
 * table of options are not needed for a prompt.
 *
 * @module
 */
import { denoHost } from "../../host/deno/mod.ts";
import { createMemory } from "../../codegen/wasm/mod.ts";
import { Options } from "../../engine/options/mod.ts";
import { openCapture } from "../../sources/capture/mod.ts";
import { linkTypeName } from "../../sources/live/mod.ts";

/** Room for one chunk of a capture. */
const MEMORY = 2 ** 26;

/** What is wrong with a capture, with what to do; undefined for a good one. */
export function captureProblem(path: string): string | undefined {
  return withCapture(path, () => undefined);
}

/** `Ethernet, from 2023-04-05 06:07:08 UTC`: as far as its start says it. */
export function captureFacts(path: string): string {
  return withCapture(path, (source) => {
    const batch = source.next();
    const links = [...new Set(source.interfaces.map(({ linkType }) => linkTypeName(linkType)))].join(", ");
    if (!batch || batch instanceof Promise || batch.count === 0) return links;
    const first = new Date(batch.seconds[0] * 1000).toISOString().slice(0, 19).replace("T", " ");
    return `${links}, from ${first} UTC`;
  }) ?? "";
}

function withCapture<T>(path: string, ask: (source: ReturnType<typeof openCapture>) => T): T | string {
  try {
    const source = openCapture([path], { memory: createMemory(MEMORY), host: denoHost });
    try {
      return ask(source);
    } finally {
      source.close();
    }
  } catch (error) {
    const { message, help = [] } = error as Error & { help?: readonly string[] };
    return [`${path}: ${message}`, ...help.map((line) => `  = help: ${line}`)].join("\n");
  }
}

/** Why an option cannot be set so; undefined when it can. */
export function optionProblem(name: string, value: string | undefined): string | undefined {
  return new Options().set(name, value);
}
