/** What a program uses decides how its packets may be split; what cannot be split is refused by name. */
import { deepStrictEqual, match, rejects, strictEqual } from "node:assert";
import { parseCommandLine } from "../../lib/cli/command_line.ts";
import { mergeableText, openPart } from "../../lib/cli/partial_output.ts";
import { denoHost } from "../../lib/host/deno/mod.ts";
import { mergeabilityOf, ProgramError, Session } from "../../lib/session/mod.ts";

const DEMO = new URL("../captures/demo.pcap", import.meta.url).pathname;
const SILENT = { output: { write() {} }, warn() {} };
async function sessionOf(text: string, options: readonly string[] = []) {
  const settings = { programs: [{ flag: "n" as const, text }], options: options.map((name) => ({ name })) };
  const session = new Session({ ...settings, captures: [DEMO] }, SILENT, denoHost);
  await session.compile();
  return session;
}
const judge = async (text: string) => await mergeabilityOf(await sessionOf(text));

/** Each line of what merges, and what packets must stay together. */
const MERGEABLE: readonly (readonly [text: string, together: "packet" | "pair", because?: RegExp])[] = [
  ["ip:::send { @[args[2]->ip_saddr] = count(); }", "packet"],
  ["packet::: { @ = sum(args[0]->pkt_length); }", "packet"],
  ["udp:::send { @[args[4]->udp_dport] = quantize(args[4]->udp_length); }", "packet"],
  ["icmp:::receive,arp:::receive { @[probeprov] = count(); }", "packet"],
  ["BEGIN { n = 3; limit[1] = 4; } ip:::send /args[2]->ip_plength > limit[1]/ { @ = sum(n); }", "packet"],
  ["ip:::send { this->x = args[2]->ip_plength; @ = max(this->x); }", "packet"],
  ["ip:::send { @ = max(timestamp); } END { printa(@); exit(3); }", "packet"],
  ["BEGIN { trace(rand()); @ = count(); } ip:::send { @ = count(); }", "packet"],
  ["BEGIN,ip:::send,END { @ = count(); }", "packet"],
  ["END { n++; x[n] = 1; self->y = 2; } ip:::send { @ = count(); }", "packet"],
  ["ip:::send { @ = count(); } ERROR { @e = count(); }", "packet"],
  ["tcp:::state-change { @[args[3]->tcps_state] = count(); }", "pair", /`tcp:::state-change` follows connections/],
  ["tcpa:::rtt-sample { @ = avg(args[5]->tcpa_rtt_us); }", "pair", /follows connections/],
  ["dns:::response { @ = count(); }", "pair", /follows connections/],
  ["ip:::send { t[args[1]->cs_cid] = timestamp; @ = max(t[args[1]->cs_cid]); }", "pair", /`t` is kept by connection/],
  ["ip:::send { n[args[2]->ip_saddr, args[2]->ip_daddr]++; }", "pair", /`n` is kept by connection/],
  ["udp:::send { n[args[3]->udps_addr, 7]++; }", "pair", /`n` is kept by connection/],
];
for (const [text, together, because] of MERGEABLE) {
  Deno.test(`mergeable: ${text}`, async () => {
    const found = await judge(text);
    deepStrictEqual(found.refused.map(({ message }) => message), []);
    strictEqual(found.together, together);
    if (because) match(found.because!.message, because);
  });
}

