/** The short way for ordinary packets (only ip's probes enabled) gives what the decoder gives. */
import { ok, strictEqual } from "node:assert";
import { Session } from "../../lib/session/mod.ts";

const captures = new URL("../captures/", import.meta.url);

async function output(name: string, program: string, local: string | undefined): Promise<string> {
  let text = "";
  const decoder = new TextDecoder();
  const door = { output: { write: (bytes: Uint8Array) => void (text += decoder.decode(bytes)) }, warn() {} };
  const options = [{ name: "quiet" }, ...local === undefined ? [] : [{ name: "local", value: local }]];
  const session = new Session({
    programs: [{ flag: "n", text: program }],
    captures: [new URL(name, captures).pathname],
    options,
  }, door);
  await session.run();
  return text;
}
// nothing of the packet itself is read (args[0], args[3]): that takes the long way by itself
const BODY = `@[args[2]->ip_saddr, args[2]->ip_daddr] = quantize(args[2]->ip_plength);
  @versions[probename, args[2]->ip_ver, args[4] == NULL, args[5] == NULL, arg1] = count();
  @last = max(timestamp); @time = sum(timestamp % 1000003);`;
const PROBES = ["ip:::send", "ip:::receive", "ip:::send,ip:::receive"];
// records, a consumer that acts at once, an end, a clock: what stops a row of firings
const WAYS: ((probe: string) => string)[] = [
  (probe) => `${probe} { ${BODY} }`,
  (probe) =>
    `${probe} { ${BODY} } ${probe} /args[2]->ip_plength > 100/ { printf("%s %d\\n", args[2]->ip_saddr, timestamp); }`,
  (probe) => `${probe} { ${BODY} } ${probe} /args[2]->ip_plength % 7 == 1/ { printa(@last); }`,
  (probe) => `${probe} { ${BODY} } ${probe} /n++ == 60/ { exit(0); }`,
  (probe) => `${probe} { ${BODY} } tick-100ms { printf("tick %d\\n", timestamp); }`,
];
for (const name of ["demo.pcap", "own-variety.pcap", "own-tcp6-nano.pcap"]) {
  Deno.test(`${name}: the short way for ordinary packets gives what the decoder gives`, async () => {
    for (const probe of PROBES) {
      for (const way of WAYS) {
        for (const local of [undefined, "none", "10.0.0.1,fd00::1"]) {
          const program = way(probe);
          const short = await output(name, program, local);
          // another provider's probe, which never fires here, takes the long way for all
          const long = await output(name, `${program} udplite:::send /0/ { trace(1); }`, local);
          strictEqual(short, long, `${program} ${local}`);
        }
      }
    }
  });
}
Deno.test("the short way is tried on what fires", async () => {
  ok((await output("demo.pcap", WAYS[0]("ip:::receive"), undefined)).length > 1000);
});
