/**
 * `%publish` in a notebook: a process that publishes, which may write in the notebook's folder and nowhere else. What stands
 * in a cell may be somebody else's: no key is used for it, and nothing is written that other programs obey.
 *
 * @module
 */
import { confinedFlags, temporaryFolder } from "./confined.ts";
import { PROCESSES } from "./install/processes.ts";
import { Misuse, PUBLISH_OPTIONS, readOptions } from "./commands/mod.ts";

/** Read where the kernel is started: the path of the notebook, as Jupyter's server says it. */
export const SESSION_NAME = "JPY_SESSION_NAME";

export interface PublishProcess {
  /** Of the program `deno`. */
  readonly args: readonly string[];
  readonly directory: string;
}
/**
 * @param directory absolute, of the notebook
 * @param notebook where it is not named
 * @throws Misuse
 */
export function publishProcess(
  words: readonly string[],
  { directory, notebook }: { readonly directory: string; readonly notebook?: string },
): PublishProcess {
  const { values, operands } = readOptions(words, PUBLISH_OPTIONS), { output } = values;
  const secret = ["sign", "key"].find((name) => values[name] !== undefined);
  if (secret !== undefined) throw new Misuse(`--${secret} is said in a terminal: a cell uses no keys`);
  if (output === undefined) throw new Misuse("name what to write with -o");
  if (!/^[^./\\][^/\\]*\/?$/.test(output)) {
    throw new Misuse("a cell publishes into its notebook's folder: give -o a name without a path");
  }
  if (directory.includes(",")) throw new Misuse("a folder with a comma in its name cannot be written to from a cell");
  if (operands.length === 0 && notebook === undefined) throw new Misuse("name the notebook, as it was saved");
  const own = operands.length > 0 ? [] : [notebook!];
  const root = decodeURIComponent(new URL("../../", import.meta.url).pathname), { program } = PROCESSES.publish;
  const few = confinedFlags("publish", [directory, temporaryFolder()]);
  const path = root + (import.meta.url.endsWith(".js") ? program.replace(/\.ts$/, ".js") : program);
  return {
    args: ["run", "--quiet", ...few, "--config", `${root}deno.json`, path, "publish", ...own, ...words],
    directory,
  };
}
