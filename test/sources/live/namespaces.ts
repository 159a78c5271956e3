/**
 * Two hosts for a test, each a network namespace, with a veth pair between them. Nothing is left of them afterwards.
 *
 * @module
 */
import type { ChildSettings, Seen } from "./capture_child.ts";

const CHILD = new URL("capture_child.ts", import.meta.url).pathname;
const TRAFFIC = new URL("traffic.ts", import.meta.url).pathname;
export const PERMISSIONS: readonly string[] = [
  "--no-prompt",
  "--allow-read",
  "--allow-write",
  "--allow-net",
  "--allow-sys",
  "--allow-env",
  "--allow-ffi",
];

/** Runs a program and returns what it writes; throws what it complains of. */
export async function run(program: string, ...args: string[]): Promise<string> {
  const { success, stdout, stderr } = await new Deno.Command(program, { args, stdin: "null" }).output();
  if (success) return new TextDecoder().decode(stdout);
  throw new Error(`${program} ${args.join(" ")}: ${new TextDecoder().decode(stderr).trim()}`);
}
/** How long is waited for what must come: a busy machine takes its time. */
export const PATIENCE_MS = 120_000;
/** Looks until it is so; throws, saying what was waited for, when it does not come to be. */
export async function until(what: string, holds: () => boolean | Promise<boolean>): Promise<void> {
  for (const end = performance.now() + PATIENCE_MS; !await holds();) {
    if (performance.now() > end) throw new Error(`it did not come to be: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}
/** So often, 20 ms apart, nothing may be waiting: what is between two queues is in neither. */
const QUIET_LOOKS = 12;
/**
 * Waits until all that was sent has come to the other end: until no packet waits in the kernel between its interfaces
 * (the queues' lengths in /proc/net/softnet_stat).
 */
export async function delivered(): Promise<void> {
  let quiet = 0;
  await until("the kernel has delivered all packets", async () => {
    const waiting = (await run("cat", "/proc/net/softnet_stat")).trim().split("\n").map((line) => line.split(" ")[11]);
    quiet = waiting.every((length) => length === undefined || Number(`0x${length}`) === 0) ? quiet + 1 : 0;
    return quiet === QUIET_LOOKS;
  });
}
/** Whether a program is there to be run, or a device to be opened. */
function isThere(program: string): boolean {
  try {
    // Deno itself looks at devices only with all permissions
    if (program.startsWith("/")) return new Deno.Command("test", { args: ["-c", program] }).outputSync().success;
    // whatever it makes of the flag: it was found
    new Deno.Command(program, { args: ["--version"], stdin: "null", stdout: "null", stderr: "null" }).outputSync();
    return true;
  } catch {
    return false;
  }
}
let whyNot: { readonly reason: string | undefined } | undefined;
/** Registers a test between two hosts; skipped, saying why, without the right to make them or without a program it needs. */
export function testWithHosts(
  name: string,
  programs: readonly string[],
  body: (a: Host, b: Host) => Promise<void>,
): void {
  const { reason } = whyNot ??= { reason: whyNoNamespaces() };
  const missing = reason === undefined ? programs.find((program) => !isThere(program)) : undefined;
  const why = reason ?? (missing && `there is no ${missing}`);
  Deno.test(why ? `${name} (skipped: ${why})` : name, { ignore: why !== undefined }, () => withHosts(body));
}
/** Why tests with namespaces cannot run here; undefined: they can. */
export function whyNoNamespaces(): string | undefined {
  if (Deno.build.os !== "linux") return `network namespaces are Linux's, and this is ${Deno.build.os}`;
  try {
    const name = nameOfItsOwn();
    const make = new Deno.Command("ip", { args: ["netns", "add", name], stdin: "null" }).outputSync();
    if (!make.success) return new TextDecoder().decode(make.stderr).trim();
    new Deno.Command("ip", { args: ["netns", "delete", name], stdin: "null" }).outputSync();
    return undefined;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

export interface Refusal {
  readonly tag: string;
  readonly message: string;
  readonly help: readonly string[];
}
export interface Capturing {
  readonly pid: number;
  /** Waits until it has told something. */
  heard(wanted: RegExp): Promise<void>;
  /** Ends the capture, and tells what it saw. */
  seen(): Promise<Seen>;
}
/** A program that runs until it is told to end. */
export interface Running {
  readonly child: Deno.ChildProcess;
  /** Waits until it has written something of that form, wherever. */
  heard(wanted: RegExp): Promise<void>;
  /** Everything it writes, from after the first line. */
  end(): Promise<string>;
}
export class Host {
  readonly address: string;
  readonly address6: string;
  readonly hardware: string;

  constructor(readonly namespace: string, readonly number: number) {
    this.address = `10.99.0.${number}`;
    this.address6 = `fd99::${number}`;
    this.hardware = `02:00:00:00:00:0${number}`;
  }

  /** Runs a program on this host to its end. */
  run(...command: string[]): Promise<string> {
    return run("ip", "netns", "exec", this.namespace, ...command);
  }
  /** The same, with something to read. */
  async feed(input: string, ...command: string[]): Promise<void> {
    const args = ["netns", "exec", this.namespace, ...command];
    const child = new Deno.Command("ip", { args, stdin: "piped", stdout: "null", stderr: "piped" }).spawn();
    const writer = child.stdin.getWriter();
    await writer.write(new TextEncoder().encode(input));
    await writer.close();
    const { success, stderr } = await child.output();
    if (!success) throw new Error(`${command.join(" ")}: ${new TextDecoder().decode(stderr)}`);
  }
  ip(...args: string[]): Promise<string> {
    return run("ip", "-n", this.namespace, ...args);
  }
  /** Makes another host's hardware address known, which goes when the interface is down. */
  async know(other: Host): Promise<void> {
    for (const address of [other.address, other.address6]) {
      await this.ip("neighbour", "replace", address, "lladdr", other.hardware, "dev", "veth0", "nud", "permanent");
    }
  }
  traffic(...args: string[]): Promise<string> {
    return this.run(Deno.execPath(), "run", "--unstable-net", ...PERMISSIONS, TRAFFIC, ...args);
  }
  /** Starts a program, and waits until it has written its first line (or its first bytes on standard error). */
  async start(command: readonly string[], from: "stdout" | "stderr" = "stdout"): Promise<Running> {
    const child = new Deno.Command("ip", {
      args: ["netns", "exec", this.namespace, ...command],
      stdin: "piped",
      stdout: "piped",
      stderr: "piped",
    }).spawn();
    const texts = { stdout: "", stderr: "" };
    const { promise, resolve } = Promise.withResolvers<void>();
    const listen = async (which: "stdout" | "stderr") => {
      for await (const bytes of child[which]) {
        texts[which] += new TextDecoder().decode(bytes);
        if (which === from && texts[which].includes("\n")) resolve();
      }
      resolve();
    };
    const listening = Promise.all([listen("stdout"), listen("stderr")]);
    await promise;
    return {
      child,
      heard: (wanted) => until(`${command[0]} writes ${wanted}`, () => wanted.test(texts.stdout + texts.stderr)),
      async end() {
        const writer = child.stdin.getWriter();
        await writer.write(new TextEncoder().encode("stop\n")).catch(() => {});
        await writer.close().catch(() => {});
        await listening;
        const { success } = await child.status;
        if (!success) throw new Error(`${command.join(" ")}: ${texts.stderr}`);
        return from === "stderr" ? texts.stderr : texts.stdout.slice(texts.stdout.indexOf("\n") + 1);
      },
    };
  }
  startTraffic(...args: string[]): Promise<Running> {
    return this.start([Deno.execPath(), "run", "--unstable-net", ...PERMISSIONS, TRAFFIC, ...args]);
  }
  /** Tries to capture, in a process of which some right is taken away, and returns why it may not. */
  async refusal(settings: ChildSettings, permissions: readonly string[], ...wrapper: string[]): Promise<Refusal> {
    const command = [...wrapper, Deno.execPath(), "run", ...permissions, CHILD, JSON.stringify(settings)];
    return JSON.parse(await (await this.start(command)).end());
  }
  /** Starts a capture. */
  async capture(settings: ChildSettings, permissions: readonly string[] = PERMISSIONS): Promise<Capturing> {
    const command = [Deno.execPath(), "run", ...permissions, CHILD, JSON.stringify(settings)];
    const running = await this.start(command);
    const seen = async () => {
      await delivered();
      return JSON.parse(await running.end());
    };
    return { pid: running.child.pid, heard: running.heard, seen };
  }
  /** Packets that the interface has sent and received, as the kernel counts them. */
  async packets(device = "veth0"): Promise<number> {
    const [{ stats64 }] = JSON.parse(await this.ip("-j", "-s", "link", "show", "dev", device));
    return stats64.rx.packets + stats64.tx.packets;
  }
}

/** Test files that run at once share a process, so its number is not enough. */
const nameOfItsOwn = () => `probebook-${Deno.pid}-${crypto.randomUUID().slice(0, 8)}`;
/** Makes two hosts, and removes them whatever happens. */
export async function withHosts(test: (a: Host, b: Host) => Promise<void>): Promise<void> {
  const name = nameOfItsOwn();
  const a = new Host(`${name}-a`, 1);
  const b = new Host(`${name}-b`, 2);
  try {
    for (const { namespace } of [a, b]) await run("ip", "netns", "add", namespace);
    await run(
      ...["ip", "-n", a.namespace, "link", "add", "veth0", "type", "veth"] as const,
      ...["peer", "name", "veth0", "netns", b.namespace],
    );
    for (const [host, other] of [[a, b], [b, a]] as const) {
      // nothing but what the test sends: no search for neighbours, no link-local addresses
      await host.ip("link", "set", "veth0", "address", host.hardware, "addrgenmode", "none");
      await host.ip("address", "add", `${host.address}/24`, "dev", "veth0");
      await host.ip("address", "add", `${host.address6}/64`, "dev", "veth0", "nodad");
      await host.ip("link", "set", "lo", "up");
      await host.ip("link", "set", "veth0", "up");
      await host.know(other);
    }
    await test(a, b);
  } finally {
    for (const { namespace } of [a, b]) await run("ip", "netns", "delete", namespace).catch(() => {});
  }
}
