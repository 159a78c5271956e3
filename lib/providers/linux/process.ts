/**
 * Probes in processes: of `pidN` the functions of a process and of its libraries, of any other name with a process's number
 * behind it (`python71`) the probes that its programs were built with.
 *
 * @module
 */
import { PROGRAM_TYPE, type Site, type SiteSource } from "../../codegen/ebpf/mod.ts";
import { matchGlob, type ProbeInformation } from "../../d/check/mod.ts";
import type { ProbeDeclaration } from "../../engine/probe/mod.ts";
import { ARGUMENT_PLACES, isKnownProcessor, type PlacedArgument, placedArguments, RESULT_PLACE } from "./registers.ts";
import {
  type Attachment,
  type KernelProvider,
  type ProgramFile,
  type TracedSystem,
  UnavailableProbe,
} from "./system.ts";

const NAME = /^(.*?\D)(\d+)$/;
const FUNCTIONS = "pid";
/** How DTrace calls the program itself. */
const MAIN = "a.out";
const STABILITY = { identifier: "Private/Private/Unknown", argument: "Private/Private/Unknown" } as const;
/** Where libraries lie (ld.so(8)): what its own list says beyond is not looked at. */
const FOLDERS = ["/lib64", "/usr/lib64", "/lib/x86_64-linux-gnu", "/usr/lib/x86_64-linux-gnu", "/lib", "/usr/lib"];
const PATHS = ["/usr/local/bin", "/usr/bin", "/bin", "/usr/local/sbin", "/usr/sbin", "/sbin"];
/** Loaded with BPF_TRACE_UPROBE_MULTI, a program goes to many places at once. */
const UPROBE_MULTI = 48;

interface Module {
  readonly name: string;
  readonly path: string;
  readonly isMain: boolean;
}
interface Placed {
  readonly pid: number;
  readonly path: string;
  readonly offset: number;
  readonly semaphore: number;
  readonly returns: boolean;
  readonly args: readonly (PlacedArgument | undefined)[];
  /** Of probes with the same arguments in the same places. */
  readonly form: string;
}
type Description = { provider: string; module: string; function: string; name: string };

export class ProcessProvider implements KernelProvider {
  readonly name = FUNCTIONS;
  readonly meaning =
    "functions of a process, as `pid71`, and the probes that its programs were built with, as `python71`";
  readonly source = "symbols of its files, and their notes of probes";
  readonly makesFresh = true;
  readonly #modules = new Map<number, readonly Module[]>();
  readonly #files = new Map<string, ProgramFile | string | undefined>();
  /** Places of the probes that were declared, by provider, module, function and name. */
  readonly #placed = new Map<string, Placed[]>();

