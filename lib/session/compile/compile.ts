/**
 * From texts to a checked program: options, libraries, then the programs in order.
 *
 * @module
 */
import { CompileError, formatPlain, type SourceText } from "../../diagnostic/mod.ts";
import {
  type ParseEnvironment,
  parseItems,
  parseProgram,
  type ProgramNode,
  type ReadToken,
  SyntaxErrors,
} from "../../d/syntax/mod.ts";
import { ProgramChecker, type TypedExpression } from "../../d/check/mod.ts";
import type { ProbeRegistry } from "../../engine/probe/mod.ts";
import type { Options } from "../../engine/options/mod.ts";
import type { Host, Identity } from "../../host/mod.ts";
import { type Builtins, builtins, kernelBuiltins } from "../../builtins/mod.ts";
import { LIBRARIES, selectDeclarations } from "../../providers/mod.ts";
import { findLibraries, type LibraryText, orderLibraries } from "./libraries.ts";
import { findUnavailable, mentionsUnavailable } from "./unavailable.ts";
import { loadLazily } from "../lazy_modules.ts";
import type { PreprocessorOptions } from "./preprocess.ts";
import {
  type CompiledProgram,
  type HostClauses,
  LibraryError,
  PreprocessorError,
  ProgramError,
  type ProgramText,
  type SessionSettings,
  type SystemTracing,
} from "../settings.ts";
import { PassClock } from "../observer.ts";

/** Compiles what a session is given; the checker keeps what its programs share. */
export class Compilation {
  readonly checker: ProgramChecker;
  /** D's own, and those by which programs call this process. */
  readonly builtins: Builtins;
  readonly #macroVariables: ReadonlyMap<string, bigint>;
  #libraries: readonly LibraryText[] = [];
  readonly passes: PassClock;

  constructor(
    readonly registry: ProbeRegistry,
    readonly options: Options,
    readonly settings: SessionSettings,
    readonly host: Host,
  ) {
    this.passes = new PassClock(host.clock, settings.observer);
    this.#macroVariables = macroVariables(settings.target?.pid ?? 0, host.identity);
    this.builtins = withHostClauses(settings.hostClauses, settings.system);
    this.checker = new ProgramChecker({
      builtins: this.builtins,
      probes: registry,
      options: {
        get stringSize() {
          return options.size("strsize");
        },
        get stackFrames() {
          return options.size("stackframes");
        },
        get userStackFrames() {
          return options.size("ustackframes");
        },
        get zdefs() {
          return settings.listing || options.flag("zdefs");
        },
        get empty() {
          return options.flag("empty");
        },
        get version() {
          return options.text("version");
        },
        get amin() {
          return options.text("amin");
        },
      },
      systemTypes: settings.system?.types,
      refuseOption: (name, value) => options.set(name, value, "pragma"),
      isPresent: (kind, name) => this.#isPresent(kind, name),
    });
  }

