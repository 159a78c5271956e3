/**
 * The REPL on a terminal.
 *
 * @module
 */
import { lazy } from "./lazy_modules.ts";
import type { Completeness } from "../evaluator/mod.ts";
import type { ReplCommandLine } from "./repl_command_line.ts";
import { wrap } from "../diagnostic/mod.ts";
import { colorsOf, completeInput } from "./completion.ts";
import { Conversation, type ConversationOutput, imageProtocol, namesSixel } from "./conversation/mod.ts";
import {
  inColor,
  type KeyPress,
  type KnownNames,
  LineHistory,
  loadWidths,
  plainPaint,
  type ScreenRow,
} from "./editor/mod.ts";
import { inputCompleteness } from "./input_completeness.ts";
import { type Advice, HistoryFile, historyPath, LineReader, ScreenRegion, Terminal } from "./terminal/mod.ts";

const PROMPT = "probe> ", CONTINUATION = "  ...> ";
/** DA1: what the terminal is. */
const WHAT_ARE_YOU = "\x1b[c";

/** Reads inputs from a terminal until the end; answers with the exit status. */
export async function talk(line: ReplCommandLine): Promise<number> {
  return await new TerminalConversation(line).run();
}

class TerminalConversation {
  readonly #terminal = new Terminal({
    key: (key) => this.#key(key),
    resized: () => this.#resized(),
    ended: () => this.#ended(),
  });
  readonly #surface = new ScreenRegion(this.#terminal);
  readonly #history = new LineHistory();
  readonly #file: HistoryFile;
  readonly #reader: LineReader;
  readonly #voice: TerminalOutput;
  readonly #conversation: Conversation;
  #known: KnownNames | undefined;
  #interrupts = 0;

  constructor(readonly line: ReplCommandLine) {
    const variable = (name: string) => Deno.env.get(name);
    const color = line.color && !variable("NO_COLOR") && variable("TERM") !== "dumb";
    this.#voice = new TerminalOutput(this.#terminal, this.#surface, color, () => this.#reader);
    this.#voice.images = imageProtocol(variable);
    this.#conversation = new Conversation(this.#voice, line.permissions);
    this.#file = new HistoryFile(line.history ? historyPath(variable) : undefined, (text) => this.#voice.note(text));
    this.#reader = new LineReader(this.#surface, this.#history, this.#voice.paint, () => this.#suspend());
  }

  async run(): Promise<number> {
    this.#terminal.open();
    const leave = () => {
      this.#terminal.close();
      Deno.exit(129);
    };
    for (const signal of ["SIGHUP", "SIGTERM"] as const) Deno.addSignalListener(signal, leave);
    try {
      this.#greet();
      const first = this.#reader.read(this.#advice);
      // the prompt is there: the rest is made ready behind it
      setTimeout(() => this.#warmUp(), 0);
      await this.#loop(first);
    } finally {
      this.#terminal.close();
      await this.#conversation.close();
    }
    return this.#conversation.exitStatus;
  }

  #greet(): void {
    const { captures, interfaces, linux, options } = this.line;
    const { state } = this.#conversation;
    for (const { name, value } of options) state.options.set(name, value);
    state.captures = [...captures];
    state.interfaces = [...interfaces];
    if (linux) state.linux = {};
    for (const entry of this.#file.load()) this.#history.add(entry);
    this.#voice.note("Probebook: asks captures, in D or TypeScript. :help helps, Ctrl-D leaves.");
    if (captures.length + interfaces.length === 0 && !linux) this.#voice.note("No capture is open yet: :source FILE");
  }

  #warmUp(): void {
    // without -q Deno shows on the terminal that it loads packages, and clears the line in which it did
    const loaded = () => this.#surface.refresh();
    void loadWidths().then(loaded);
    const { engine, state } = this.#conversation;
    if (state.linux) void engine.allowLinux();
    else if (state.interfaces.length > 0) void engine.allowInterfaces();
    engine.warmUp();
    if (!this.#voice.images && !Deno.env.get("TMUX")) this.#terminal.write(WHAT_ARE_YOU);
    void this.#checkSources();
    engine.names().then((known) => {
      this.#known = known;
      this.#reader.redraw();
    }).catch(() => {});
    engine.ready().then(loaded);
  }

  /** A capture that cannot be read is said at once, and not with the first question. */
  async #checkSources(): Promise<void> {
    const { captureFacts, captureProblem } = await lazy.captureFacts();
    for (const path of this.line.captures) {
      const problem = captureProblem(path);
      if (problem) this.#voice.error(problem);
      else this.#voice.note(`${path}: ${captureFacts(path)}`);
    }
  }

  async #loop(first: ReturnType<LineReader["read"]>): Promise<void> {
    let reading = first;
    while (!this.#conversation.isOver) {
      const input = await reading;
      if (input.kind === "ended") break;
      if (input.kind === "text" && input.text.trim() !== "") {
        if (this.#history.add(input.text)) this.#file.add(input.text.trimEnd());
        this.#interrupts = 0;
        await this.#conversation.enter(input.text);
        if (this.#conversation.isOver) break;
      }
      reading = this.#reader.read(this.#advice);
    }
  }

  get #advice(): Advice {
    return {
      prompt: PROMPT,
      continuation: CONTINUATION,
      colorsOf: (text) => colorsOf(text, this.#known),
      judge: (text) => inputCompleteness(text, judgeTypeScript),
      complete: (text, offset) => completeInput(text, offset, this.#conversation),
    };
  }

  #key(key: KeyPress): void {
    if (key.name === "reply") {
      if (namesSixel(key.text ?? "")) this.#voice.images ??= "sixel";
      return;
    }
    if (key.name === "C-\\" && !this.#reader.isReading) return this.#abandon();
    if (this.#reader.isReading || key.name !== "C-c") return this.#reader.key(key);
    this.#surface.print("^C\n");
    // what was typed ahead was meant for what now does not happen
    this.#reader.forget();
    if (++this.#interrupts > 3) this.#voice.note("still stopping; Ctrl-\\ leaves for good");
    void this.#conversation.interrupt();
  }

  /** Leaves without waiting for what runs; it ends with us. */
  #abandon(): void {
    this.#terminal.close();
    Deno.exit(131);
  }

  #resized(): void {
    this.#voice.resized(this.#conversation);
    this.#reader.redraw();
  }

  #ended(): void {
    this.#reader.end();
    void this.#conversation.interrupt();
  }

  /** Ctrl-Z: the shell has the terminal until it brings us back. */
  #suspend(): void {
    this.#surface.drop();
    this.#terminal.pause();
    const resume = () => {
      Deno.removeSignalListener("SIGCONT", resume);
      this.#terminal.resume();
      this.#reader.redraw();
    };
    Deno.addSignalListener("SIGCONT", resume);
    try {
      stopLauncher();
      // all of the group, as the terminal's own key does it
      Deno.kill(0, "SIGTSTP");
    } catch {
      resume();
    }
  }
}

