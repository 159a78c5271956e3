/**
 * What was seen live and saved gives the live run's output again, line for line: directions, VLAN tags, loopback, several
 * interfaces, timers, BEGIN and END, and what was lost.
 */
import { deepStrictEqual, match, ok, strictEqual } from "node:assert";
import { delivered, type Host, testWithHosts as test, until } from "../../sources/live/namespaces.ts";
import { linesOf, LiveRun, type Ran, replay, startLive } from "./command.ts";

const PROGRAM = `
BEGIN { begun = timestamp; ticks = 0; }
ip:::send, ip:::receive { @[probename, args[3]->if_name, args[2]->ip_saddr, args[2]->ip_plength] = count(); }
tcp:::send, tcp:::receive, udp:::send, udp:::receive { @p[probeprov, probename, execname] = count(); }
tcp:::state-change { @s[args[3]->tcps_lport, args[5]->tcps_state, args[3]->tcps_state] = count(); }
tick-50ms { ticks++; printf("%d ms\\n", (timestamp - begun) / 1000000); printa("%s %s %s %d %@d\\n", @); clear(@); }
END { printf("%d ticks, %d us\\n", ticks, (timestamp - begun) / 1000); }`;
const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

async function withFolder(body: (folder: string) => Promise<void>): Promise<void> {
  const folder = Deno.makeTempDirSync();
  try {
    await body(folder);
  } finally {
    Deno.removeSync(folder, { recursive: true });
  }
}
/** IPv4, UDP from port 1 to port 9000, from host 1 to host 2 in VLAN 42. */
const TAGGED = "020000000002" + "020000000001" + "8100002a" + "0800" +
  "4500001c" + "00000000" + "40110000" + "0a630001" + "0a630002" + "00012328" + "00080000";
/** On host b, and to and from it. */
async function traffic(a: Host, b: Host): Promise<void> {
  const server = await b.startTraffic("tcp-server", "7000");
  await a.traffic("udp", b.address, "9000", "20", "100");
  await b.traffic("udp", "127.0.0.1", "9000", "30", "10");
  await b.traffic("udp", b.address, "9000", "7", "10");
  await a.traffic("frames", "veth0", "11", TAGGED);
  await a.traffic("tcp", b.address6, "7000", "3", "30000");
  await b.traffic("udp", a.address, "9000", "5", "1400");
  await server.end();
}
/** The counts of the lines, added: packets fall into whichever turns of the tick they come in. */
function total(lines: readonly string[], pattern: RegExp): number {
  return lines.reduce((sum, line) => sum + (pattern.test(line) ? Number(line.split(" ").at(-1)) : 0), 0);
}
async function sameAgain(live: Ran, file: string): Promise<void> {
  strictEqual(live.code, 0, live.errors);
  const again = await replay(file, ["-q", "-n", 'BEGIN { printf("ready\\n"); }', "-n", PROGRAM]);
  strictEqual(again.code, 0, again.errors);
  // Ctrl-C is one line more
  deepStrictEqual(linesOf(again.output), linesOf(live.output));
}

for (const interfaces of [["veth0"], ["lo"], ["veth0", "lo"], ["any"]]) {
  test(`the same again, timers included: ${interfaces.join(" and ")}`, [], (a, b) =>
    withFolder(async (folder) => {
      const write = `${folder}/seen.pcapng`;
      const watched = interfaces.flatMap((name) => ["--interface", name]);
      const run = await startLive(b, ["-q", ...watched, "--write", write, "-n", PROGRAM]);
      const has = (name: string) => interfaces.includes(name) || interfaces.includes("any");
      const [last, count] = has("veth0")
        ? [/^send veth0 10\.99\.0\.2 1408 /, 5] as const
        : [/^receive lo 10\.99\.0\.2 18 /, 7] as const;
      await traffic(a, b);
      await delivered();
      await run.until((output) => total(linesOf(output), last) >= count);
      const live = await run.interrupt();
      await sameAgain(live, write);
      const lines = linesOf(live.output);
      strictEqual(total(lines, /^receive veth0 10\.99\.0\.1 108 /), has("veth0") ? 20 : 0);
      strictEqual(total(lines, /^receive veth0 10\.99\.0\.1 8 /), has("veth0") ? 11 : 0, "in VLAN 42");
      strictEqual(total(lines, /^send veth0 10\.99\.0\.2 1408 /), has("veth0") ? 5 : 0, live.output + live.errors);
      for (const way of ["send", "receive"]) {
        strictEqual(total(lines, RegExp(`^${way} lo 127.0.0.1 18 `)), has("lo") ? 30 : 0, "once each way");
        strictEqual(total(lines, RegExp(`^${way} lo 10.99.0.2 18 `)), has("lo") ? 7 : 0, "once each way");
      }
      const [, ticks] = /^(\d+) ticks/.exec(lines.find((line) => line.includes("ticks"))!)!;
      ok(Number(ticks) >= 4, live.output);
    }));
}

