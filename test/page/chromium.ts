/**
 * Chromium without a window, driven over its debugging protocol: opens pages from the disk, evaluates, takes pictures, and
 * keeps what went wrong and what was asked of the network.
 *
 * @module
 */

interface Reply {
  readonly id?: number;
  readonly method?: string;
  readonly sessionId?: string;
  readonly params?: Record<string, unknown>;
  readonly result?: Record<string, unknown>;
  readonly error?: { readonly message: string };
}
export class Chromium {
  #number = 0;
  readonly #waiting = new Map<number, (reply: Reply) => void>();
  readonly pages = new Map<string, Page>();

  private constructor(
    readonly child: Deno.ChildProcess,
    readonly socket: WebSocket,
    readonly folder: string,
  ) {
    socket.onmessage = ({ data }) => this.#hear(JSON.parse(data));
  }
  static async open(): Promise<Chromium> {
    const folder = await Deno.makeTempDir();
    const child = new Deno.Command("chromium", {
      args: [
        ...["--headless", "--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking"],
        ...["--disable-component-update", "--disable-sync", "--hide-scrollbars", "--remote-allow-origins=*"],
        ...["--remote-debugging-port=0", `--user-data-dir=${folder}/profile`, "about:blank"],
      ],
      stdout: "null",
      stderr: "piped",
    }).spawn();
    let said = "";
    const reader = child.stderr.pipeThrough(new TextDecoderStream()).getReader();
    let address: string | undefined;
    while (address === undefined) {
      const { value, done } = await reader.read();
      if (done) throw new Error(`chromium ended: ${said}`);
      said += value;
      address = /ws:\/\/\S+(?=\s)/.exec(said)?.[0];
    }
    reader.releaseLock();
    // nobody reads on: what is said is let go
    child.stderr.pipeTo(new WritableStream()).catch(() => {});
    const socket = new WebSocket(address);
    await new Promise((resolve) => socket.onopen = resolve);
    return new Chromium(child, socket, folder);
  }
  #hear(reply: Reply): void {
    if (reply.id !== undefined) {
      this.#waiting.get(reply.id)?.(reply);
      this.#waiting.delete(reply.id);
    } else if (reply.sessionId) this.pages.get(reply.sessionId)?.hear(reply.method!, reply.params!);
  }
  async send(method: string, params: object = {}, sessionId?: string): Promise<Record<string, unknown>> {
    const id = ++this.#number;
    const reply = await new Promise<Reply>((resolve) => {
      this.#waiting.set(id, resolve);
      this.socket.send(JSON.stringify({ id, method, params, sessionId }));
    });
    if (reply.error) throw new Error(`${method}: ${reply.error.message}`);
    return reply.result!;
  }
  /** Opens an address, and waits until it is loaded. */
  async page(address: string, { width = 1100, height = 900 } = {}): Promise<Page> {
    const { targetId } = await this.send("Target.createTarget", { url: "about:blank" });
    const { sessionId } = await this.send("Target.attachToTarget", { targetId, flatten: true }) as {
      sessionId: string;
    };
    const page = new Page(this, sessionId);
    this.pages.set(sessionId, page);
    for (const part of ["Page", "Runtime", "Network", "Log", "DOM"]) await page.send(`${part}.enable`);
    await page.send("Emulation.setDeviceMetricsOverride", { width, height, deviceScaleFactor: 1, mobile: false });
    const loaded = new Promise<void>((resolve) => page.onLoad = resolve);
    await page.send("Page.navigate", { url: address });
    await loaded;
    return page;
  }
  async close(): Promise<void> {
    await this.send("Browser.close").catch(() => {});
    const closed = new Promise((resolve) => this.socket.onclose = resolve);
    this.socket.close();
    await Promise.all([this.child.status, closed]);
    await Deno.remove(this.folder, { recursive: true }).catch(() => {});
  }
}
export class Page {
  /** Errors of scripts, what the console was told as error or warning, what the policy refused. */
  readonly faults: string[] = [];
  /** Addresses that were asked for, but the page itself and what it holds in itself. */
  readonly requests: string[] = [];
  onLoad: () => void = () => {};

  constructor(readonly browser: Chromium, readonly sessionId: string) {}
  send(method: string, params: object = {}): Promise<Record<string, unknown>> {
    return this.browser.send(method, params, this.sessionId);
  }
  hear(method: string, params: Record<string, unknown>): void {
    if (method === "Page.loadEventFired") this.onLoad();
    if (method === "Runtime.exceptionThrown") this.faults.push(JSON.stringify(params.exceptionDetails));
    if (method === "Runtime.consoleAPICalled" && ["error", "warning"].includes(params.type as string)) {
      this.faults.push(JSON.stringify(params.args));
    }
    if (method === "Log.entryAdded") this.faults.push(JSON.stringify(params.entry));
    if (method === "Network.requestWillBeSent") {
      const { url } = params.request as { url: string };
      if (!/^(data|blob):/.test(url) && url !== params.documentURL) this.requests.push(url);
    }
  }
  /** The value of an expression, which may be a promise. */
  async evaluate<T>(expression: string): Promise<T> {
    const { result, exceptionDetails } = await this.send("Runtime.evaluate", {
      expression,
      awaitPromise: true,
      returnByValue: true,
      userGesture: true,
    }) as { result: { value: T }; exceptionDetails?: unknown };
    if (exceptionDetails) throw new Error(JSON.stringify(exceptionDetails));
    return result.value;
  }
  /** Waits until an expression is true. */
  async until(expression: string, longestMs = 120_000): Promise<void> {
    const end = Date.now() + longestMs;
    while (!await this.evaluate<boolean>(`Boolean(${expression})`)) {
      if (Date.now() > end) throw new Error(`never came to be: ${expression}\n${this.faults.join("\n")}`);
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  }
  async picture(path: string): Promise<void> {
    const { data } = await this.send("Page.captureScreenshot", { format: "png", captureBeyondViewport: true });
    await Deno.writeFile(path, Uint8Array.fromBase64(data as string));
  }
}
