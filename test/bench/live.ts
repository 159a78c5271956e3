/**
 * `deno task bench-live`: live capture under a generator that sends as fast as one core can, between two network namespaces
 * that this program makes: packets/s, drops and processor time of the command and of `tcpdump -w /dev/null`, each alone
 * and both at once; then the command's memory over minutes of full load.
 *
 *     deno task bench-live [--seconds 5] [--minutes 10] [--bytes 64]
 *
 * @module
 */
import { parseArgs } from "node:util";
import { LiveRun } from "../session/live/command.ts";
import { type Host, withHosts } from "../sources/live/namespaces.ts";

const { values } = parseArgs({
  args: Deno.args,
  options: {
    seconds: { type: "string", default: "5" },
    minutes: { type: "string", default: "10" },
    bytes: { type: "string", default: "64" },
    only: { type: "string" },
  },
});
const COUNT = "ip:::send { @[args[2]->ip_daddr] = count(); }";
const CLAUSES: Readonly<Record<string, string>> = {
  count: COUNT,
  quantize: "ip:::send { @[args[2]->ip_daddr] = quantize(args[2]->ip_plength); }",
  ports: "udp:::send { @[args[4]->udp_dport] = sum(args[4]->udp_length); }",
  flows: "udp:::send { @[args[3]->udps_raddr, args[3]->udps_rport] = count(); }",
};
const TICKS_A_SECOND = 100;
interface Watched {
  readonly received: number;
  readonly dropped: number;
  readonly cpuSeconds: number;
}
const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));
/** Processor time so far, and memory: proc(5). */
function usage(pid: number): { cpuSeconds: number; residentMiB: number } {
  const fields = Deno.readTextFileSync(`/proc/${pid}/stat`).replace(/^.*\) /, "").split(" ");
  const pages = Number(fields[21]);
  return {
    cpuSeconds: (Number(fields[11]) + Number(fields[12])) / TICKS_A_SECOND,
    residentMiB: pages * 4096 / 2 ** 20,
  };
}
async function flood(a: Host, b: Host, seconds: number): Promise<number> {
  const told = await a.traffic("flood", b.address, "9000", String(seconds), values.bytes);
  return Number(told.split(" ")[0]);
}
async function startOurs(a: Host, program: string, ...args: string[]): Promise<() => Promise<Watched>> {
  const run = new LiveRun(a, ["--interface", "veth0", ...args, "-n", `BEGIN { printf("ready\\n"); } ${program}`]);
  await run.until((output) => output.includes("ready"));
  await pause(200);
  const { cpuSeconds: start } = usage(run.pid);
  return async () => {
    await pause(200);
    const cpuSeconds = usage(run.pid).cpuSeconds - start;
    const { errors } = await run.interrupt();
    const [, received, dropped] = /veth0: (\d+) packets?, (?:none|(\d+) of them) dropped/.exec(errors)!;
    return { received: Number(received), dropped: Number(dropped ?? 0), cpuSeconds };
  };
}
async function startTcpdump(a: Host): Promise<() => Promise<Watched>> {
  const command = ["tcpdump", "-p", "-n", "-Z", "root", "-i", "veth0", "-w", "/dev/null", "udp dst port 9000"];
  const running = await a.start(command, "stderr");
  const { cpuSeconds: start } = usage(running.child.pid);
  return async () => {
    await pause(1200);
    const cpuSeconds = usage(running.child.pid).cpuSeconds - start;
    running.child.kill("SIGINT");
    const told = await running.end();
    const number = (pattern: RegExp) => Number(pattern.exec(told)![1]);
    return {
      received: number(/(\d+) packets received by filter/),
      dropped: number(/(\d+) packets dropped by kernel/),
      cpuSeconds,
    };
  };
}
function line(name: string, sent: number, seconds: number, { received, dropped, cpuSeconds }: Watched): void {
  const rate = (sent / seconds / 1000).toFixed(0), cpu = (cpuSeconds / seconds * 100).toFixed(0);
  const each = ((cpuSeconds / Math.max(1, received - dropped)) * 1e9).toFixed(0);
  console.log(
    `  ${name.padEnd(22)} ${rate.padStart(5)} k packets/s sent, ${String(received - dropped).padStart(9)} seen + ` +
      `${String(dropped).padStart(8)} dropped = ${received === sent ? "sent" : `${received}, sent ${sent}`}` +
      `  (${(dropped / sent * 100).toFixed(1)}% dropped, ${cpu}% of a core, ${each} ns a packet)`,
  );
}

await withHosts(async (a, b) => {
  const seconds = Number(values.seconds);
  console.log(
    `datagrams of ${values.bytes} bytes, ${seconds} s each, generator and captures on ${navigator.hardwareConcurrency} cores`,
  );
  const alone = await startTcpdump(a);
  line("tcpdump", await flood(a, b, seconds), seconds, await alone());
  for (const [name, program] of Object.entries(CLAUSES)) {
    if (values.only !== undefined && name !== values.only) continue;
    const end = await startOurs(a, program);
    line(name, await flood(a, b, seconds), seconds, await end());
  }
  const folder = Deno.makeTempDirSync();
  const end = await startOurs(a, COUNT, "--write", `${folder}/seen.pcapng`);
  line("count, --write", await flood(a, b, seconds), seconds, await end());
  Deno.removeSync(folder, { recursive: true });
  const [theirs, mine] = [await startTcpdump(a), await startOurs(a, COUNT)];
  const sent = await flood(a, b, seconds);
  const [ours, other] = [await mine(), await theirs()];
  line("count, both at once", sent, seconds, ours);
  line("tcpdump, both at once", sent, seconds, other);

  const minutes = Number(values.minutes);
  if (minutes === 0) return;
  console.log(`\nmemory over ${minutes} min of full load, resident MiB every ${Math.max(1, minutes * 3)} s`);
  const top = `${COUNT} tick-1s { trunc(@, 10); printa(@); clear(@); }`;
  const run = new LiveRun(a, ["-q", "--interface", "veth0", "-n", `BEGIN { printf("ready\\n"); } ${top}`]);
  await run.until((output) => output.includes("ready"));
  const sizes: number[] = [];
  const watch = setInterval(() => sizes.push(Math.round(usage(run.pid).residentMiB)), minutes * 3000);
  const all = await flood(a, b, minutes * 60);
  clearInterval(watch);
  const { errors } = await run.interrupt();
  console.log(`  ${sizes.join(" ")}\n  ${all} packets sent; ${errors.trim().split("\n").at(-1)}`);
});
