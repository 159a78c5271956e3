/**
 * What only a live run has: the program of -c, real time, an interface that goes, forwarded packets.
 */
import { deepStrictEqual, match, ok, strictEqual } from "node:assert";
import { delivered, PERMISSIONS, testWithHosts as test, until } from "../../sources/live/namespaces.ts";
import { linesOf, LiveRun, startLive } from "./command.ts";

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));
const TRAFFIC = new URL("../../sources/live/traffic.ts", import.meta.url).pathname;
/** A command that sends so many datagrams. */
const sending = (address: string, packets: number) =>
  [Deno.execPath(), "run", "--unstable-net", ...PERMISSIONS, TRAFFIC, "udp", address, "9000", packets, 10].join(" ");

test("-c: all that the program does is seen, its number is $target, and the run ends with it", [], async (a, b) => {
  const program = 'BEGIN { printf("%d\\n", $target); } udp:::send /args[4]->udp_dport == 9000/ { @ = count(); }';
  for (const [command, outcome] of [["", "has exited"], ["; exit 3", "exited with status 3"]]) {
    const words = `sh -c 'echo $$; ${sending(b.address, 150)}${command}'`;
    const { code, output, errors } = await new LiveRun(a, ["-c", words, "--interface", "veth0", "-n", program]).end();
    strictEqual(code, 0, errors);
    const lines = linesOf(output);
    const pid = /:BEGIN (\d+)$/m.exec(output)![1]!;
    ok(lines.includes(pid), output);
    strictEqual(lines.at(-1), "150");
    match(errors, RegExp(`^dtrace: pid ${pid} ${outcome}$`, "m"));
  }
});

test("-c: what is left of the program when the trace ends is ended", [], async (a) => {
  for (const source of [["--interface", "lo"], []]) {
    const run = new LiveRun(a, [
      "-qc",
      "sleep 61",
      ...source,
      "-n",
      'BEGIN { printf("%d\\n", $target); } tick-100ms { exit(4); }',
    ]);
    const { code, output } = await run.end();
    strictEqual(code, 4);
    const pid = linesOf(output)[0]!;
    const isThere = async () => (await a.run("sh", "-c", `kill -0 ${pid} 2>/dev/null && echo there || true`)) !== "";
    await until("the program is gone", async () => !await isThere());
  }
});

test("-x switchrate: so often records are shown", [], async (a) => {
  const first = async (...options: string[]) => {
    const run = new LiveRun(a, ["-q", ...options, "--interface", "lo", "-n", 'tick-50ms { printf("%d\\n", ++n); }']);
    await run.until((output) => output !== "");
    const { output } = run;
    await run.interrupt();
    return linesOf(output).length;
  };
  // what comes first is soon shown, or a second's worth of it; on a busy machine now and then something else
  await until("records are shown at once", async () => await first() < 10);
  await until("records are shown after a second", async () => await first("-x", "switchrate=1s") >= 15);
});

test("-x aggrate: so often a buffer of a size that was given is emptied", [], async (a, b) => {
  const drops = async (rate: string) => {
    const options = ["-x", `aggrate=${rate}`, "-x", "aggsize=2k"];
    const keys = "udp:::send { @[args[4]->udp_sport] = count(); }" +
      'tick-50ms { printf("%d\\n", walltimestamp / 1000000); }';
    const run = await startLive(a, ["-q", ...options, "--interface", "veth0", "-n", keys]);
    for (let i = 0; i < 6; i++) {
      await a.traffic("ports", b.address, "9000", "20");
      // with what is shown of a time after them the buffer has been read
      const sent = Date.now();
      await run.until((output) => Number(/(\d+)\s*$/.exec(output)?.[1]) > sent);
    }
    const { errors } = await run.interrupt();
    return /aggregation drops?/.test(errors);
  };
  strictEqual(await drops("50ms"), false);
  strictEqual(await drops("1h"), true);
});

