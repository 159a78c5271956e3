/**
 * What Jupyter starts.
 *
 * @module
 */
import { kernelMain } from "./command_line.ts";

if (import.meta.main) Deno.exitCode = await kernelMain(Deno.args);
