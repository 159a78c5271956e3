/**
 * The kernelspec: what Jupyter starts, and what it shows.
 *
 * @module
 */
import { ENGINE_FLAGS } from "../../lib/evaluator/mod.ts";

/** Permissions of the kernel process itself: its sockets, files to read, who started it, and the evaluator. */
export const KERNEL_PERMISSIONS: readonly string[] = [
  "--allow-read",
  "--allow-net=127.0.0.1",
  "--allow-env=JPY_PARENT_PID",
];

/** How a kernel is to be installed. */
export interface KernelspecSettings {
  readonly name: string;
  readonly displayName: string;
  /** The program `deno`. */
  readonly deno: string;
  /** Address of kernel/main.ts. */
  readonly main: string;
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
  const granted = KERNEL_PERMISSIONS.map((flag) => ip === "127.0.0.1" ? flag : flag.replace("127.0.0.1", ip));
  return {
    argv: [
      deno,
      "run",
      ENGINE_FLAGS,
      "--no-prompt",
      "--quiet",
      ...granted,
      `--allow-run=${deno},sh`,
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
