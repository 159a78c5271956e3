/**
 * Measures whole processes: wall-clock time and peak memory.
 *
 * @module
 */

/** One run of a command. */
export interface Measured {
  readonly seconds: number;
  /** Peak resident memory as last seen (0 where the system does not tell). */
  readonly peakBytes: number;
  readonly status: number;
}

/** Runs a command, its output to nowhere. */
export async function measure(command: readonly string[]): Promise<Measured> {
  const started = performance.now();
  const child = new Deno.Command(command[0], { args: command.slice(1), stdin: "null", stdout: "null", stderr: "null" })
    .spawn();
  let peakBytes = 0;
  const watch = setInterval(() => peakBytes = Math.max(peakBytes, peakOf(child.pid)), 15);
  const { code } = await child.status;
  const seconds = (performance.now() - started) / 1000;
  clearInterval(watch);
  return { seconds, peakBytes, status: code };
}

function peakOf(pid: number): number {
  try {
    const match = /VmHWM:\s+(\d+) kB/.exec(Deno.readTextFileSync(`/proc/${pid}/status`));
    return match ? Number(match[1]) * 1024 : 0;
  } catch {
    return 0;
  }
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[sorted.length >> 1] ?? NaN;
}

/** Whether a program is installed. */
export function present(program: string): boolean {
  try {
    new Deno.Command(program, { args: ["--version"], stdout: "null", stderr: "null" }).outputSync();
    return true;
  } catch {
    return false;
  }
}

/** Reads a file once, so that it lies in the system's cache. */
export function warm(path: string): void {
  const buffer = new Uint8Array(1 << 22);
  const file = Deno.openSync(path);
  while (file.readSync(buffer) !== null);
  file.close();
}

/** Builds the C programs of `directory`; undefined, said on standard output, where they cannot be built. */
export async function buildPeers(directory: string): Promise<string | undefined> {
  const into = `${Deno.env.get("TMPDIR") ?? "/tmp"}/probebook-peers`;
  try {
    const built = await new Deno.Command("bash", { args: [`${directory}/build.sh`, into], stderr: "null" }).output();
    Deno.statSync(`${into}/lp`);
    if (built.success) return into;
  } catch { /* no sources, compiler or libpcap */ }
  console.log("\nthe C peers are not here (gcc, libpcap headers, their sources): no ratios to libpcap");
  return undefined;
}
