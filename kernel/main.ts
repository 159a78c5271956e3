/**
 * What Jupyter starts.
 *
 * @module
 */
import { kernelMain } from "./kernel_command_line.ts";

if (import.meta.main) Deno.exitCode = await kernelMain(Deno.args);
