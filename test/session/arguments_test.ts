import { strictEqual } from "node:assert";
import { trace } from "./in_process.ts";

const capture = new URL("../captures/demo.pcap", import.meta.url).pathname;
const quiet = [{ name: "quiet" }];

// dtrace_profile(4): of the two program counters, arg0 in the kernel and arg1 in the process, one is 0
const counters = 'tick-100ms { printf("%d %d\\n", arg0 == 0, arg1 != 0); exit(0); }';
Deno.test("a profile probe was interrupting a process: arg0 is 0, arg1 is not", async () => {
  strictEqual((await trace(counters, { options: quiet })).output, "1 1\n\n");
});
Deno.test("also in the time of a capture, whatever the last packet's arguments were", async () => {
  const program = `udp:::send { trace(""); } ${counters}`;
  strictEqual((await trace(program, { options: quiet, captures: [capture] })).output, "1 1\n\n");
});
Deno.test("BEGIN and END have no arguments, whatever the last packet's were", async () => {
  const program = 'BEGIN, END { printf("%d %d %d\\n", arg0, arg2, arg9); } tcp:::send { @ = count(); }';
  const { output } = await trace(program, { options: quiet, captures: [capture] });
  strictEqual(output.split("\n").slice(0, 2).join("\n"), "0 0 0\n0 0 0");
});
