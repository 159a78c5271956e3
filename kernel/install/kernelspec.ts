/**
 * The kernelspec: what Jupyter starts, and what it shows.
 *
 * @module
 */
import { ENGINE_FLAGS, FETCHING_VARIABLES, namedVariables, PASSED_VARIABLES } from "../../lib/evaluator/mod.ts";

/**
 * Permissions of the kernel process itself: its sockets, files to read, who started it, and what it hands on to the process
 * of the cells.
 */
export function kernelPermissions(ip: string, said: readonly string[]): string[] {
  const variables = [
    "JPY_PARENT_PID",
    "JPY_SESSION_NAME",
    ...PASSED_VARIABLES,
    ...FETCHING_VARIABLES,
    ...namedVariables(said),
  ];
  return ["--allow-read", `--allow-net=${ip}`, `--allow-env=${[...new Set(variables)].join(",")}`];
}

/** How a kernel is to be installed. */
export interface KernelspecSettings {
  readonly name: string;
  readonly displayName: string;
  /** The program `deno`. */
  readonly deno: string;
  /** Address of kernel/main.ts. */
  readonly main: string;
  /** Path of our `deno.json`, where it would not be found by itself. */
  readonly config?: string;
  /** Address on which Jupyter lets kernels listen. */
  readonly ip: string;
  /** Permissions of cells, beyond the usual. */
  readonly permissions: readonly string[];
}

/** A kernelspec, as kernel.json has it. */
export interface Kernelspec {
  readonly argv: readonly string[];
  readonly display_name: string;
  readonly language: string;
  readonly interrupt_mode: "message" | "signal";
  readonly metadata: Readonly<Record<string, unknown>>;
  readonly env: Readonly<Record<string, string>>;
}

/** Makes the kernelspec. */
export function makeKernelspec(settings: KernelspecSettings): Kernelspec {
  const { deno, main, ip, permissions } = settings;
  return {
    argv: [
      deno,
      "run",
      ENGINE_FLAGS,
      "--no-prompt",
      "--quiet",
      ...kernelPermissions(ip, permissions),
      `--allow-run=${deno},sh`,
      ...settings.config === undefined ? [] : ["--config", settings.config],
      main,
      "run",
      "--conn",
      "{connection_file}",
      ...permissions,
    ],
    display_name: settings.displayName,
    language: "typescript",
    interrupt_mode: "message",
    metadata: { debugger: false },
    env: {},
  };
}
