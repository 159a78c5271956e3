/**
 * The command under a generator that sends as fast as one core can.
 */
import { strictEqual } from "node:assert";
import { type Host, testWithHosts as test } from "../../sources/live/namespaces.ts";
import { linesOf, startLive } from "./command.ts";

/** How many of so many datagrams were not read; that these and those that were are all is asserted. */
async function dropped(a: Host, b: Host, sent: number, ...options: string[]): Promise<number> {
  const program = "udp:::send /args[4]->udp_dport == 9000/ { @[args[2]->ip_daddr] = count(); }";
  const run = await startLive(a, [...options, "--interface", "veth0", "-n", program]);
  const told = await a.traffic("blast", b.address, "9000", String(sent), "1000");
  strictEqual(Number(told.split(" ")[0]), sent);
  const { code, output, errors } = await run.interrupt();
  strictEqual(code, 0, errors);
  const [, received, lost = "0"] = /veth0: (\d+) packets, (?:none|(\d+) of them) dropped/.exec(errors)!;
  strictEqual(Number(received), sent);
  const [, seen] = /^10\.99\.0\.2 (\d+)$/.exec(linesOf(output).at(-1)!)!;
  strictEqual(Number(seen) + Number(lost), sent);
  return Number(lost);
}
test("as fast as one core sends: what the buffer holds is not lost, and every drop is counted", [], async (a, b) => {
  // what is needed of them are some 150 bytes each
  strictEqual(await dropped(a, b, 100_000), 0);
  // however many that are
  await dropped(a, b, 100_000, "-b", "1m");
});
