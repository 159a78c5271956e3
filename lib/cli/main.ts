/**
 * The command: a door into the session. It reads a command line, hands the session what it says, and prints.
 *
 * @module
 */
import "./modules.ts";
import type { CommandLine } from "./flags.ts";
import { isProgram, operandHelp, parseCommandLine, UsageError } from "./command_line.ts";
import { CLOSED_PIPE, ClosedPipe, openToAppend, openWhole, OutputStream, reasonOf, requireCaptures } from "./stdout.ts";
import { doorOf } from "./doors.ts";
import { visibleText } from "../diagnostic/mod.ts";
import { denoHost, writeWhole } from "../host/deno/mod.ts";
import type { Observations } from "./dump.ts";
import { ProgressDisplay } from "./progress.ts";
import { listenForSignals } from "./signals.ts";
import {
  describeProgram,
  type ProgramText,
  quietnessOf,
  reportLines,
  Session,
  type SessionClient,
  type SessionSettings,
  SettingError,
} from "../session/mod.ts";

/** Name in messages, as DTrace's own command has it: scripts and suites look for it. */
const NAME = "dtrace";
const encoder = new TextEncoder();

function toStderr(text: string): void {
  const bytes = encoder.encode(text);
  try {
    for (let at = 0; at < bytes.length;) at += Deno.stderr.writeSync(bytes.subarray(at));
  } catch { /* nobody reads it */ }
}

/**
 * A module that most runs do without. Deno reads whatever a literal `import()` names before it runs anything, so the name is
 * made only when it is asked for.
 */
async function loadLazily<Module>(path: string): Promise<Module> {
  return await import(new URL(path, import.meta.url).href);
}

async function usageText(): Promise<string> {
  return (await loadLazily<typeof import("./usage.ts")>("./usage.ts")).usageText();
}

/** What the reference says of a name. */
async function help(name: string): Promise<number> {
  const { helpOn } = await loadLazily<typeof import("./help.ts")>("./help.ts");
  const output = new OutputStream();
  const answer = helpOn(name, output.isTerminal ? Math.min(100, Deno.consoleSize().columns) : 80);
  if ("text" in answer) {
    output.writeText(answer.text);
    return 0;
  }
  toStderr(`${NAME}: nothing is known of \`${name}\`\n${answer.near.map((line) => `  = help: ${line}\n`).join("")}`);
  return 1;
}

/** Runs the command; the result is its exit status. */
export async function main(args: readonly string[]): Promise<number> {
  let line: CommandLine | undefined;
  try {
    // the task of `trace` begins with its word
    const door = doorOf(args[0] === "trace" && args[1] === "doctor" ? "doctor" : args[0]);
    if (door !== undefined) return await door(args.slice(1));
    if (args[0] === "demo" && args.length > 1) return await help("demo");
    if (args[0] === "demo") return await (await loadLazily<typeof import("./demo.ts")>("./demo.ts")).demo(main);
    if (args.length === 0 && Deno.stdin.isTerminal() && Deno.stdout.isTerminal()) return await doorOf("repl")!([]);
    if (args.length === 0) throw new UsageError("", true, 2);
    if (/^(?:--)?help$/.test(args[0]) && args.length > 1) return await help(args.slice(1).join(" "));
    const isOfKernel = args[0] === "trace", isMerge = args[0] === "merge";
    line = parseCommandLine(args[0] === "help" ? ["--help"] : args.slice(isOfKernel || isMerge ? 1 : 0));
    line.isOfKernel = isOfKernel;
    line.isMerge = isMerge;
    if (line.process !== undefined && !isOfKernel) {
      throw new UsageError(`-p ${line.process}: a process cannot be traced by packets: see \`trace\``, false, 1);
    }
    if (line.mode === "header") return await writeHeader(line, line.output!);
    const output = new OutputStream(line.mode === "run" || line.mode === "list" ? line.output : undefined);
    return await perform(line, output);
  } catch (error) {
    if (error instanceof ClosedPipe) return CLOSED_PIPE;
    if (error instanceof UsageError) {
      if (error.message) toStderr(visibleText(`${NAME}: ${error.message}\n`));
      for (const help of error.help) toStderr(visibleText(`  = help: ${help}\n`));
      if (error.usage) toStderr(await usageText());
      return error.status;
    }
    const tags = line?.options.some((option) => option.name === "errtags");
    const { errorText } = await loadLazily<typeof import("./command_failure.ts")>("./command_failure.ts");
    // suites of DTrace compare its own line
    const help = !line?.plainErrors && !tags && Deno.env.get("_DTRACE_TESTING") === undefined;
    toStderr(errorText(NAME, error, { plain: !framed(line), help, color: line?.color, tags }));
    return 1;
  }
}