/** Each construct that cannot be split, and what its error names. */
const REFUSED: readonly (readonly [name: string, text: string, message: RegExp])[] = [
  ["global", "ip:::send { n++; }", /^`n` depends on packets of other parts$/],
  ["thread_local", "ip:::send { self->x++; @ = max(self->x); }", /^`self->x` depends/],
  ["array_by_one_address", "ip:::send { seen[args[2]->ip_saddr] = 1; }", /^`seen` depends/],
  ["array_read_otherwise", "ip:::send { t[args[1]->cs_cid] = 1; } udp:::send { @ = sum(t[7]); }", /^`t` depends/],
  [
    "array_read_in_end",
    "ip:::send { t[args[1]->cs_cid] = 1; } END { trace(t[7]); }",
    /^`t` depends/,
  ],
  ["assigned_by_operator", "ip:::send { n++; n += 2; } END { trace(n); }", /^`n` depends/],
  ["number_as_key", "ip:::send { @[args[1]->cs_cid] = count(); }", /^`cs_cid` is a number in the order of appearance/],
  ["number_in_predicate", "ip:::send /args[0]->pkt_addr > 5/ { @ = count(); }", /^`pkt_addr` is a number/],
  ["number_of_connection", "tcp:::send { @[args[3]->tcps_addr] = count(); }", /^`tcps_addr` is a number/],
  ["raw_argument", "ip:::send { @[arg1] = count(); }", /^`arg1` may be an address/],
  ["exit", "ip:::send { exit(0); }", /^`exit` ends the trace at a packet/],
  ["printf", 'ip:::send { printf("%d", args[2]->ip_plength); }', /^`printf` acts for each packet/],
  ["default_action", "ip:::send", /^a clause without actions prints a line for each packet$/],
  ["clear", "ip:::send { @ = count(); clear(@); }", /^`clear` acts for each packet/],
  ["trunc", "ip:::send { @ = count(); trunc(@); }", /^`trunc` acts for each packet/],
  ["speculation", "ip:::send { this->s = speculation(); @ = count(); }", /^`speculation` takes one of/],
  ["rand", "ip:::send { @ = sum(rand()); }", /^`rand` has a sequence/],
  ["tick", "tick-1s { @ = count(); }", /^`profile:::tick-1s` fires by the time of each part$/],
  ["association", "sctp:::send { @ = count(); }", /^`sctp:::send` depends on packets of other parts$/],
  ["mixed_clause", "dtrace::: { @ = count(); }", /^the clause is for packets and for BEGIN or END$/],
];
for (const [name, text, message] of REFUSED) {
  Deno.test(`err.D_NET_MERGE.${name}`, async () => {
    const { refused } = await judge(text);
    strictEqual(refused[0]?.tag, "D_NET_MERGE");
    match(refused[0].message, message);
    const session = await sessionOf(text);
    await rejects(
      openPart(session, parseCommandLine(["-n", text, "-r", DEMO, "--partial", "x.pbp"])),
      (error) => error instanceof ProgramError && error.diagnostics[0].tag === "D_NET_MERGE",
    );
  });
}
Deno.test("a number in a comment or a text is none", async () => {
  const { refused } = await judge('/* args[1]->cs_cid */ BEGIN { x = "->cs_cid"; } ip:::send { @ = count(); }');
  deepStrictEqual(refused, []);
});
Deno.test("-e --mergeable says how", async () => {
  strictEqual(
    await mergeableText(await sessionOf("ip:::send { @ = count(); }")),
    "mergeable: any captures, or any part of them (--partial, --shard)\n",
  );
  strictEqual(
    await mergeableText(await sessionOf("tcp:::state-change { @ = count(); }")),
    "mergeable: by pairs of addresses (--partial with --shard): `tcp:::state-change` follows connections\n",
  );
  await rejects(async () => await mergeableText(await sessionOf("ip:::send { n++; }")), ProgramError);
});

/** What does not go with --partial. */
const MISUSED: readonly (readonly [args: readonly string[], message: RegExp])[] = [
  [["-r", "-"], /standard input may be anything/],
  [[], /names captures/],
  [["-r", DEMO, "--table", "x.csv"], /takes the place of --table/],
  [["-r", DEMO, "-o", "x.txt"], /prints nothing for -o/],
  [["-r", DEMO, "--count", "5"], /is of all packets/],
  [["-r", DEMO, "--for", "5s"], /is of all packets/],
];
for (const [args, message] of MISUSED) {
  Deno.test(`--partial with ${args.join(" ").replace(DEMO, "demo.pcap") || "nothing"}: ${message.source}`, async () => {
    const session = await sessionOf("ip:::send { @ = count(); }");
    await rejects(openPart(session, parseCommandLine([...args, "--partial", "x.pbp"])), message);
  });
}
Deno.test("--shard with -x tunnels: inner connections may cross parts", async () => {
  const session = await sessionOf("ip:::send { @ = count(); }", ["tunnels"]);
  const line = parseCommandLine(["-r", DEMO, "--partial", "x.pbp", "--shard", "1/2"]);
  await rejects(openPart(session, line), /splits by the outermost addresses/);
});
Deno.test("what follows connections wants --shard", async () => {
  const session = await sessionOf("tcp:::state-change { @ = count(); }");
  await rejects(openPart(session, parseCommandLine(["-r", DEMO, "--partial", "x.pbp"])), /may go on in other captures/);
});
