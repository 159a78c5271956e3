/**
 * `%publish`: the notebook, as it was saved, as a page or a package.
 *
 * @module
 */
import type { Display } from "../../lib/evaluator/mod.ts";
import { MagicError } from "../../lib/notebook/text/mod.ts";

function loadLazily<Module>(path: string): Promise<Module> {
  return import(new URL(path, import.meta.url).href);
}
/** @param directory where the notebook is @throws MagicError */
export async function publishNotebook(words: readonly string[], directory: string): Promise<Display> {
  const { publishProcess, SESSION_NAME } = await loadLazily<typeof import("../../lib/cli/mod.ts")>(
    "../../lib/cli/mod.ts",
  );
  const { state } = Deno.permissions.querySync({ name: "env", variable: SESSION_NAME });
  const named = state === "granted" ? Deno.env.get(SESSION_NAME) : undefined;
  const notebook = named?.endsWith(".ipynb") ? named : undefined;
  let process: ReturnType<typeof publishProcess>;
  try {
    process = publishProcess(words, { directory: await Deno.realPath(directory), notebook });
  } catch (error) {
    throw new MagicError(`%publish: ${(error as Error).message}`);
  }
  const { success, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args: [...process.args],
    cwd: process.directory,
    stdin: "null",
    stdout: "piped",
    stderr: "piped",
  }).output();
  const text = [stderr, stdout].map((bytes) => new TextDecoder().decode(bytes)).join("").trimEnd();
  if (!success) throw new MagicError(text);
  return { bundle: { "text/plain": text } };
}
/** A notebook without its orders to be published: what is published is the rest of it. */
export function withoutPublishing(source: string): string {
  return source.replace(/^[ \t]*%publish\b.*(?:\n|$)/gm, "");
}