/** Errors come with the source text in a frame where a person reads them. */
function framed(line: CommandLine | undefined): boolean {
  return line !== undefined && !line.plainErrors && Deno.stderr.isTerminal() &&
    !line.options.some((option) => option.name === "errtags");
}

async function perform(line: CommandLine, output: OutputStream): Promise<number> {
  if (line.mode === "help") {
    output.writeText(await usageText());
    return 0;
  }
  if (line.mode === "completions") {
    const { completionScript } = await loadLazily<typeof import("./completions.ts")>("./completions.ts");
    output.writeText(completionScript(line.shell!)!);
    return 0;
  }
  if (line.mode === "version") {
    const { VERSION_LINE } = await loadLazily<typeof import("./version.ts")>("./version.ts");
    output.writeText(VERSION_LINE);
    return 0;
  }
  if (line.mode === "interfaces") {
    const { interfacesText } = await loadLazily<typeof import("./live.ts")>("./live.ts");
    output.writeText(visibleText(interfacesText()));
    return 0;
  }
  const display = new ProgressDisplay(Deno.stderr.isTerminal());
  if (output.isTerminal) output.beforeWrite = () => display.clear();
  const client: SessionClient = {
    output,
    warn(message) {
      display.clear();
      toStderr(visibleText(`${NAME}: ${message}\n`));
    },
    reopen: openToAppend,
    openWhole,
    system: (command) => output.system(command),
    // a line that is not whole yet would be written over
    progress: (report) => output.isTerminal && !output.endsLine || display.update(report),
    terminal: Deno.env.get("TERM"),
    compared: Deno.env.get("_DTRACE_TESTING") !== undefined,
    interactive: output.isTerminal,
  };
  if (line.isMerge) {
    const { mergeParts } = await loadLazily<typeof import("./merge.ts")>("./merge.ts");
    return await mergeParts(line, client, { openOutput: () => openOutput(output), terminal: terminalOf(line) });
  }
  const live = await liveSettings(line);
  const observer = line.dump === undefined && !line.timings ? undefined : await observe();
  const session = new Session({ ...settingsOf(line), ...live, observer }, client, denoHost);
  if (line.mode === "list") {
    await session.compile();
    openOutput(output);
    if (!line.hits) {
      const list = line.types ? await typesText(session, line) : await session.formatListing(line.verbose);
      output.writeText(visibleText(list));
      const unmatched = session.unmatchedDescriptions();
      for (const text of unmatched) client.warn(`failed to match ${text}: No probe matches description`);
      return unmatched.length > 0 ? 1 : 0;
    }
    return await listHits(session, line, client, display);
  }
  if (line.dump !== undefined) {
    await observer!.compile(session, line.dump, (shown) => writeDump(shown, output));
    return 0;
  }
  const status = await trace(session, line, client, display, () => openOutput(output));
  if (line.timings) observer!.timings().forEach((text) => toStderr(`${text}\n`));
  return status;
}

async function typesText(session: Session, { isOfKernel }: CommandLine): Promise<string> {
  if (!isOfKernel) throw new SettingError("--types: those of packets come along; it is for the probes of `trace`");
  const { kernelTypesText } = await loadLazily<typeof import("../api/types/kernel_types.ts")>(
    "../api/types/kernel_types.ts",
  );
  return kernelTypesText(session);
}
async function observe(): Promise<Observations> {
  const { Observations } = await loadLazily<typeof import("./dump.ts")>("./dump.ts");
  return new Observations();
}
function writeDump(what: string | Uint8Array, output: OutputStream): void {
  if (typeof what === "string") output.writeText(visibleText(what));
  else if (output.isTerminal) throw new SettingError("--dump wasm-bytes: name a file with -o, or pipe them");
  else output.write(what);
}

