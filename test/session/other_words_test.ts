/** What people write who come from bpftrace, display filters or C, or who leave something out, is answered with what to write. */
import { deepStrictEqual, strictEqual } from "node:assert";
import { denoHost } from "../../lib/host/deno/mod.ts";
import { ProgramError, Session } from "../../lib/session/mod.ts";

async function compile(text: string): Promise<void> {
  await new Session({ programs: [{ flag: "n", text }] }, { output: { write() {} }, warn() {} }, denoHost).compile();
}
/** The first message's help and notes. */
async function answer(program: string): Promise<{ help: readonly string[]; notes: readonly string[] }> {
  try {
    await compile(program);
  } catch (error) {
    if (!(error instanceof ProgramError)) throw error;
    const { help = [], notes = [] } = error.diagnostics[0];
    return { help, notes };
  }
  throw new Error(`it compiles: ${program}`);
}
const FIELDS = "fields are members of arguments: ";
const ANSWERS: Readonly<Record<string, string>> = {
  "ip:::send /args[2]->ip_saddr == 10.0.0.1/ { }": 'an address is a string: `"10.0.0.1"`',
  "ip:::send /args[2]->ip_saddr == 2001:db8::1/ { }": 'an address is a string: `"2001:db8::1"`',
  "ip:::send /args[2]->ip_saddr == ::1/ { }": 'an address is a string: `"::1"`',
  "packet:::captured { x = 00:11:22:33:44:55; }": 'an address is a string: `"00:11:22:33:44:55"`',
  "BEGIN { x = 1.5; }": "scale the value and use integers, such as nanoseconds",
  "ip:::send /args[2]->ip_ver = 4/ { }": "`==` compares",
  "ip:receive { }": "did you mean `ip:::receive`?",
  "tcp::send { }": "did you mean `tcp:::send`?",
  "tcp.send { }": "did you mean `tcp:::send`?",
  "tcp:recieve { }": "did you mean `tcp:::receive`?",
  "tcp:::recieve { }": "did you mean `receive`?",
  "interval:s:1 { }": "a timer is `tick-1s`",
  "interval:ms:250 { }": "a timer is `tick-250ms`",
  "profile:hz:99 { }": "a timer is `profile-99hz`",
  "tick:5s { }": "a timer is `tick-5s`",
  "ip:::send { @[ip_saddr] = count(); }": "it is a member of an argument: `args[2]->ip_saddr`",
  "ip:::send { @[srcip] = count(); }": "a member of an argument is called so: `args[2]->ip_saddr`",
  "tcp:::send { @[dport] = count(); }": "a member of an argument is called so: `args[4]->tcp_dport`",
  "tcp:::send { @[args[2]->ip_src] = count(); }": "did you mean `ip_saddr`?",
  "tcp:::send { @[args[4]->dport] = count(); }": "did you mean `tcp_dport`?",
  "tcp:::send { @[args[4]->tcp_dprt] = count(); }": "did you mean `tcp_dport`?",
  "ip:::send { @[ip.src] = count(); }": FIELDS + "`args[2]->ip_saddr`, `args[2]->ip_daddr`, `args[2]->ip_plength`",
  "tcp:::send { @[tcp.port] = count(); }": FIELDS +
    "`args[4]->tcp_sport`, `args[4]->tcp_dport`, `args[4]->tcp_flags`",
  "tcp:::send /args[4]->tcp_flags & SYN/ { }": "a flag of TCP is a bit: `args[4]->tcp_flags & TH_SYN`",
  "tcp:::send { @[comm] = count(); }":
    "the name of a process is `execname`; packets show none, and there it is the tracing program's own",
  "ip:::send { @ = hist(args[2]->ip_plength); }":
    "powers of two are `quantize(value)`, steps of your own `lquantize(value, from, to, step)`",
  "ip:::send { @ = avrg(args[2]->ip_plength); }": "did you mean `avg`?",
  'ip:::send { x = args[2]->ip_saddr + ":80"; }': "strings are put together by `strjoin(a, b)`",
  "ip:::send { x = count(); }": "what is aggregated is kept under a name with `@`: `@x = count(…)`",
  "ip:::send { trace(count()); }": "keep it in an aggregation, `@ = count();`: it prints at the end",
  'ip:::send { string s = "a"; }':
    "variables are declared outside of clauses, or by their first assignment: `this->name = value;`",
  "ip:::send { for (i = 0; i < 3; i++) trace(i); }":
    "D has no loops: a clause runs at each firing, `tick-1s { … }` every second",
  "#define X 1\nBEGIN { }": "run the C preprocessor with `-C`",
};
for (const [program, expected] of Object.entries(ANSWERS)) {
  Deno.test(`answered with what to write: ${program.replace("\n", " ")}`, async () => {
    deepStrictEqual((await answer(program)).help, [expected]);
  });
}
Deno.test("what an answer names compiles", async () => {
  const names = Object.values(ANSWERS).flatMap((one) => [...one.matchAll(/`(args\[\d\]->(\w+))`/g)]);
  const probe = (member: string) => member.startsWith("link_") ? "packet:::captured" : "tcp:::send";
  for (const [, written, member] of names) await compile(`${probe(member)} { trace(${written}); }`);
  for (const timer of ["tick-1s", "tick-250ms", "profile-99hz", "tick-5s"]) {
    await compile(`BEGIN { exit(0); } ${timer} { trace(1); }`);
  }
});
Deno.test("a member that only one of a clause's probes has is not answered with the other's", async () => {
  for (const member of ["tcp_dport", "udp_dport"]) {
    const { help, notes } = await answer(`tcp:::send, udp:::send { trace(args[4]->${member}); }`);
    deepStrictEqual(help, ["probes whose arguments differ need a clause each"]);
    const other = member === "tcp_dport" ? "udp:::send" : "tcp:::send";
    deepStrictEqual(notes, [`the clause is on several probes, and this is what it means for \`${other}\``]);
  }
});
Deno.test("a conditional is no address", async () => {
  deepStrictEqual((await answer("BEGIN { x = arg0 ? 1:2:3; }")).help, []);
  strictEqual((await answer("BEGIN { x = 1 : 2; }")).help.length, 0);
});
