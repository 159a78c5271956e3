/**
 * The program of the REPL's process, which is there before the command is: see `start.ts`.
 *
 * @module
 */
import { start } from "./start.ts";

await start("repl", "lib/repl/main.ts");