test("a live top-N: printa in a tick", [], async (a, b) => {
  const program = `udp:::send { @[args[2]->ip_daddr] = count(); }
    tick-200ms { trunc(@, 1); printa("top %s %@d\\n", @); clear(@); }`;
  const run = await startLive(a, ["-q", "--interface", "veth0", "-n", program]);
  await a.traffic("udp", b.address, "9000", "30", "10");
  await a.traffic("udp", b.address6, "9000", "20", "10");
  await run.until((output) => linesOf(output).some((line) => /^top .* 0$/.test(line)));
  const { output } = await run.interrupt();
  const counts = linesOf(output).filter((line) => line.startsWith("top")).map((line) => Number(line.split(" ").at(-1)));
  ok(counts.every((count) => count <= 50) && counts.some((count) => count > 0), output);
});

test(
  "what a router forwards is ip's and not a transport's, as in the kernel; nor what is for others",
  [],
  async (a, b) => {
    // b forwards from host 1 to a network behind it
    await b.ip("link", "add", "behind", "type", "veth", "peer", "name", "far");
    await b.ip("link", "set", "behind", "up");
    await b.ip("link", "set", "far", "up");
    await b.ip("address", "add", "10.98.0.1/24", "dev", "behind");
    await b.ip("neighbour", "add", "10.98.0.9", "lladdr", "02:00:00:00:00:09", "dev", "behind");
    await b.run("sh", "-c", "echo 1 > /proc/sys/net/ipv4/ip_forward");
    await a.ip("route", "add", "10.98.0.0/24", "via", b.address);
    const program = "ip:::send, ip:::receive, udp:::send, udp:::receive /args[2]->ip_daddr == $$1/ " +
      "{ @[probeprov, probename] = count(); }";
    const seen = async (address: string) => {
      const run = await startLive(b, [
        "-q",
        "--interface",
        "veth0",
        "--interface",
        "behind",
        "-n",
        program.replace("$$1", `"${address}"`),
      ]);
      await a.traffic("udp", address, "9000", "25", "10");
      await delivered();
      return linesOf((await run.interrupt()).output);
    };
    deepStrictEqual((await seen("10.98.0.9")).sort(), ["ip receive 25", "ip send 25"]);
    // an address of another interface is this host's
    deepStrictEqual((await seen("10.98.0.1")).sort(), ["ip receive 25", "udp receive 25"]);
    // so is the network's broadcast address
    const toAll = "ffffffffffff" + "020000000001" + "0800" +
      "4500001c" + "00000000" + "40110000" + "0a630001" + "0a6300ff" + "00012328" + "00080000";
    const all = await startLive(b, ["-q", "--interface", "veth0", "-n", program.replace("$$1", '"10.99.0.255"')]);
    await a.traffic("frames", "veth0", "25", toAll);
    await delivered();
    deepStrictEqual(linesOf((await all.interrupt()).output).sort(), ["ip receive 25", "udp receive 25"]);
    // and one that it gets while it is watched
    const newest = program.replace("$$1", '"10.98.0.2" && args[2]->ip_plength == 18') +
      'udp:::receive /args[2]->ip_daddr == "10.98.0.2" && args[2]->ip_plength == 19/ { printf("known\\n"); }';
    const run = await startLive(b, ["-q", "--interface", "veth0", "-n", newest]);
    await b.ip("address", "add", "10.98.0.2/32", "dev", "lo");
    await until("the new address is known", async () => {
      await a.traffic("udp", "10.98.0.2", "9000", "1", "11");
      await pause(100);
      return run.output.includes("known");
    });
    await a.traffic("udp", "10.98.0.2", "9000", "25", "10");
    await delivered();
    deepStrictEqual(linesOf((await run.interrupt()).output).filter((line) => line !== "known").sort(), [
      "ip receive 25",
      "udp receive 25",
    ]);
  },
);
