import { deepStrictEqual, ok, strictEqual } from "node:assert";
import * as constants from "../../mod.ts";
import { generateTypes } from "../../lib/api/types/generate.ts";

/** Runs a program of Deno's own; its output without colours. */
async function deno(args: string[], stdin?: string): Promise<{ success: boolean; text: string }> {
  const command = new Deno.Command(Deno.execPath(), {
    args,
    stdin: stdin === undefined ? "null" : "piped",
    stdout: "piped",
    stderr: "piped",
    env: { NO_COLOR: "1" },
  });
  const child = command.spawn();
  if (stdin !== undefined) {
    const writer = child.stdin.getWriter();
    await writer.write(new TextEncoder().encode(stdin));
    await writer.close();
  }
  const { success, stdout, stderr } = await child.output();
  const decoder = new TextDecoder();
  return { success, text: success ? decoder.decode(stdout) : decoder.decode(stderr) };
}

Deno.test("the types of the probes are what the providers and D's library say: deno task types", async () => {
  for (const { path, text } of generateTypes()) {
    const formatted = await deno(["fmt", "--ext", "ts", "--line-width", "120", "-"], text);
    ok(formatted.success, formatted.text);
    strictEqual(Deno.readTextFileSync(path), formatted.text, `${path.pathname}: run deno task types`);
  }
});

/** Lines that compile, and lines that must not: those are marked by what the compiler is to say. */
const SNIPPET = `
import { count, flow, probe, sum, type Firing } from "MOD";
const by = count("by", "ip_saddr", "tcp_dport"), total = sum("total");
const state = flow(() => ({ at: 0n }));
probe("tcp:::receive", ({ args, timestamp, probename }) => {
  by.add(args[2].ip_saddr, args[4].tcp_dport);
  total.add(args[3].tcps_bytes_in);
  const flags: number = args[4].tcp_flags, time: bigint = args[0].pkt_time + timestamp, name: "receive" = probename;
  state.of(args[3]).at = time;
  args[4].tcp_hdr?.th_win;
  void [flags, name];
}, { when: ({ args }) => args[4].tcp_flags & 2 });
probe("tcp:::receive", ({ args }) => args[4].tcp_flag); // ERROR tcp_flag
probe("tcp:::receive", ({ args }) => args[5]); // ERROR no element at index '5'
probe("tcp:::recieve", () => {}); // ERROR no probe matches \`tcp:::recieve\`
probe("tpc:::", () => {}); // ERROR no probe matches \`tpc:::\`
probe("tcp:::send, udp:::sent", () => {}); // ERROR no probe matches \`udp:::sent\`
probe("tcp:::receive", ({ args }) => by.add(args[2].ip_saddr)); // ERROR Expected 2 arguments
probe("tcp:::receive", ({ args }) => by.add(args[2], 1)); // ERROR not assignable
probe("tcp:::receive", ({ args }) => args[4].tcp_flags = 1); // ERROR read-only
probe("ip:::receive", ({ args }) => state.of(args[2])); // ERROR not assignable
probe("udp:::send,\\n udp:::receive", ({ args }) => total.add(args[4].udp_length));
probe("udp:::", ({ args, probename }) => total.add(probename === "send" ? args[4].udp_length : 0));
probe("tcp:::*-established", ({ args }) => total.add(args[3].tcps_srtt));
probe("tcp:kernel:none:send", ({ args }) => total.add(args[4].tcp_window));
probe("*:::receive", ({ args, probeprov }) => probeprov === "arp" ? args[4].arp_op : args[0].pkt_length);
probe("tcp:::", (firing) => {
  if (firing.probename === "siftr") firing.args[0].snd_cwnd;
  else if (firing.probename === "state-change") firing.args[5].tcps_state;
});
probe("tick-1s", ({ args }) => void args);
probe("profile:::profile-997", () => {});
probe("BEGIN", ({ timestamp }) => void timestamp);
probe("END", ({ args }) => args[0]); // ERROR no element at index '0'
const any: string = "tcp:::send";
probe(any, ({ args }: Firing) => void args[7]);
`;
Deno.test("constants of every protocol are there, with the numbers of the RFCs", () => {
  const { ARPOP_REPLY, ICMP6_ECHO_REQUEST, ICMP_ECHO, ND_REDIRECT, TH_SYN } = constants;
  // RFC 826, RFC 4443, RFC 792, RFC 4861, RFC 9293
  deepStrictEqual([ARPOP_REPLY, ICMP6_ECHO_REQUEST, ICMP_ECHO, ND_REDIRECT, TH_SYN], [2, 128, 8, 137, 2]);
});
Deno.test("an unknown probe, argument or member is a mistake of types", async () => {
  const folder = await Deno.makeTempDir();
  try {
    const path = `${folder}/snippet.ts`;
    const text = SNIPPET.replace("MOD", new URL("../../mod.ts", import.meta.url).href);
    Deno.writeTextFileSync(path, text);
    const config = new URL("../../deno.json", import.meta.url).pathname;
    const { text: said } = await deno(["check", "--quiet", "--config", config, path]);
    const errors = new Map<number, string>();
    for (const part of said.split(/\n(?=TS\d+ \[ERROR\])/)) {
      const line = Number(part.match(/snippet\.ts:(\d+):/)?.[1]);
      if (line) errors.set(line, (errors.get(line) ?? "") + part);
    }
    text.split("\n").forEach((line, i) => {
      const expected = line.split("// ERROR ")[1];
      const found = errors.get(i + 1);
      if (expected === undefined) strictEqual(found, undefined, `${line}\n${found}`);
      else ok(found?.includes(expected), `${line}\n${found}`);
    });
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});
