/**
 * Drives a program in a terminal of tmux: keys in, screens out.
 *
 * @module
 */

/** Why there is no tmux; undefined where there is. */
export function tmuxMissing(): string | undefined {
  try {
    new Deno.Command("tmux", { args: ["-V"], stdout: "null", stderr: "null" }).outputSync();
    return undefined;
  } catch {
    return "tmux is not here";
  }
}

/** How long is waited for what must come: a busy machine takes its time. */
export const PATIENCE_MS = 120_000;
let count = 0;
const ENDED = /^\[ended with (\d+)\]$/m;

/** A terminal with a program in it. */
export class Screen {
  readonly #socket = `probebook-test-${Deno.pid}-${count++}`;

  /** Starts a shell command in a terminal of that size. */
  static async start(command: string, size: { readonly columns: number; readonly rows: number }): Promise<Screen> {
    const screen = new Screen();
    const { columns, rows } = size;
    // the screen stays when the program has ended, and says how (tmux itself sometimes loses the status)
    const shell = `${command}; printf '\\n[ended with %s]' $?; exec cat`;
    await screen.#tmux("-f", "/dev/null", "new-session", "-d", "-x", `${columns}`, "-y", `${rows}`, shell);
    await screen.#tmux("set-option", "-g", "window-size", "manual");
    return screen;
  }

  /** Keys by tmux's names (`Enter`, `C-c`, `Up`), one after the other. */
  async press(...keys: string[]): Promise<void> {
    await this.#tmux("send-keys", ...keys);
  }

  /** Text as it is. */
  async type(text: string): Promise<void> {
    await this.#tmux("send-keys", "-l", text);
  }

  /** A paste, in brackets where the program asks for them. */
  async paste(text: string): Promise<void> {
    await this.#tmux("set-buffer", text);
    await this.#tmux("paste-buffer", "-p");
  }

  async resize(columns: number, rows: number): Promise<void> {
    await this.#tmux("resize-window", "-x", `${columns}`, "-y", `${rows}`);
  }

  /** The screen, without what is empty at its end; `all` with what has gone up out of it. */
  async text(all = false): Promise<string> {
    const lines = (await this.#tmux("capture-pane", "-p", ...all ? ["-S", "-"] : [])).split("\n");
    return lines.map((line) => line.trimEnd()).join("\n").trimEnd();
  }

  /** The same with its colours. */
  async colored(): Promise<string> {
    return await this.#tmux("capture-pane", "-p", "-e");
  }
  /** Waits until the screen shows something in these colours: they may come a moment after the text. */
  async showsColored(wanted: RegExp): Promise<void> {
    for (const end = performance.now() + PATIENCE_MS;;) {
      const text = await this.colored();
      if (wanted.test(text)) return;
      if (performance.now() > end) throw new Error(`the screen does not show ${wanted}:\n${text}`);
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  }

  async cursor(): Promise<{ column: number; row: number }> {
    const [column, row] = (await this.#tmux("display-message", "-p", "#{cursor_x} #{cursor_y}")).split(" ").map(Number);
    return { column, row };
  }

  /** Waits until the screen shows something. */
  async shows(wanted: RegExp | ((text: string) => boolean), withinMs = PATIENCE_MS): Promise<string> {
    const fits = (text: string) => typeof wanted === "function" ? wanted(text) : wanted.test(text);
    for (const end = performance.now() + withinMs;;) {
      const text = await this.text();
      if (fits(text)) return text;
      if (performance.now() > end) throw new Error(`the screen does not show ${wanted}:\n${text}`);
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  }

  /** Waits for the program's end; its exit status. */
  async ended(): Promise<number> {
    const [, status] = (await this.shows(ENDED)).match(ENDED)!;
    return Number(status);
  }

  async close(): Promise<void> {
    await this.#tmux("kill-server").catch(() => {});
  }

  async #tmux(...args: string[]): Promise<string> {
    const command = new Deno.Command("tmux", { args: ["-L", this.#socket, ...args], env: { LC_ALL: "C.UTF-8" } });
    const { success, stdout, stderr } = await command.output();
    if (!success) throw new Error(`tmux ${args[0]}: ${new TextDecoder().decode(stderr)}`);
    return new TextDecoder().decode(stdout).replace(/\n$/, "");
  }
}
