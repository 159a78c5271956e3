import { strictEqual } from "node:assert";
import { trace } from "../../session/in_process.ts";

const capture = new URL("../../captures/demo.pcap", import.meta.url).pathname;
/** An address by itself goes the short way, one beside a second key the long way: the pictures must be the same. */
const PROGRAMS = [
  "quantize(args[2]->ip_plength)",
  "quantize(args[2]->ip_plength - 60)",
  "quantize(0)",
  "quantize(args[2]->ip_plength, 1000000)",
  "quantize(args[2]->ip_plength, -1)",
  "quantize(args[2]->ip_plength, 1 << 50)",
  "lquantize(args[2]->ip_plength, 0, 1000, 100)",
  "lquantize(args[2]->ip_plength, 40, 41)",
  "llquantize(args[2]->ip_plength, 10, 0, 3, 10)",
];
const OPTIONS = [[], ["aggsortrev"], ["aggsortkey"], ["aggzoom"], ["encoding=utf8"]];

for (const program of PROGRAMS) {
  for (const names of OPTIONS) {
    Deno.test(`distributions by address: ${program} ${names}`, async () => {
      const options = ["quiet", ...names].map((option) => {
        const [name, value] = option.split("=");
        return { name, value };
      });
      const run = async (key: string) =>
        (await trace(`ip:::send { @[${key}] = ${program}; }`, { options, captures: [capture] })).output;
      const alone = await run("args[2]->ip_daddr");
      // an empty second key adds its column of 50 and two blanks
      const beside = await run('args[2]->ip_daddr, (string)"x"');
      strictEqual(alone, beside.replaceAll(/ {2}x {49}$/gm, ""));
    });
  }
}