  constructor(readonly system: TracedSystem) {}
  probes(): readonly ProbeDeclaration[] {
    return [];
  }
  serves(provider: string): boolean {
    return NAME.test(provider);
  }
  provide(description: Description): ProbeDeclaration[] {
    const found = NAME.exec(description.provider);
    if (!found || !this.system.openProgram || !isKnownProcessor(this.system.architecture)) return [];
    const [, kind, digits] = found, pid = Number(digits);
    return this.#modulesOf(pid).filter(({ name, isMain }) =>
      matchGlob(name, description.module) || isMain && matchGlob(MAIN, description.module)
    ).map((module) => matchGlob(module.name, description.module) ? module : { ...module, name: MAIN }).flatMap(
      (module) => {
        const file = this.#file(module.path);
        if (typeof file === "string") return damaged(description, module, file);
        if (!file) return [];
        return kind === FUNCTIONS
          ? this.#functions(description, pid, module, file)
          : this.#notes(description, pid, module, file, kind);
      },
    );
  }
  #functions(description: Description, pid: number, module: Module, file: ProgramFile): ProbeDeclaration[] {
    const sides = (["entry", "return"] as const).filter((side) => matchGlob(side, description.name));
    const found: ProbeDeclaration[] = [];
    for (const [name, { address, isChooser }] of file.functions) {
      const offset = isChooser || !matchGlob(name, description.function) ? undefined : file.offsetOf(address);
      if (offset === undefined) continue;
      for (const side of sides) {
        const returns = side === "return";
        found.push(this.#declare(description.provider, module.name, name, side, {
          doc: returns
            ? "when the function returns; arg1 is its result"
            : "when the function begins; arg0 and so on are its arguments",
          placed: { pid, path: module.path, offset, semaphore: 0, returns, args: [], form: side },
        }));
      }
    }
    return found;
  }
  #notes(description: Description, pid: number, module: Module, file: ProgramFile, kind: string): ProbeDeclaration[] {
    const wanted = description.name.replaceAll("__", "-");
    const found: ProbeDeclaration[] = [];
    for (const note of file.probes) {
      const name = note.name.replaceAll("__", "-");
      const inFunction = functionAt(file, note.address);
      if (note.provider !== kind || !matchGlob(name, wanted) || !matchGlob(inFunction, description.function)) continue;
      const offset = file.offsetOf(note.address), semaphore = note.semaphore === 0 ? 0 : file.offsetOf(note.semaphore);
      if (offset === undefined || semaphore === undefined) continue;
      const args = placedArguments(note.args);
      found.push(this.#declare(description.provider, module.name, inFunction, name, {
        doc: "where the program was built with it",
        args: args.map((arg) => ({ native: arg?.type ?? "uint64_t" })),
        placed: { pid, path: module.path, offset, semaphore, returns: false, args, form: note.args },
      }));
    }
    return found;
  }
  #declare(
    provider: string,
    module: string,
    inFunction: string,
    name: string,
    { doc, args, placed }: { doc: string; args?: ProbeDeclaration["args"]; placed: Placed },
  ): ProbeDeclaration {
    const key = `${provider}:${module}:${inFunction}:${name}`;
    const known = this.#placed.get(key) ?? [];
    // one name may stand in several places, and is asked for more than once
    if (!known.some(({ offset, path }) => offset === placed.offset && path === placed.path)) known.push(placed);
    this.#placed.set(key, known);
    return { provider, module, function: inFunction, name, attributes: STABILITY, doc, ...args && { args } };
  }
  owns(probe: ProbeInformation): boolean {
    return NAME.test(probe.provider);
  }
  sites(probes: readonly ProbeInformation[]): Site[] {
    const groups = new Map<
      string,
      { readonly first: Placed; readonly places: (Placed & { probe: ProbeInformation })[] }
    >();
    for (const probe of probes) {
      if (probe.unavailable !== undefined) throw new UnavailableProbe(probe, probe.unavailable);
      for (
        const placed of this.#placed.get(`${probe.provider}:${probe.module}:${probe.function}:${probe.name}`) ?? []
      ) {
        const unread = placed.args.findIndex((arg) => arg === undefined);
        if (unread >= 0) throw new UnavailableProbe(probe, `argument ${unread} is kept in a way that is not read here`);
        const key = `${placed.pid} ${placed.path} ${placed.returns} ${placed.form}`;
        const group = groups.get(key) ?? { first: placed, places: [] };
        group.places.push({ ...placed, probe });
        groups.set(key, group);
      }
    }
    return [...groups.values()].map(({ first, places }) => this.#site(first, places));
  }
  #site(first: Placed, places: readonly (Placed & { readonly probe: ProbeInformation })[]): Site {
    const isMany = this.system.can?.("uprobe-multi") ?? false;
    const attachment: Attachment = {
      kind: "file",
      path: first.path,
      places: places.map(({ offset, semaphore }, cookie) => ({ offset, semaphore, cookie })),
      returns: first.returns,
    };
    return {
      programType: PROGRAM_TYPE.KPROBE,
      probes: new Map(places.map(({ probe }, cookie) => [cookie, probe.id])),
      number: { kind: "cookie" },
      when: [{ source: { kind: "process" }, is: "eq", value: first.pid }],
      args: first.form === "entry" || first.form === "return"
        ? functionArguments(first.returns)
        : first.args.map((arg) => arg!.source),
      ...isMany && { load: { attachType: UPROBE_MULTI } },
      places: places.length,
      attachment,
    };
  }

  #file(path: string): ProgramFile | string | undefined {
    if (!this.#files.has(path)) this.#files.set(path, this.system.openProgram!(path));
    return this.#files.get(path);
  }
  #modulesOf(pid: number): readonly Module[] {
    let known = this.#modules.get(pid);
    if (!known) this.#modules.set(pid, known = this.#findModules(pid));
    return known;
  }
  #findModules(pid: number): Module[] {
    const { system } = this;
    const waiting = commandOf(system.readText(`/proc/${pid}/cmdline`) ?? "");
    if (waiting !== undefined) return this.#linked(waiting);
    const maps = system.readText(`/proc/${pid}/maps`) ?? "";
    const paths = [...maps.matchAll(/^\S+ ..x. \S+ \S+ \d+ +(\/.*)$/gm)].map(([, path]) =>
      path.replace(/ \(deleted\)$/, "")
    );
    // the program is what is mapped first
    return [...new Set(paths)].map((path, i) => moduleOf(path, i === 0));
  }
  /** Of a program that has not begun: its file, and the libraries that it names. */
  #linked(command: string): Module[] {
    const main = command.includes("/")
      ? command
      : PATHS.map((folder) => `${folder}/${command}`).find((path) => this.#file(path));
    if (main === undefined) return [];
    const found = new Map([[main, moduleOf(main, true)]]);
    for (const { path } of found.values()) {
      const file = this.#file(path);
      if (typeof file !== "object") continue;
      const libraries = file.libraries.map((name) =>
        FOLDERS.map((folder) => `${folder}/${name}`).find((one) => this.#file(one))
      );
      for (const one of [...libraries, file.loader]) {
        if (one !== undefined && !found.has(one)) found.set(one, moduleOf(one, false));
      }
    }
    return [...found.values()];
  }
}
function functionArguments(returns: boolean): SiteSource[] {
  const whole = (offset: number): SiteSource => ({ kind: "context", offset, bytes: 8 });
  // where it returns from is not known
  return returns ? [{ kind: "constant", value: 0n }, whole(RESULT_PLACE)] : ARGUMENT_PLACES.map(whole);
}
function moduleOf(path: string, isMain: boolean): Module {
  return { name: path.slice(path.lastIndexOf("/") + 1), path, isMain };
}
/** The function that a place lies in; none where the file has no symbol for it. */
function functionAt(file: ProgramFile, address: number): string {
  let best = "", at = -1;
  for (const [name, symbol] of file.functions) {
    const isWithin = symbol.address <= address && address < symbol.address + symbol.size;
    if (isWithin && symbol.address > at) [best, at] = [name, symbol.address];
  }
  return best;
}
/** A program that waits behind a shell for the trace to begin: `sh -c '…; exec PROGRAM …'`. */
function commandOf(text: string): string | undefined {
  const [shell, flag, script] = text.split("\0");
  if (!/(?:^|\/)sh$/.test(shell) || flag !== "-c" || !script?.startsWith("read -r _ ")) return undefined;
  const word = /.*\bexec ("[^"]*"|'[^']*'|\S+)/s.exec(script)?.[1];
  return word?.replace(/^["']|["']$/g, "");
}
/** Of a file that cannot be read, a probe that says so: where one is named. */
function damaged(
  { provider, function: inFunction, name }: Description,
  module: Module,
  problem: string,
): ProbeDeclaration[] {
  if (/[*?[]/.test(inFunction + name) || name === "") return [];
  return [{ provider, module: module.name, function: inFunction, name, unavailable: `${module.path}: ${problem}` }];
}