/** -h: the file is there when it is complete, or not at all. */
async function writeHeader(line: CommandLine, path: string): Promise<number> {
  const settings = settingsOf(line);
  const session = new Session(settings, {
    output: { write() {} },
    warn: (message) => toStderr(visibleText(`${NAME}: ${message}\n`)),
  }, denoHost);
  await session.compile();
  const text = await session.headerText(path.slice(path.lastIndexOf("/") + 1));
  try {
    writeWhole(path, text);
  } catch (error) {
    throw new SettingError(`failed to create header file ${path}: ${reasonOf(error)}`);
  }
  return 0;
}

/** `-l --hits` */
async function listHits(
  session: Session,
  line: CommandLine,
  client: SessionClient,
  display: ProgressDisplay,
): Promise<number> {
  if (line.captures.length === 0) throw new SettingError("--hits counts over captures: name one with -r");
  const { countHits } = await loadLazily<typeof import("./hits.ts")>("./hits.ts");
  const { text, result } = await countHits(session, settingsOf(line), client, line.verbose);
  display.clear();
  client.output.write(encoder.encode(visibleText(text)));
  for (const line of reportLines(result, quietnessOf(session.options))) client.warn(line);
  return result.problems.length > 0 ? 1 : 0;
}

async function trace(
  session: Session,
  line: CommandLine,
  client: SessionClient,
  display: ProgressDisplay,
  openOutput: () => void,
): Promise<number> {
  const compiled = await session.compile();
  if (!line.compileOnly) requireCaptures(line.captures);
  const quiet = () => session.options.flag("quiet");
  let matches = 0;
  for (const one of compiled) {
    const { program, matches: some } = one;
    matches += some;
    const what = describeProgram(program);
    if (!quiet() && !line.compileOnly) client.warn(`${what} matched ${some} probe${some === 1 ? "" : "s"}`);
    if (line.verbose) client.output.write(encoder.encode(session.formatStability(one)));
  }
  if (session.options.flag("verbose")) toStderr(visibleText(await session.intermediateText()));
  if (line.compileOnly) {
    session.lower();
    if (line.mergeable) client.output.write(encoder.encode(await (await loadParts()).mergeableText(session)));
    return 0;
  }
  if (matches === 0 && !session.options.flag("zdefs")) {
    if (compiled.length > 0) throw new SettingError("no probes matched");
    throw new UsageError("no probes specified", false, 1, operandHelp(line.operands));
  }
  const waits = waitsForNothing(session, line);
  if (
    waits && !endsByItself(session) && ![Deno.stdin, Deno.stdout, Deno.stderr].some((stream) => stream.isTerminal())
  ) {
    // nobody is there who would end it
    throw new SettingError("no packets come: name a capture (`-r FILE`) or an interface (`--interface NAME`)");
  }
  if (waits && (!quiet() || Deno.stderr.isTerminal())) {
    client.warn("no packets come: name a capture (-r) or an interface (--interface); Ctrl-C ends");
  }
  openOutput();
  const part = line.partial === undefined ? undefined : await (await loadParts()).openPart(session, line);
  const outputs = await openOutputFiles(line);
  const stop = listenForSignals(session);
  try {
    // -o asks for the text as well
    const recording = outputs && { sink: outputs.collector, silent: line.output === undefined };
    const result = await session.run(undefined, part ?? recording);
    display.clear();
    const written = await part?.write(result);
    if (written !== undefined && !quiet()) client.warn(written);
    for (const line of reportLines(result, quietnessOf(session.options))) client.warn(line);
    await outputs?.finish(result.aggregations, terminalOf(line), (message, important) => {
      if (important ? quietnessOf(session.options) !== "silent" : !quiet()) client.warn(message);
    });
    return result.problems.length > 0 ? 1 : result.exitStatus & 0xff;
  } finally {
    display.clear();
    stop();
  }
}

async function loadParts() {
  return await loadLazily<typeof import("./partial_output.ts")>("./partial_output.ts");
}

