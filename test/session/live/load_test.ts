/**
 * The command under a generator that sends as fast as one core can, beside tcpdump.
 */
import { ok, strictEqual } from "node:assert";
import { testWithHosts as test } from "../../sources/live/namespaces.ts";
import { linesOf, startLive } from "./command.ts";

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

test(
  "as fast as one core sends: no worse than tcpdump beside it, and every drop is counted",
  ["tcpdump"],
  async (a, b) => {
    const sent = 300_000;
    const command = ["tcpdump", "-p", "-n", "-Z", "root", "-i", "veth0", "-w", "/dev/null", "udp dst port 9000"];
    const tcpdump = await a.start(command, "stderr");
    const run = await startLive(a, [
      "--interface",
      "veth0",
      "-n",
      "udp:::send /args[4]->udp_dport == 9000/ { @[args[2]->ip_daddr] = count(); }",
    ]);
    const told = await a.traffic("blast", b.address, "9000", String(sent), "1000");
    strictEqual(Number(told.split(" ")[0]), sent);
    await pause(1100);
    tcpdump.child.kill("SIGINT");
    const [, theirs] = /(\d+) packets dropped by kernel/.exec(await tcpdump.end())!;
    const { code, output, errors } = await run.interrupt();
    strictEqual(code, 0, errors);
    const [, received, dropped = "0"] = /veth0: (\d+) packets, (?:none|(\d+) of them) dropped/.exec(errors)!;
    strictEqual(Number(received), sent);
    const [, seen] = /^10\.99\.0\.2 (\d+)$/.exec(linesOf(output).at(-1)!)!;
    strictEqual(Number(seen) + Number(dropped), sent);
    ok(Number(dropped) <= Number(theirs), `${dropped} dropped, ${theirs} by tcpdump`);
  },
);