test("the same again, through a capture program", ["dumpcap"], (a, b) =>
  withFolder(async (folder) => {
    const write = `${folder}/seen.pcapng`;
    const run = new LiveRun(b, ["-q", "--interface", "veth0", "--write", write, "-n", PROGRAM], "live-without-ffi");
    await run.until((_, errors) => errors.includes("capturing through dumpcap"));
    // it says nothing when it has begun, and packets are late
    await until("a packet is seen", async () => {
      await a.traffic("udp", b.address, "9000", "1", "1");
      await pause(500);
      return total(linesOf(run.output), /^receive veth0 10\.99\.0\.1 9 /) > 0;
    });
    await traffic(a, b);
    await run.until((output) => total(linesOf(output), /^send veth0 10\.99\.0\.2 1408 /) === 5);
    const live = await run.interrupt();
    ok(live.errors.includes("capturing through dumpcap: this process may not call the C library (`--allow-ffi`)"));
    strictEqual(live.code, 0, live.errors);
    const again = await replay(write, ["-q", "-n", PROGRAM]);
    deepStrictEqual(linesOf(again.output), linesOf(live.output));
    strictEqual(total(linesOf(live.output), /^receive veth0 10\.99\.0\.1 108 /), 20, live.output);
  }));

test(
  "loss is told as it happens, at the end, in the file and of the file",
  ["capinfos"],
  (a, b) =>
    withFolder(async (folder) => {
      const write = `${folder}/seen.pcapng`;
      const program = "udp:::receive /args[4]->udp_dport == 9000/ { @ = count(); }";
      const sent = 60_000;
      // as little as can be had, and a consumer that is held up
      const args = ["-b", "1m", "-x", "statusrate=100ms", "--interface", "veth0", "--write", write, "-n", program];
      const run = await startLive(b, ["-q", "-w", ...args, "-n", 'tick-200ms { system("sleep 0.1"); }']);
      const told = await a.traffic("blast", b.address, "9000", String(sent), "300");
      strictEqual(Number(told.split(" ")[0]), sent);
      await delivered();
      await run.until((_, errors) => /^dtrace: \d+ packet drops? on veth0$/m.test(errors));
      const live = await run.interrupt();
      strictEqual(live.code, 0, live.errors);
      const count = (output: string) => Number(linesOf(output).at(-1));
      const [, received, dropped] = /^dtrace: veth0: (\d+) packets, (\d+) of them dropped before/m.exec(live.errors)!;
      strictEqual(Number(received), sent);
      ok(Number(dropped) > 0);
      strictEqual(count(live.output) + Number(dropped), sent);
      const parts = [...live.errors.matchAll(/^dtrace: (\d+) packet drops? on veth0$/gm)].map(([, part]) =>
        Number(part)
      );
      ok(parts.length > 0, live.errors);
      ok(parts.reduce((sum, part) => sum + part) <= Number(dropped));
      const again = await replay(write, ["-q", "-n", program]);
      strictEqual(count(again.output), count(live.output));
      match(again.errors, RegExp(`veth0: ${sent} packets, ${dropped} of them dropped before they could be read`));
      // as others read it
      const { stdout } = await new Deno.Command("capinfos", { args: ["-M", write] }).output();
      const about = new TextDecoder().decode(stdout);
      match(about, RegExp(`Number of packets = ${count(live.output)}\\b`), about);
      ok(about.includes("udp:::receive /args[4]->udp_dport == 9000/ { @ = count(); }"), about);
      match(about, /Capture application: +probebook/);
      match(about, /Name = veth0/);
    }),
);

