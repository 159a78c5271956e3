/**
 * A process with the right to call the C library: runs programs in the kernel of this system. Arguments: JSON of a list of
 * programs; output: JSON of the list of answers.
 *
 * @module
 */
import { kernelTracing } from "../../../lib/session/linux/mod.ts";
import { kernelProviders, KernelTypes } from "../../../lib/providers/linux/mod.ts";
import { linux, possibleProcessors, readKernelText } from "../../../lib/sources/linux/mod.ts";
import { answerOf, SETTINGS } from "../../codegen/ebpf/programs.ts";
import { traceInKernel } from "../../session/in_kernel.ts";

async function answers(programs: readonly string[]): Promise<unknown> {
  const types = new KernelTypes(() => undefined);
  const providers = kernelProviders({ architecture: Deno.build.arch, readText: readKernelText, types });
  const system = { ...kernelTracing(providers, linux, possibleProcessors()), takesAll: true };
  const found: string[] = [];
  for (const text of programs) {
    try {
      found.push(answerOf(await traceInKernel(text, { ...SETTINGS, system })));
    } catch (error) {
      found.push(`error: ${(error as Error).message}`);
    }
  }
  return found;
}
if (import.meta.main) console.log(JSON.stringify(await answers(JSON.parse(Deno.args[0]))));