/**
 * `deno task` hears SIGTSTP and goes on: the shell would wait for it, and the terminal be nobody's. What belongs to the same job
 * is stopped in a way that it cannot miss; the shell brings all of the job back.
 */
function stopLauncher(): void {
  try {
    const { ppid, pid } = Deno;
    const asked = new Deno.Command("sh", {
      args: ["-c", 'ps -o pgid= -p "$0"; ps -o pgid= -p "$1"', String(ppid), String(pid)],
      stdin: "null",
      stderr: "null",
    }).outputSync();
    const [its, ours] = new TextDecoder().decode(asked.stdout).trim().split(/\s+/);
    if (its !== undefined && its === ours) Deno.kill(ppid, "SIGSTOP");
  } catch {
    // nobody says which processes belong together: the group is asked
  }
}

/** The parser of TypeScript is loaded when the first line of it is entered. */
async function judgeTypeScript(text: string): Promise<Completeness> {
  const { typeScriptCompleteness } = await lazy.evaluator();
  return typeScriptCompleteness(text);
}

class TerminalOutput implements ConversationOutput {
  images: ConversationOutput["images"];
  readonly interactive = true;

  constructor(
    readonly terminal: Terminal,
    readonly surface: ScreenRegion,
    readonly color: boolean,
    readonly reader: () => LineReader,
  ) {}

  get width(): number {
    return this.terminal.size.columns;
  }
  get height(): number {
    return this.terminal.size.rows;
  }
  get paint() {
    return this.color ? inColor : plainPaint;
  }
  print(text: string): void {
    this.surface.print(text);
  }
  note(text: string): void {
    // sentences are broken between words; what is laid out, as frames and lists are, is left as it is
    const lines = text.split("\n").flatMap((line) => /^\s|\||\/\S*\//.test(line) ? [line] : wrap(line, this.width - 1));
    this.#line(lines.map((line) => this.paint("faint", line)).join("\n"));
  }
  error(text: string): void {
    const [first, ...rest] = text.trimEnd().split("\n");
    this.#line([this.paint("error", first), ...rest].join("\n"));
  }
  live(rows: readonly ScreenRow[] | undefined): void {
    if (this.reader().isReading) return;
    if (!rows) return this.surface.drop();
    this.surface.show({ rows, cursor: { row: rows.length - 1, column: 0 } });
  }
  async ask(prompt: string, secret: boolean): Promise<string | null> {
    const input = await this.reader().ask(prompt, secret);
    return input.kind === "text" ? input.text : null;
  }
  resized({ engine }: Conversation): void {
    Object.assign(engine.look, { width: this.width });
    void engine.lookChanged().catch(() => {});
  }
  #line(text: string): void {
    if (!this.reader().isReading) this.surface.endLine();
    this.surface.print(`${text}\n`);
  }
}
