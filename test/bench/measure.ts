/**
 * Measures whole processes: wall-clock time and peak memory.
 *
 * @module
 */

/** One run of a command. */
export interface Measured {
  readonly seconds: number;
  /** Of processors, the program's own and the system's for it, with all processes that it has waited for. */
  readonly cpuSeconds: number;
  /** Peak resident memory as last seen (0 where the system does not tell). */
  readonly peakBytes: number;
  readonly status: number;
}

/** Runs a command, its output to nowhere. */
export async function measure(command: readonly string[]): Promise<Measured> {
  const started = performance.now(), before = childrenSeconds();
  const child = new Deno.Command(command[0], { args: command.slice(1), stdin: "null", stdout: "null", stderr: "null" })
    .spawn();
  let peakBytes = 0;
  const watch = setInterval(() => peakBytes = Math.max(peakBytes, peakOf(child.pid)), 15);
  const { code } = await child.status;
  const seconds = (performance.now() - started) / 1000;
  clearInterval(watch);
  const after = childrenSeconds();
  const cpuSeconds = before === undefined || after === undefined ? seconds : after - before;
  return { seconds, cpuSeconds, peakBytes, status: code };
}

const libc = openLibc();
function openLibc() {
  for (const name of ["libc.so.6", "libSystem.dylib"]) {
    try {
      return Deno.dlopen(name, { getrusage: { parameters: ["i32", "buffer"], result: "i32" } });
    } catch { /* of another system */ }
  }
}
const RUSAGE_CHILDREN = -1;
/** Time of processors of all processes that were waited for until now: getrusage(2); undefined where there is none. */
function childrenSeconds(): number | undefined {
  const usage = new DataView(new ArrayBuffer(256));
  if (libc?.symbols.getrusage(RUSAGE_CHILDREN, new Uint8Array(usage.buffer)) !== 0) return undefined;
  // two struct timeval: seconds, and microseconds that some systems give four bytes
  const time = (at: number) => Number(usage.getBigInt64(at, true)) + usage.getInt32(at + 8, true) / 1e6;
  return time(0) + time(16);
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

/** Runs all commands in turns, with `file` in the system's cache; gives what was measured by name. */
export async function race(
  contenders: readonly { readonly name: string; readonly command: readonly string[]; readonly rounds: number }[],
  file?: string,
): Promise<Map<string, Measured[]>> {
  // a slow spell of the machine touches all alike
  const results = new Map<string, Measured[]>(contenders.map(({ name }) => [name, []]));
  for (let round = 0; round < Math.max(...contenders.map((c) => c.rounds)); round++) {
    for (const { name, command, rounds } of contenders) {
      if (round >= rounds) continue;
      if (file) warm(file);
      results.get(name)!.push(await measure(command));
    }
  }
  return results;
}

/** One figure, as `--json` gives it. */
export interface Figure {
  readonly section: string;
  readonly name: string;
  readonly cpuMs: number;
  readonly wallMs: number;
  readonly peakMB: number;
  /** What it is compared with in the same run, by time of processors, and how many times as much it takes. */
  readonly against?: string;
  readonly ratio?: number;
}
/** All that were measured until now. */
export const figures: Figure[] = [];

/** Keeps the medians of all contenders, beside one of them where there is one. */
export function keepFigures(section: string, results: Map<string, Measured[]>, against?: string): void {
  const cpu = (runs: readonly Measured[]) => median(runs.map(({ cpuSeconds }) => cpuSeconds)) * 1000;
  const base = against === undefined ? undefined : results.get(against);
  for (const [name, runs] of results) {
    figures.push({
      section,
      name,
      cpuMs: rounded(cpu(runs)),
      wallMs: rounded(median(runs.map(({ seconds }) => seconds)) * 1000),
      peakMB: rounded(Math.max(...runs.map(({ peakBytes }) => peakBytes)) / 1e6),
      ...(base && name !== against && { against, ratio: Math.round(cpu(runs) / cpu(base) * 100) / 100 }),
    });
  }
}
const rounded = (value: number): number => Math.round(value * 10) / 10;
