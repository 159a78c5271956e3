/**
 * Figures of the Jupyter kernel, as a frontend has them: over its sockets, with a small client.
 *
 * @module
 */
import { Client, resultOf } from "../kernel/client.ts";
import { captureOf } from "./captures.ts";
import { median } from "./measure.ts";

const TEN_MEGABYTES = 14_300;

function tell(what: string, figure: string, goal: string): void {
  console.log(`  ${what.padEnd(44)} ${figure.padStart(24)}  (goal: ${goal})`);
}
const ms = (value: number) => `${value.toFixed(1)} ms`;

async function timed<T>(run: () => Promise<T>): Promise<number> {
  const start = performance.now();
  await run();
  return performance.now() - start;
}

async function times(count: number, run: () => Promise<unknown>): Promise<number[]> {
  const all: number[] = [];
  for (let i = 0; i < count; i++) all.push(await timed(run));
  return all;
}

/** Start, cells, completion. */
export async function kernelFigures(): Promise<void> {
  console.log("\nkernel");
  const starts: number[] = [];
  for (let round = 0; round < 5; round++) {
    let client!: Client;
    starts.push(await timed(async () => client = await Client.start()));
    await client.stop();
  }
  tell("start to kernel_info answered and iopub heard", ms(median(starts)), "700 ms");
  const client = await Client.start();
  try {
    const first = await timed(() => client.execute("1 + 1"));
    tell("first cell of TypeScript", ms(first), "-");
    tell("cell of TypeScript, median of 200", ms(median(await times(200, () => client.execute("1 + 1")))), "5 ms");
    const capture = await captureOf({ packets: TEN_MEGABYTES });
    // what charts need is loaded beside the start; nobody types so fast
    await new Promise((resolve) => setTimeout(resolve, 3_000));
    const size = (Deno.statSync(capture).size / 1e6).toFixed(1);
    await client.execute(`%source ${capture}`);
    const program = "#pragma D option quiet\nip:::receive { @[args[2]->ip_saddr] = sum(args[2]->ip_plength); }";
    const cells = await times(9, () => client.execute(program));
    tell(`cell of D over ${size} MB: first`, ms(cells[0]), "-");
    tell(`cell of D over ${size} MB: median`, ms(median(cells)), "200 ms");
    const code = "tcp:::send { trace(args[3]->tcps_r";
    const ask = () => client.request("complete_request", { code, cursor_pos: code.length });
    const asked = await times(50, ask);
    tell("completion of a member in D: first", ms(asked[0]), "20 ms");
    tell("completion of a member in D: median of 50", ms(median(asked)), "20 ms");
  } finally {
    await client.stop();
  }
}

const ENDLESS: readonly (readonly [name: string, code: string, goal: string])[] = [
  ["trace that waits", "%%d\ntick-1s { }", "100 ms"],
  ["busy loop", "while (true);", "400 ms"],
  ["loop of awaits", "for (;;) await 1", "400 ms"],
  ["await for nothing", "await new Promise(() => {})", "400 ms"],
  ["timers", "await new Promise(() => setInterval(() => { for (let i = 0; i < 1e6; i++); }, 1))", "400 ms"],
  ["regular expression", '/(a+)+$/.test("a".repeat(40) + "b")', "400 ms"],
];

async function interrupted(client: Client, code: string, waitMs: number): Promise<number> {
  const id = client.send("shell", "execute_request", { code, silent: false, store_history: false });
  await client.started(id);
  await new Promise((resolve) => setTimeout(resolve, waitMs));
  const start = performance.now();
  client.send("control", "interrupt_request", {});
  await client.take("shell", (message) => message.parent.msg_id === id);
  const taken = performance.now() - start;
  await client.published(id);
  return taken;
}

/** Interrupts of a trace over packets and of everything else, 200 at random times, with the state looked at each time. */
export async function interruptFigures(rounds = 200): Promise<void> {
  console.log("\ninterrupts of a kernel");
  const client = await Client.start();
  try {
    const capture = await captureOf({ packets: 3_000_000, snaplen: 96 });
    const trace = `%%d --read ${capture}\nip::: { @[probename] = quantize(args[2]->ip_plength); }`;
    // what charts need is loaded beside the start; nobody types so fast
    await new Promise((resolve) => setTimeout(resolve, 3_000));
    const traces: number[] = [];
    for (let i = 0; i < 10; i++) traces.push(await interrupted(client, trace, 50 + Math.random() * 300));
    tell("trace over packets: median", ms(median(traces)), "100 ms");
    tell("trace over packets: slowest of 10", ms(Math.max(...traces)), "100 ms");
    await client.execute("let state = 0");
    const byKind = new Map<string, number[]>();
    let kept = 0;
    for (let round = 0; round < rounds; round++) {
      const [name, code] = ENDLESS[round % ENDLESS.length];
      const taken = await interrupted(client, code, Math.random() * 60);
      byKind.set(name, [...byKind.get(name) ?? [], taken]);
      if (resultOf(await client.execute("++state", { store_history: false })) === String(round + 1)) kept++;
    }
    for (const [name, , goal] of ENDLESS) tell(`${name}: slowest`, ms(Math.max(...byKind.get(name)!)), goal);
    tell("state kept", `${kept} of ${rounds}`, "all");
  } finally {
    await client.stop();
  }
}

function memoryOf(pid: number): number {
  const [, kilobytes] = Deno.readTextFileSync(`/proc/${pid}/smaps_rollup`).match(/^Pss: +(\d+)/m) ?? [];
  return Number(kilobytes) * 1024;
}

/** Ten thousand cells in a row: memory of both processes. */
export async function soakFigures(cells = 10_000): Promise<void> {
  console.log("\nmemory of a kernel over many cells (proportional set size)");
  const client = await Client.start();
  try {
    const child = Number(resultOf(await client.execute("Deno.pid")));
    const capture = await captureOf({ packets: 2_000 });
    await client.execute(`%source ${capture}`);
    const start = performance.now();
    for (let cell = 1; cell <= cells; cell++) {
      const kind = cell % 10;
      if (kind === 0) await client.execute("#pragma D option quiet\nip::: { @[args[2]->ip_saddr] = count(); }\n");
      else if (kind === 1) await client.execute('console.log("x".repeat(1000))');
      else if (kind === 2) await client.execute("null.x");
      else await client.execute(`let value${cell % 50} = ${cell}; value${cell % 50}`);
      if (cell % (cells / 10) !== 0) continue;
      const kernel = memoryOf(client.kernel.pid) / 1e6, evaluator = memoryOf(child) / 1e6;
      const rate = (cell / (performance.now() - start) * 1000).toFixed(0);
      console.log(
        `  ${String(cell).padStart(6)} cells: kernel ${kernel.toFixed(0)} MB, evaluator ${
          evaluator.toFixed(0)
        } MB, ${rate} cells/s`,
      );
    }
  } finally {
    await client.stop();
  }
}