  #isPresent(kind: "library" | "module" | "provider", name: string): boolean {
    if (kind === "library") return this.#libraries.some((library) => library.name === name);
    if (kind === "provider") return this.registry.providers.some((provider) => provider.name === name);
    return this.registry.all().some((probe) => probe.module === name);
  }

  /**
   * Libraries, ours and those of -L. With `texts` only what the texts refer to of ours: a program that does not compile
   * with that must be tried with all.
   */
  loadLibraries(texts?: readonly string[]): void {
    if (this.options.flag("nolibs")) return;
    this.passes.begin();
    const directories = this.options.list("libdir");
    if (texts?.length === 0 && directories.length === 0) return;
    const own = orderLibraries(ownLibraries(this.settings.system));
    const added = directories.length === 0 ? [] : findLibraries(directories, this.host.files);
    this.#libraries = added.length === 0 ? own : orderLibraries([...own, ...added]);
    const parts = texts ? selectDeclarations(own, withPrototypes([...texts, ...added.map(({ text }) => text)])) : [];
    const wanted = new Map(parts.map(({ library, places }) => [library, places]));
    for (const library of this.#libraries) {
      const places = wanted.get(library);
      if (texts && own.includes(library) && !places) continue;
      const source: SourceText = { name: library.path, text: library.text, kind: "library" };
      const environment = this.#environment({ name: library.path, text: library.text });
      try {
        this.checker.checkLibrary(
          places ? parseItems(source, environment, places) : parseProgram(source, environment),
        );
      } catch (error) {
        if (error instanceof CompileError) throw new LibraryError(library.path, error.diagnostics);
        throw error;
      }
    }
    this.passes.done("libraries");
  }

  /** One program; throws a {@linkcode ProgramError}. */
  async compile(program: ProgramText): Promise<CompiledProgram> {
    try {
      const before = this.checker.finish().clauses.length;
      this.passes.begin();
      const source = await this.#source(program);
      this.passes.done("source");
      const parsed = parseProgram(source, this.#programEnvironment(program, source));
      this.passes.done("parse");
      this.settings.observer?.parsed?.(parsed);
      this.passes.begin();
      this.#refuseUnusedArgument(parsed);
      this.checker.checkProgram(parsed);
      const clauses = this.checker.finish().clauses.slice(before);
      const unavailable = mentionsUnavailable(source.text) ? findUnavailable(clauses) : [];
      if (unavailable.length > 0) throw new CompileError(unavailable);
      this.passes.done("check");
      const matches = clauses.reduce((sum, clause) => sum + clause.probes.length, 0);
      return { program, matches, stability: this.checker.stability };
    } catch (failure) {
      const error = failure instanceof SyntaxErrors ? this.checker.withPragmas(failure) : failure;
      if (error instanceof CompileError) throw new ProgramError(program, error.diagnostics, error.message);
      if (error instanceof PreprocessorError) throw new ProgramError(program, [], error.message, error.detail);
      throw error;
    }
  }

  /** What is reported of programs that run nevertheless, a line each. */
  takeWarnings(): string[] {
    const tags = this.options.flag("errtags");
    return this.checker.takeWarnings().map((warning) => `warning: ${formatPlain(warning, { tags })}`);
  }
  /** The expression of `DESCRIPTION { EXPRESSION; }`, in the words of a program that was compiled. */
  expression(text: string): TypedExpression {
    const source: SourceText = { name: "<argument>", text, kind: "script" };
    return this.checker.checkExpression(parseProgram(source, this.#environment({ name: source.name, text })));
  }

  async #source(program: ProgramText): Promise<SourceText> {
    if (program.flag !== "s") return { name: "<command line>", text: program.text, kind: "specifier" };
    const directory = program.name.includes("/") ? program.name.slice(0, program.name.lastIndexOf("/") + 1) : ".";
    return { name: program.name, text: await this.#preprocessed(program.text, directory), kind: "script" };
  }

  async #preprocessed(text: string, directory: string): Promise<string> {
    if (!this.options.flag("cpp")) return text;
    const { preprocess } = await loadLazily<typeof import("./preprocess.ts")>("./preprocess.ts", import.meta.url);
    return await preprocess(text, directory, this.#preprocessor(), this.host);
  }
  #preprocessor(): PreprocessorOptions {
    const { options } = this;
    return {
      path: options.text("cpppath"),
      flags: [
        ...options.list("cppargs"),
        ...options.list("define").map((text) => `-D${text}`),
        ...options.list("undef").map((text) => `-U${text}`),
        ...options.list("incdir").map((text) => `-I${text}`),
      ],
      printHeaders: options.flag("cpphdrs"),
      stdc: options.text("stdc"),
    };
  }

  /** As DTrace, this looks at the last macro argument only. */
  #refuseUnusedArgument(program: ProgramNode): void {
    const given = this.settings.macroArguments ?? [];
    const last = given.length;
    if (last === 0 || program.usedArguments.has(last) || this.options.flag("argref")) return;
    const pragmas = program.items.filter((item) => item.kind === "pragma");
    if (pragmas.some((pragma) => pragma.d && pragma.name === "option" && pragma.words[0] === "argref")) return;
    throw new CompileError([{
      tag: "D_MACRO_UNUSED",
      severity: "error",
      message: `argument \`${given[last - 1]}\` is not used: the program does not refer to \`$${last}\``,
      plain: `extraneous argument '${given[last - 1]}' ($${last} is not referenced)`,
      span: { source: program.source, start: 0, end: 0 },
      help: [
        given.some((one) => /^[{/]/.test(one))
          ? "a program is one argument of the shell: `-n 'ip:::send { @ = count(); }'`, in quotes"
          : "leave it out, or allow it with `-x argref`",
      ],
    }]);
  }

  #programEnvironment(program: ProgramText, source: SourceText): ParseEnvironment {
    const name = program.flag === "s" ? program.name : this.settings.commandName ?? "dtrace";
    const { observer } = this.settings;
    const environment = {
      ...this.#environment({ name, text: source.text }),
      ...observer?.token && { onToken: (token: ReadToken) => observer.token!(token, source) },
    };
    return program.flag === "s" ? environment : { ...environment, specifier: { flag: program.flag } };
  }

  #environment(of: { name: string; text: string }): ParseEnvironment {
    return {
      isTypeName: (name) => this.checker.isTypeName(name),
      macroArguments: [of.name, ...this.settings.macroArguments ?? []],
      macroVariables: this.#macroVariables,
      defaultArguments: this.options.flag("defaultargs") || saysOption(of.text, "defaultargs"),
      preferProbeSpecifier: this.options.flag("pspec") || saysOption(of.text, "pspec"),
    };
  }
}

function withHostClauses(added: HostClauses | undefined, system: SystemTracing | undefined): Builtins {
  const own = system ? kernelBuiltins(system.types !== undefined) : builtins;
  if (!added) return own;
  const subroutines = new Map([...own.subroutines, ...added.subroutines]);
  return { ...own, subroutines, actions: new Map([...own.actions, ...added.actions]) };
}
/** D's own library, with what is another over a system. */
function ownLibraries(system: SystemTracing | undefined): readonly LibraryText[] {
  const { libraries = [] } = system ?? {};
  const names = new Set(libraries.map(({ name }) => name));
  return [...LIBRARIES.filter(({ name }) => !names.has(name)), ...libraries];
}

/** Whether a program sets an option that its own parsing depends on. */
function saysOption(text: string, name: string): boolean {
  return new RegExp(`^[ \\t]*#[ \\t]*pragma[ \\t]+D[ \\t]+option[ \\t]+${name}[ \\t]*$`, "m").test(text);
}

/** `$pid` and others, of this process. */
function macroVariables(target: number, { pid, ppid, uid, gid }: Identity): ReadonlyMap<string, bigint> {
  const numbers = { pid, ppid, uid, euid: uid, gid, egid: gid, pgid: pid, sid: pid, projid: 0, taskid: 0, target };
  return new Map(Object.entries(numbers).map(([name, value]) => [name, BigInt(value)]));
}
/** The texts, and what the functions that they may call take: their types are the library's, too. */
function withPrototypes(texts: readonly string[]): string[] {
  const prototypes = [...builtins.subroutines.values()].flatMap(({ name, prototype }) =>
    texts.some((text) => text.includes(name)) ? [prototype] : []
  );
  return [...texts, ...prototypes];
}
