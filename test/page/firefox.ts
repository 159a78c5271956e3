/**
 * Firefox without a window, driven over WebDriver BiDi, which it speaks by itself: as much of it as Chromium's driver here has.
 *
 * @module
 */
interface Reply {
  readonly id?: number;
  readonly method?: string;
  readonly params?: Record<string, unknown>;
  readonly type?: string;
  readonly result?: Record<string, unknown>;
  readonly message?: string;
}
/** As a person who has never started it: nothing is fetched, nothing is asked. */
const PREFERENCES: Readonly<Record<string, unknown>> = {
  "app.normandy.enabled": false,
  "app.update.disabledForTesting": true,
  "browser.aboutwelcome.enabled": false,
  "browser.safebrowsing.downloads.remote.enabled": false,
  "browser.shell.checkDefaultBrowser": false,
  "browser.startup.homepage_override.mstone": "ignore",
  "datareporting.policy.dataSubmissionEnabled": false,
  "dom.max_script_run_time": 0,
  "extensions.getAddons.cache.enabled": false,
  "network.captive-portal-service.enabled": false,
  "network.connectivity-service.enabled": false,
  "services.settings.server": "data:,",
  "toolkit.telemetry.enabled": false,
};
export class Firefox {
  #number = 0;
  readonly #waiting = new Map<number, (reply: Reply) => void>();
  readonly pages = new Map<string, FirefoxPage>();

  private constructor(readonly child: Deno.ChildProcess, readonly socket: WebSocket, readonly folder: string) {
    socket.onmessage = ({ data }) => this.#hear(JSON.parse(data));
  }
  /** @param theme that pages are told the reader prefers */
  static async open(theme: "light" | "dark" = "light"): Promise<Firefox> {
    const folder = await Deno.makeTempDir();
    const preferences = {
      ...PREFERENCES,
      "layout.css.prefers-color-scheme.content-override": theme === "dark" ? 0 : 1,
    };
    await Deno.writeTextFile(
      `${folder}/user.js`,
      Object.entries(preferences).map(([name, value]) => `user_pref("${name}", ${JSON.stringify(value)});\n`).join(""),
    );
    const child = new Deno.Command("firefox-esr", {
      args: ["--headless", "--no-remote", "--profile", folder, "--remote-debugging-port=0", "about:blank"],
      env: { HOME: folder, MOZ_CRASHREPORTER_DISABLE: "1" },
      stdout: "null",
      stderr: "piped",
    }).spawn();
    let said = "";
    const reader = child.stderr.pipeThrough(new TextDecoderStream()).getReader();
    let address: string | undefined;
    while (address === undefined) {
      const { value, done } = await reader.read();
      if (done) throw new Error(`firefox ended: ${said}`);
      said += value;
      address = /ws:\/\/\S+(?=\s)/.exec(said)?.[0];
    }
    reader.releaseLock();
    // nobody reads on: what is said is let go
    child.stderr.pipeTo(new WritableStream()).catch(() => {});
    const socket = new WebSocket(`${address}/session`);
    await new Promise((resolve) => socket.onopen = resolve);
    const browser = new Firefox(child, socket, folder);
    await browser.send("session.new", { capabilities: {} });
    await browser.send("session.subscribe", { events: ["log.entryAdded", "network.beforeRequestSent"] });
    return browser;
  }
  #hear({ id, method, params, ...reply }: Reply): void {
    if (id !== undefined) {
      this.#waiting.get(id)?.(reply);
      this.#waiting.delete(id);
      return;
    }
    const context = (params?.context ?? (params?.source as { context?: string } | undefined)?.context) as string;
    this.pages.get(context)?.hear(method!, params!);
  }
  async send(method: string, params: object): Promise<Record<string, unknown>> {
    const id = ++this.#number;
    const reply = await new Promise<Reply>((resolve) => {
      this.#waiting.set(id, resolve);
      this.socket.send(JSON.stringify({ id, method, params }));
    });
    if (reply.type === "error") throw new Error(`${method}: ${reply.message}`);
    return reply.result!;
  }
  /** Opens an address, and waits until it is loaded. */
  async page(address: string, { width = 1100, height = 900 } = {}): Promise<FirefoxPage> {
    const { context } = await this.send("browsingContext.create", { type: "tab" }) as { context: string };
    const page = new FirefoxPage(this, context, address);
    this.pages.set(context, page);
    await this.send("browsingContext.setViewport", { context, viewport: { width, height } });
    await this.send("browsingContext.navigate", { context, url: address, wait: "complete" });
    return page;
  }
  async close(): Promise<void> {
    const closed = new Promise((resolve) => this.socket.onclose = resolve);
    await this.send("browser.close", {}).catch(() => {});
    await Promise.all([closed, this.child.status]);
    await Deno.remove(this.folder, { recursive: true });
  }
}
/** A value of a page as BiDi writes it. */
interface RemoteValue {
  readonly type: string;
  readonly value?: unknown;
}
function valueOf({ type, value }: RemoteValue): unknown {
  switch (type) {
    case "array":
      return (value as RemoteValue[]).map(valueOf);
    case "object":
      return Object.fromEntries((value as [string, RemoteValue][]).map(([name, of]) => [name, valueOf(of)]));
    case "null":
      return null;
    case "string":
    case "number":
    case "boolean":
      return value;
    default:
      return undefined;
  }
}
export class FirefoxPage {
  /** What went wrong: exceptions, errors and warnings of the console. */
  readonly faults: string[] = [];
  /** What was asked for beside the page itself. */
  readonly requests: string[] = [];

  constructor(readonly browser: Firefox, readonly context: string, readonly address: string) {}
  hear(method: string, params: Record<string, unknown>): void {
    if (method === "log.entryAdded" && ["error", "warn"].includes(params.level as string)) {
      this.faults.push(String(params.text));
    }
    if (method === "network.beforeRequestSent") {
      const { url } = params.request as { url: string };
      if (!/^(?:data|blob|about):/.test(url) && url !== this.address) this.requests.push(url);
    }
  }
  /** The value of an expression, which may be a promise; of elements nothing. */
  async evaluate<T>(expression: string): Promise<T> {
    const { type, result, exceptionDetails } = await this.browser.send("script.evaluate", {
      expression,
      target: { context: this.context },
      awaitPromise: true,
      userActivation: true,
    }) as { type: string; result: RemoteValue; exceptionDetails?: { text: string } };
    if (type === "exception") throw new Error(exceptionDetails!.text);
    return valueOf(result) as T;
  }
  /** Waits until an expression is true. */
  async until(expression: string, longestMs = 120_000): Promise<void> {
    const end = Date.now() + longestMs;
    while (!await this.evaluate<boolean>(`Promise.resolve(${expression}).then(Boolean)`)) {
      if (Date.now() > end) throw new Error(`never came to be: ${expression}\n${this.faults.join("\n")}`);
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  }
  async picture(path: string): Promise<void> {
    const { data } = await this.browser.send("browsingContext.captureScreenshot", {
      context: this.context,
      origin: "document",
    });
    await Deno.writeFile(path, Uint8Array.fromBase64(data as string));
  }
  async print(path: string): Promise<void> {
    const { data } = await this.browser.send("browsingContext.print", { context: this.context });
    await Deno.writeFile(path, Uint8Array.fromBase64(data as string));
  }
}
