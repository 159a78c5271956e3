/**
 * Scripts of pages: made of modules by Deno's bundler, which is pinned with Deno. The same sources give the same bytes, in
 * whatever folder they lie.
 *
 * @module
 */
const decoder = new TextDecoder();

/** Modules of the package of npm have this ending, ours another. */
const ENDING = import.meta.url.slice(import.meta.url.lastIndexOf("."));

const made = new Map<string, Promise<string>>();
/** The text of a script that runs in a browser; made once. @param path of its first module, from here, without its ending */
export function bundleScript(path: string): Promise<string> {
  let script = made.get(path);
  if (!script) made.set(path, script = makeScript(path));
  return script;
}
/** The same, made again. */
export async function makeScript(path: string): Promise<string> {
  const { success, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args: [
      ...["bundle", "--quiet", "--minify", "--platform", "browser", "--format", "iife"],
      decodeURIComponent(new URL(path + ENDING, import.meta.url).pathname),
    ],
    stdout: "piped",
    stderr: "piped",
    env: { NO_COLOR: "1" },
  }).output();
  if (!success) throw new Error(`${path} could not be bundled: ${decoder.decode(stderr)}`);
  return decoder.decode(stdout);
}
