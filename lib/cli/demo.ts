/**
 * `deno task demo`: two questions to the capture that lies in the repository.
 *
 * @module
 */
import { main } from "./main.ts";

const capture = "test/captures/demo.pcap";
const questions = [
  "ip:::receive { @[args[2]->ip_saddr] = count(); }",
  "ip:::send { @[args[2]->ip_daddr] = quantize(args[2]->ip_plength); }",
];
const encoder = new TextEncoder();
const say = (text: string) => Deno.stdout.writeSync(encoder.encode(text));

for (const question of questions) {
  say(`$ probebook -r ${capture} -n '${question}'\n`);
  const status = await main(["-qr", capture, "-n", question]);
  if (status !== 0) Deno.exit(status);
}
say(
  `Next, which probes does this capture fire?  deno task probebook -r ${capture} -n 'tcp::: { @[probename] = count(); }'\n`,
);
