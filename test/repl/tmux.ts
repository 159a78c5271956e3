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

let count = 0;

/** A terminal with a program in it. */
export class Screen {
  readonly #socket = `probebook-test-${Deno.pid}-${count++}`;

  /** Starts a shell command in a terminal of that size. */
  static async start(command: string, size: { readonly columns: number; readonly rows: number }): Promise<Screen> {
    const screen = new Screen();
    const { columns, rows } = size;
    // the screen stays when the program has ended, so that its end can be looked at
    await screen.#tmux("-f", "/dev/null", "new-session", "-d", "-x", `${columns}`, "-y", `${rows}`, "cat");
    await screen.#tmux("set-option", "-g", "remain-on-exit", "on");
    await screen.#tmux("set-option", "-g", "window-size", "manual");
    await screen.#tmux("respawn-pane", "-k", command);
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

  async cursor(): Promise<{ column: number; row: number }> {
    const [column, row] = (await this.#tmux("display-message", "-p", "#{cursor_x} #{cursor_y}")).split(" ").map(Number);
    return { column, row };
  }

  /** The status of the program, when it has ended. */
  async status(): Promise<number | undefined> {
    const [dead, status] = (await this.#tmux("display-message", "-p", "#{pane_dead} #{pane_dead_status}")).split(" ");
    return dead === "1" ? Number(status) : undefined;
  }

  /** Waits until the screen shows something. */
  async shows(wanted: RegExp | ((text: string) => boolean), withinMs = 20_000): Promise<string> {
    const fits = (text: string) => typeof wanted === "function" ? wanted(text) : wanted.test(text);
    for (const end = performance.now() + withinMs;;) {
      const text = await this.text();
      if (fits(text)) return text;
      if (performance.now() > end) throw new Error(`the screen does not show ${wanted}:\n${text}`);
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  }

  async ended(withinMs = 20_000): Promise<number> {
    for (const end = performance.now() + withinMs;;) {
      const status = await this.status();
      if (status !== undefined) return status;
      if (performance.now() > end) throw new Error(`the program does not end:\n${await this.text()}`);
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
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
