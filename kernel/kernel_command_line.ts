/**
 * `probebook kernel …`: the commands and their options, from which parsing and help are made.
 *
 * @module
 */
import { parseArgs } from "node:util";
import { D_CELLS } from "./cells/mod.ts";
import { examine } from "./install/doctor.ts";
import { installKernel, uninstallKernel } from "./install/install.ts";
import { dataDirectories, surroundings, userDataDirectory } from "./install/places.ts";
import { Kernel } from "./kernel.ts";
import { ConnectionFileError, readConnectionFile } from "./protocol/mod.ts";
import { type LongOption, SUBCOMMANDS } from "../lib/cli/commands/mod.ts";
import { suggest } from "../lib/d/check/mod.ts";

interface KernelCommand {
  readonly meaning: string;
  readonly options: readonly LongOption[];
  readonly run: Perform;
}

type Values = {
  readonly [name: string]: string | boolean | readonly string[] | undefined;
  readonly permissions: readonly string[];
};

/** Answers with the exit status. */
type Perform = (values: Values) => Promise<number>;
const PERFORM: Readonly<Record<string, Perform>> = { install, uninstall, doctor, run: runKernel };
const KERNEL_COMMANDS: Readonly<Record<string, KernelCommand>> = Object.fromEntries(
  SUBCOMMANDS.find(({ name }) => name === "kernel")!.commands!.map(({ name, meaning, options }) => [
    name,
    { meaning, options, run: PERFORM[name] },
  ]),
);

/** Runs `kernel COMMAND …`; answers with the exit status. */
export async function kernelMain(args: readonly string[]): Promise<number> {
  const [name, ...rest] = args;
  const command = name && Object.hasOwn(KERNEL_COMMANDS, name) ? KERNEL_COMMANDS[name] : undefined;
  if (!command) {
    if (name === undefined || name === "help" || name === "--help" || name === "-h") {
      console.log(kernelUsage());
      return name === undefined ? 2 : 0;
    }
    const near = suggest(name, Object.keys(KERNEL_COMMANDS)).map((line) => `\n  = help: ${line}`).join("");
    console.error(`probebook kernel: no command \`${name}\`${near || `\n${kernelUsage()}`}`);
    return 2;
  }
  if (rest.includes("--help") || rest.includes("-h")) {
    console.log([`usage: probebook kernel ${name} [OPTION…]`, ...commandRows(name, command)].join("\n"));
    return 0;
  }
  let values: Values;
  try {
    values = parseOptions(rest, command);
  } catch (error) {
    console.error(`probebook kernel ${name}: ${(error as Error).message}\n${kernelUsage()}`);
    return 2;
  }
  try {
    return await command.run(values);
  } catch (error) {
    console.error(`probebook kernel ${name}: ${(error as Error).message}`);
    return 1;
  }
}

/** What the commands are. */
export function kernelUsage(): string {
  const lines = ["usage: probebook kernel COMMAND [OPTION…]"];
  for (const [name, command] of Object.entries(KERNEL_COMMANDS)) lines.push(...commandRows(name, command));
  return lines.join("\n");
}
function commandRows(name: string, { meaning, options }: KernelCommand): string[] {
  const rows = options.map((option) => `    ${`--${option.name} ${option.value ?? ""}`.padEnd(24)}${option.meaning}`);
  return [`  ${name.padEnd(26)}${meaning}`, ...rows];
}

function parseOptions(args: readonly string[], command: KernelCommand): Values {
  const permissions = args.filter((word) => /^--(allow|deny)-/.test(word));
  const { values } = parseArgs({
    args: args.filter((word) => !permissions.includes(word)),
    options: Object.fromEntries(
      command.options.map(({ name, value }) => [name, { type: value ? "string" : "boolean" } as const]),
    ),
  });
  return { ...values as Record<string, string | boolean>, permissions };
}

function kernelName(values: Values): string {
  const name = String(values.name ?? "probebook");
  if (!/^[A-Za-z0-9._-]+$/.test(name)) throw new Error(`\`${name}\` cannot be the name of a kernel`);
  return name.toLowerCase();
}

function dataDirectory(values: Values): string {
  if (values.prefix !== undefined && values.user) throw new Error("--user and --prefix exclude each other");
  return values.prefix === undefined ? userDataDirectory(surroundings()) : `${values.prefix}/share/jupyter`;
}

async function install(values: Values): Promise<number> {
  const data = dataDirectory(values);
  const directory = await installKernel(data, {
    name: kernelName(values),
    displayName: String(values["display-name"] ?? "Probebook"),
    deno: Deno.execPath(),
    main: import.meta.resolve("./main.ts"),
    config: configuration(),
    ip: String(values.ip ?? "127.0.0.1"),
    permissions: values.permissions,
  });
  console.log(`installed in ${directory}`);
  if (!dataDirectories(surroundings()).includes(data.replace(/\/$/, ""))) {
    console.log(`Jupyter looks there only when JUPYTER_PATH has ${data}, or when it runs from that environment`);
  }
  return 0;
}

/** In a folder of packages Deno looks for no settings. */
function configuration(): string | undefined {
  const address = new URL(import.meta.resolve("../deno.json"));
  return address.pathname.includes("/node_modules/") ? decodeURIComponent(address.pathname) : undefined;
}

async function uninstall(values: Values): Promise<number> {
  const removed = await uninstallKernel(dataDirectory(values), kernelName(values));
  console.log(removed ? "removed" : "there was none");
  return removed ? 0 : 1;
}

async function doctor(values: Values): Promise<number> {
  const data = values.prefix === undefined ? undefined : dataDirectory(values);
  const findings = await examine(surroundings(), kernelName(values), data);
  for (const { good, what, advice } of findings) {
    console.log(`${good ? "good" : "BAD "}  ${what}${advice ? `\n      ${advice}` : ""}`);
  }
  return findings.every(({ good }) => good) ? 0 : 1;
}

async function runKernel(values: Values): Promise<number> {
  if (values.conn === undefined) throw new Error("--conn FILE is missing");
  const kernel = await openKernel(String(values.conn), values);
  // some frontends send the signal whatever the kernelspec says
  Deno.addSignalListener("SIGINT", () => void kernel.interrupt());
  for (const signal of ["SIGTERM", "SIGHUP"] as const) {
    if (Deno.build.os !== "windows") Deno.addSignalListener(signal, () => void kernel.close());
  }
  leaveWithParent(kernel);
  await kernel.ended;
  // signal listeners would keep the process
  Deno.exit(0);
}

const PARENT_MS = 1_000;

/** Jupyter says whether the kernel belongs to the process that started it: then it ends with it. */
function leaveWithParent(kernel: Kernel): void {
  const status = Deno.permissions.querySync({ name: "env", variable: "JPY_PARENT_PID" });
  if (status.state !== "granted" || !Deno.env.get("JPY_PARENT_PID")) return;
  const parent = Deno.ppid;
  setInterval(() => Deno.ppid !== parent && void kernel.close(), PARENT_MS);
}

async function openKernel(path: string, values: Values): Promise<Kernel> {
  try {
    const connection = readConnectionFile(await Deno.readTextFile(path));
    return new Kernel({
      connection,
      permissions: values.permissions,
      dCells: D_CELLS,
      log: values.log ? (line) => console.error(`probebook kernel: ${line}`) : undefined,
    });
  } catch (error) {
    if (error instanceof ConnectionFileError) throw new Error(`${path}: ${error.message}`);
    throw error;
  }
}