test(
  "packets that cannot be saved are said, and the answer is not lost with them",
  ["unshare"],
  (a, b) =>
    withFolder(async (folder) => {
      // a file system of 1 MiB, which goes with the process
      const small = ["unshare", "-m", "sh", "-c", `mount -t tmpfs -o size=1m none ${folder} && exec "$@"`, "sh"];
      const program = 'BEGIN { printf("ready\\n"); } udp:::receive { @ = count(); }';
      const args = ["-q", "--interface", "veth0", "--write", `${folder}/seen.pcapng`, "-n", program];
      const run = new LiveRun(b, args, "live", small);
      await run.until((output) => output.includes("ready"));
      await a.traffic("udp", b.address, "9000", "3000", "1000");
      await delivered();
      const { code, output, errors } = await run.interrupt();
      strictEqual(code, 1);
      strictEqual(linesOf(output).at(-1), "3000");
      match(
        errors,
        /seen\.pcapng: the packets could not be saved, and nothing of them is kept: No space left on device$/m,
      );
    }),
);

test("killed, it leaves neither a file nor a process", ["dumpcap", "ps"], (a) =>
  withFolder(async (folder) => {
    for (const task of ["live", "live-without-ffi"] as const) {
      const write = `${folder}/${task}.pcapng`;
      const run = new LiveRun(
        a,
        ["-q", "--interface", "lo", "--write", write, "-c", "sleep 60", "-n", "ip::: { }"],
        task,
      );
      const programs = async () =>
        (await a.run("sh", "-c", "ip netns pids $(ip netns identify $$)")).trim().split("\n");
      await until("the program runs", async () => (await names(await programs())).includes("sleep"));
      await a.traffic("udp", "127.0.0.1", "9000", "2000", "1000");
      run.signal("SIGKILL");
      await run.end();
      const ours = ["deno", "sleep", "dumpcap", "tcpdump", "sh"];
      const left = async () => (await names(await programs())).filter((name) => ours.includes(name));
      // the shell that looks
      await until("no process of ours is left", async () => (await left()).length <= 1);
      deepStrictEqual([...Deno.readDirSync(folder)].map(({ name }) => name), []);
    }
  }));
/** Programs by their process ids. */
async function names(pids: readonly string[]): Promise<string[]> {
  const { stdout } = await new Deno.Command("ps", { args: ["-o", "comm=", "-p", pids.join(",")] }).output();
  return new TextDecoder().decode(stdout).trim().split("\n").map((line) => line.trim());
}

test(
  "exit, --count and --for end a live run and its replay alike",
  ["capinfos"],
  (a, b) =>
    withFolder(async (folder) => {
      const programs: [string, string[]][] = [
        ["udp:::receive { @ = count(); n++; } udp:::receive /n == 40/ { exit(0); }", []],
        ["udp:::receive { @ = count(); } tick-100ms { @t = count(); } tick-700ms { exit(0); }", []],
        ["udp:::receive { @ = count(); } tick-10ms { @t = count(); }", ["--count", "50"]],
        ['udp:::receive { @ = count(); } tick-10ms { @t = count(); } END { printf("%d", timestamp % 1000); }', [
          "--for",
          "800ms",
        ]],
      ];
      for (const [i, [program, flags]] of programs.entries()) {
        const write = `${folder}/${i}.pcapng`;
        const run = await startLive(b, [...flags, "--interface", "veth0", "--write", write, "-n", program]);
        await a.traffic("udp", b.address, "9000", "200", "10");
        const live = await run.end();
        strictEqual(live.code, 0, live.errors);
        // seen and dropped are what was received, wherever it ended
        const [, received] = /: (\d+) packets?, none dropped/.exec(live.errors)!;
        const { stdout } = await new Deno.Command("capinfos", { args: ["-Mc", write] }).output();
        match(new TextDecoder().decode(stdout), RegExp(`Number of packets: +${received}\\n`));
        const again = await replay(write, [...flags, "-n", 'BEGIN { printf("ready\\n"); }', "-n", program]);
        deepStrictEqual(linesOf(again.output), linesOf(live.output));
      }
    }),
);
