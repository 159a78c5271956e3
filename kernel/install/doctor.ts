/**
 * Says what is wrong with an installation, and what to do about it.
 *
 * @module
 */
import { Evaluator } from "../../lib/evaluator/mod.ts";
import { kernelDirectory, OUR_MAIN } from "./install.ts";
import type { Kernelspec } from "./kernelspec.ts";
import { dataDirectories, type SystemVariables } from "./places.ts";

/** One thing looked at. */
export interface Finding {
  readonly good: boolean;
  readonly what: string;
  /** What to do. */
  readonly advice?: string;
}

/** Looks at everything that has to be right. */
export async function examine(place: SystemVariables, name: string, data?: string): Promise<Finding[]> {
  const findings: Finding[] = [];
  const found: string[] = [];
  for (const directory of data ? [data] : dataDirectories(place)) {
    const path = kernelDirectory(directory, name);
    if (await exists(`${path}/kernel.json`)) found.push(path);
  }
  if (found.length === 0) {
    findings.push({
      good: false,
      what: `no kernel \`${name}\` where Jupyter looks`,
      advice: "probebook kernel install --user",
    });
  }
  if (found.length > 1) {
    findings.push({ good: true, what: `${found.length} kernels \`${name}\`: Jupyter takes the one in ${found[0]}` });
  }
  for (const path of found) findings.push(...await examineKernelspec(path));
  findings.push(await examineEvaluator());
  return findings;
}

async function examineKernelspec(path: string): Promise<Finding[]> {
  let spec: Kernelspec;
  try {
    spec = JSON.parse(await Deno.readTextFile(`${path}/kernel.json`));
  } catch (error) {
    return [{ good: false, what: `${path}/kernel.json cannot be read: ${(error as Error).message}`, advice: AGAIN }];
  }
  const argv = Array.isArray(spec.argv) ? spec.argv : [];
  const main = argv.find((word) => OUR_MAIN.test(word));
  const findings: Finding[] = [{ good: true, what: `${path} (${spec.display_name})` }];
  if (!argv.includes("{connection_file}") || !main) {
    findings.push({ good: false, what: "its command does not start a kernel of ours", advice: AGAIN });
    return findings;
  }
  if (!await exists(argv[0])) {
    findings.push({ good: false, what: `${argv[0]}, which is to run it, does not exist`, advice: AGAIN });
  }
  if (main.startsWith("file:") && !await exists(new URL(main))) {
    findings.push({ good: false, what: `${main} does not exist any more`, advice: AGAIN });
  }
  for (const logo of ["logo-32x32.png", "logo-64x64.png", "logo-svg.svg"]) {
    if (!await exists(`${path}/${logo}`)) findings.push({ good: false, what: `${logo} is missing`, advice: AGAIN });
  }
  return findings;
}

/** Runs a cell. */
async function examineEvaluator(): Promise<Finding> {
  const start = performance.now();
  try {
    const evaluator = await Evaluator.start({}, { write: () => {}, display: () => {} });
    const outcome = await evaluator.evaluate("1 + 1", { cell: 1 });
    await evaluator.close();
    const good = outcome.status === "ok" && outcome.result?.bundle["text/plain"] === "2";
    return { good, what: `a cell ran in ${Math.round(performance.now() - start)} ms` };
  } catch (error) {
    return {
      good: false,
      what: `no cell can run: ${(error as Error).message}`,
      advice: error instanceof Deno.errors.NotCapable
        ? "the doctor itself may not start one: `probebook` may, where it is installed, with --allow-run and --allow-net"
        : "this deno must be allowed to start itself and to listen on 127.0.0.1",
    };
  }
}

const AGAIN = "install it again: probebook kernel install";

async function exists(path: string | URL): Promise<boolean> {
  return await Deno.stat(path).then(() => true, () => false);
}
