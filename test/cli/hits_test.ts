/** `-l --hits`, and the question this project began with. */
import { deepStrictEqual, match, ok, strictEqual } from "node:assert";
import { trace } from "../session/in_process.ts";

const MAIN = new URL("../../lib/cli/main.ts", import.meta.url).pathname;
const captures = new URL("../captures/", import.meta.url).pathname;
const STATES = `${captures}own-tcp-states-a.pcap`;

async function command(...args: string[]): Promise<{ code: number; out: string; err: string }> {
  const permissions = ["--no-prompt", "--allow-read", "--allow-env", "--allow-sys=uid,gid"];
  const { code, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args: ["run", ...permissions, MAIN, ...args],
    stdin: "null",
  }).output();
  return { code, out: new TextDecoder().decode(stdout), err: new TextDecoder().decode(stderr) };
}
/** Of a listing with counts: `provider name` and how often. */
function hitsOf(listing: string): Record<string, string> {
  const rows = [...listing.matchAll(/^ *(\d+|-) +\d+ +(\w+) .*?(\S+)$/gm)];
  return Object.fromEntries(rows.map(([, hits, provider, name]) => [`${provider}:::${name}`, hits]));
}

Deno.test("-l --hits counts each probe as a program would", async () => {
  const { code, out, err } = await command("-l", "--hits", "-r", STATES, "-P", "tcp", "-P", "tcpa");
  strictEqual(code, 0);
  match(out, /^ {6}HITS {3}ID {3}PROVIDER/);
  match(err, /seen from 10\.99\.0\.1/);
  const { output } = await trace("tcp:::, tcpa::: { @[probeprov, probename] = count(); }", {
    captures: [STATES],
    options: [{ name: "quiet" }],
  });
  const counted: Record<string, string> = {};
  for (const line of output.trim().split("\n")) {
    const [provider, name, count] = line.trim().split(/\s+/);
    counted[`${provider}:::${name}`] = count;
  }
  const hits = hitsOf(out);
  for (const name of ["tcp:::debug-user", "tcp:::receive-autoresize"]) strictEqual(hits[name], "-");
  const fired = Object.entries(hits).filter(([, count]) => count !== "-" && count !== "0");
  deepStrictEqual(Object.fromEntries(fired), counted);
});
Deno.test("-l says which descriptions match nothing, in the words of dtrace(1), and lists the rest", async () => {
  const { code, out, err } = await command("-l", "-n", "ip:::send, nosuch:::", "-n", "udp:::recieve");
  strictEqual(code, 1);
  deepStrictEqual(out.trim().split("\n").length, 2);
  deepStrictEqual(
    err,
    "dtrace: failed to match nosuch:::: No probe matches description\n" +
      "dtrace: failed to match udp:::recieve: No probe matches description\n",
  );
});
Deno.test("--hits needs -l and a capture", async () => {
  const alone = await command("--hits", "-n", "BEGIN");
  deepStrictEqual([alone.code, alone.err], [2, "dtrace: --hits can only be used with -l\n"]);
  const without = await command("-l", "--hits");
  deepStrictEqual([without.code, without.err], [1, "dtrace: --hits counts over captures: name one with -r\n"]);
});
Deno.test("interfaces that may not be asked for are an error, not an empty list", async () => {
  const { code, out, err } = await command("--interfaces");
  deepStrictEqual([code, out], [1, ""]);
  match(err, /^dtrace: --interfaces: this process may not ask for them: it was started without `--allow-sys=/);
});
Deno.test("a program that waits for packets which nothing brings says so, and one that does not is silent", async () => {
  const waiting = await command("-n", "BEGIN { exit(0); } ip:::send");
  strictEqual(waiting.code, 0);
  match(waiting.err, /dtrace: no packets come: name a capture \(-r\) or an interface \(--interface\); Ctrl-C ends\n/);
  // without a terminal nobody would end it
  const forgotten = await command("-n", "ip:::send { @ = count(); }");
  deepStrictEqual([forgotten.code, forgotten.out], [1, ""]);
  match(forgotten.err, /dtrace: no packets come: name a capture \(`-r FILE`\) or an interface/);
  const own = await command("-n", "BEGIN { exit(0); } tick-1s");
  strictEqual(own.err.includes("no packets come"), false);
  const captured = await command("-r", STATES, "-n", "BEGIN { exit(0); } ip:::send");
  strictEqual(captured.err.includes("no packets come"), false);
});
Deno.test("the line this project began with, its doubled semicolon included", async () => {
  const program = "tcp:::accept-established { @[args[3]->tcps_raddr, args[3]->tcps_lport] = count();;}";
  const { output } = await trace(program, { captures: [`${captures}demo.pcap`], options: [{ name: "quiet" }] });
  // as tshark has it: handshakes to 192.0.2.10 and 2001:db8::10 by client and port
  deepStrictEqual(output.trim().split("\n").map((line) => line.trim().split(/\s+/)), [
    ["192.0.2.22", "5001", "1"],
    ["2001:db8::23", "80", "2"],
    ["192.0.2.20", "80", "5"],
  ]);
});
Deno.test("tcp::: by name lists every probe that a host's capture can show", async () => {
  const names: string[] = [];
  for (const [host, local] of [["a", "10.99.0.1"], ["b", "10.99.0.2"]]) {
    const { output } = await trace("tcp::: { @[probename] = count();}", {
      captures: [`${captures}own-tcp-states-${host}.pcap`],
      options: [{ name: "quiet" }, { name: "local", value: local }],
    });
    names.push(...output.trim().split("\n").map((line) => line.trim().split(/\s+/)[0]));
  }
  const { out } = await command("-l", "-P", "tcp");
  const listed = out.trim().split("\n").slice(1).map((line) => line.trim().split(/\s+/).at(-1)!).sort();
  const hidden = listed.filter((name) => !names.includes(name));
  deepStrictEqual(hidden, ["debug-user", "receive-autoresize"]);
});
Deno.test("-lv says what each argument and each member of it is", async () => {
  const { out } = await command("-lv", "-n", "tcp:::state-change");
  for (const line of ["fires when the connection is in another state", "args[5]: the state before"]) {
    ok(out.includes(line));
  }
  match(out, /^\ttcpsinfo_t\n\t\tuintptr_t tcps_addr +\S/m);
  match(out, /^\t\tint32_t tcps_state +TCPS_ value; -1 if there is no connection$/m);
});