/** Packets are asked for, and nothing brings any: as in DTrace the program runs, and would do so in silence for ever. */
/** Whether something fires without packets after BEGIN, or exit() is called. */
function endsByItself(session: Session): boolean {
  return session.listProbes().some(({ provider }) => provider === "profile") ||
    session.settings.programs.some(({ text }) => /\bexit\s*\(/.test(text));
}
function waitsForNothing(session: Session, line: CommandLine): boolean {
  if (line.captures.length > 0 || line.interfaces.length > 0 || line.isOfKernel) return false;
  return session.listProbes().some(({ provider }) => provider !== "dtrace" && provider !== "profile");
}

/** --table and --chart bring their libraries along: without them nothing is loaded. */
async function openOutputFiles(line: CommandLine) {
  if (line.tables.length === 0 && line.charts.length === 0) return undefined;
  const { OutputFiles } = await loadLazily<typeof import("./output_files.ts")>("./output_files.ts");
  return new OutputFiles(line);
}
/** Standard output as something to draw in. */
function terminalOf(line: CommandLine) {
  const output = new OutputStream();
  const columns = Number(Deno.env.get("COLUMNS")) || 80;
  const color = line.color ?? (output.isTerminal && !Deno.env.get("NO_COLOR"));
  return {
    write: (text: string) => output.writeText(text),
    writeBytes: (bytes: Uint8Array) => output.write(bytes),
    width: output.isTerminal ? Deno.consoleSize().columns : columns,
    color,
  };
}

/** The file of -o, once it is known that there is something to write. */
function openOutput(output: OutputStream): void {
  try {
    output.open();
  } catch (error) {
    throw new SettingError(`failed to open output file '${output.path}': ${reasonOf(error)}`);
  }
}

/** The program of -c is there before anything is compiled, as `$target` is its process id; it begins with the trace. */
async function liveSettings(line: CommandLine): Promise<Partial<SessionSettings>> {
  if (line.isOfKernel) {
    const settings = (await loadLazily<typeof import("./trace.ts")>("./trace.ts")).traceSettings(line);
    return line.command === undefined ? settings : { ...settings, target: await targetOf(line.command) };
  }
  if (line.interfaces.length === 0 && line.command === undefined && line.save === undefined) return {};
  if (line.interfaces.length > 0 && line.captures.length > 0) {
    throw new SettingError("either captures (-r) or interfaces (--interface) are watched, not both");
  }
  if (line.save !== undefined && line.interfaces.length === 0) {
    throw new SettingError("--write saves what --interface sees: name an interface");
  }
  const { interfaces, verbose, save, command } = line;
  if (command === undefined) return { interfaces, verbose, save };
  return { interfaces, verbose, save, target: await targetOf(command) };
}
async function targetOf(command: string) {
  return (await loadLazily<typeof import("../host/deno/target.ts")>("../host/deno/target.ts")).prepareTarget(command);
}

function settingsOf(line: CommandLine): SessionSettings {
  return {
    programs: line.programs.map(({ flag, text }): ProgramText =>
      flag === "s" ? { flag, name: text, text: readScript(text) } : { flag, text }
    ),
    macroArguments: line.operands,
    commandName: NAME,
    options: line.options,
    captures: line.captures,
    shard: line.shard,
    limits: { packets: line.count, nanoseconds: line.forNs },
    listing: line.mode === "list" || line.mode === "header",
  };
}

function readScript(path: string): string {
  try {
    if (path === "-") return readStandardInput();
    return new TextDecoder().decode(Deno.readFileSync(path));
  } catch (error) {
    const help = isProgram(path) ? ["a program on the command line is given with `-n`"] : [];
    throw new SettingError(`failed to open ${path}: ${reasonOf(error)}`, help);
  }
}

function readStandardInput(): string {
  const decoder = new TextDecoder();
  const chunk = new Uint8Array(65536);
  let text = "";
  for (let n = Deno.stdin.readSync(chunk); n !== null; n = Deno.stdin.readSync(chunk)) {
    text += decoder.decode(chunk.subarray(0, n), { stream: true });
  }
  return text + decoder.decode();
}

/**
 * Deno keeps what it has compiled for the next run, but not before it has a turn, which a run that waits for nothing
 * never gives it. Of all that can be waited for the compilation of an empty module, its eight bytes of preamble, is
 * quickest (0.2 ms: a message to oneself takes 1 ms, a timer 8 ms to be loaded); the first may be done before the turn.
 */
async function giveTurn(): Promise<void> {
  const empty = Uint8Array.of(0, 0x61, 0x73, 0x6d, 1, 0, 0, 0);
  await WebAssembly.compile(empty);
  await WebAssembly.compile(empty);
}

/** The command as a process: it ends with its status. */
export async function runCommand(): Promise<never> {
  const status = await main(Deno.args);
  await giveTurn();
  Deno.exit(status);
}

if (import.meta.main) await runCommand();
