/** The probes there are: order, names, arguments, stability; and probes of the profile provider made on demand. */
import { deepStrictEqual, ok, strictEqual } from "node:assert";
import { formatListing, formatProbeDetails, ProbeRegistry } from "../../lib/engine/probe/mod.ts";
import { parseProfileName, providers } from "../../lib/providers/mod.ts";

const registry = new ProbeRegistry(providers);
const namesOf = (provider: string) =>
  registry.all().filter((probe) => probe.provider === provider).map((probe) => probe.name);

Deno.test("BEGIN, END and ERROR have the ids 1 to 3 and no module", () => {
  deepStrictEqual(
    registry.all().slice(0, 3).map(({ id, provider, module, function: inFunction, name }) => [
      ...[id, provider, module, inFunction, name],
    ]),
    [[1, "dtrace", "", "", "BEGIN"], [2, "dtrace", "", "", "END"], [3, "dtrace", "", "", "ERROR"]],
  );
});

Deno.test("providers and their probes come in FreeBSD's order", () => {
  deepStrictEqual([...new Set(registry.all().map((probe) => probe.provider))], [
    ...[
      "dtrace",
      "profile",
      "ip",
      "tcp",
      "udp",
      "udplite",
      "sctp",
      "icmp",
      "icmp6",
      "igmp",
      "mld",
      "arp",
      "tcpa",
      "ipa",
      "packet",
      "dns",
      "stream",
      "tls",
      "quic",
      "http",
      "mib",
    ],
  ]);
  deepStrictEqual(namesOf("profile"), [
    ...["profile-97", "profile-199", "profile-499", "profile-997", "profile-1999", "profile-4001", "profile-4999"],
    ...["tick-1", "tick-10", "tick-100", "tick-500", "tick-1000", "tick-5000"],
  ]);
  deepStrictEqual(namesOf("ip"), ["receive", "send"]);
  deepStrictEqual(namesOf("tcp"), [
    ...["accept-established", "accept-refused", "connect-established", "connect-refused", "connect-request"],
    ...["receive", "send", "siftr", "debug-input", "debug-output", "debug-user", "debug-drop", "state-change"],
    "receive-autoresize",
  ]);
  deepStrictEqual(namesOf("udp"), ["receive", "send"]);
  deepStrictEqual(namesOf("sctp"), ["receive", "send", "state-change"]);
});

Deno.test("what packets cannot show is listed and says so", () => {
  deepStrictEqual(
    registry.all().filter((probe) => probe.unavailable && probe.provider !== "mib").map((probe) =>
      `${probe.provider}:::${probe.name}`
    ),
    ["tcp:::debug-user", "tcp:::receive-autoresize"],
  );
});

Deno.test("-l and -lv", () => {
  const [probe] = registry.match({ provider: "tcp", module: "", function: "", name: "state-change" });
  ok(
    formatListing([probe]).endsWith(
      `${String(probe.id).padStart(5)}        tcp            kernel                              none state-change\n`,
    ),
  );
  strictEqual(
    formatProbeDetails(probe),
    `
	Probe Description Attributes
		Identifier Names: Private
		Data Semantics:   Private
		Dependency Class: Unknown

	Argument Attributes
		Identifier Names: Evolving
		Data Semantics:   Evolving
		Dependency Class: ISA

	Argument Types
		args[0]: void *
		args[1]: csinfo_t *
		args[2]: void *
		args[3]: tcpsinfo_t *
		args[4]: void *
		args[5]: tcplsinfo_t *

	Meaning
		fires when the connection is in another state
		args[0]: nothing: NULL
		args[1]: the flow the packet belongs to
		args[2]: nothing: NULL
		args[3]: the connection, in its new state
		args[4]: nothing: NULL
		args[5]: the state before

`,
  );
  // A description that leaves module and function out has the stability of provider and name (-x amin).
  strictEqual(probe.attributes!.identifier, "Evolving/Evolving/ISA");
});

const SECOND = 1_000_000_000n;
/** Names and their periods; DTrace Guide, profile provider, table of suffixes. Zero: no such probe. */
const PERIODS: [string, bigint][] = [
  ["tick-1", SECOND],
  ["tick-1hz", SECOND],
  ["profile-997", SECOND / 997n],
  ["profile-997HZ", SECOND / 997n],
  ["tick-5000", 200_000n],
  ["tick-5001", 0n],
  ["profile-200000ns", 200_000n],
  ["profile-199999nsec", 0n],
  ["tick-200us", 200_000n],
  ["tick-199usec", 0n],
  ["tick-10ms", 10_000_000n],
  ["tick-10msec", 10_000_000n],
  ["tick-1s", SECOND],
  ["tick-1sec", SECOND],
  ["tick-2SEC", 2n * SECOND],
  ["tick-1m", 60n * SECOND],
  ["tick-1min", 60n * SECOND],
  ["tick-2h", 7200n * SECOND],
  ["tick-1hour", 3600n * SECOND],
  ["tick-1d", 86_400n * SECOND],
  ["tick-1day", 86_400n * SECOND],
  ["tick-007ms", 7_000_000n],
  ["tick-0", 0n],
  ["tick-0s", 0n],
  ["tick-", 0n],
  ["tick-n", 0n],
  ["tick-1x", 0n],
  ["tick-1 s", 0n],
  ["tick--1", 0n],
  ["tick-1s1", 0n],
  ["Tick-1", 0n],
  ["tock-1", 0n],
  ["tick-99999999999999999999d", 0n],
];

Deno.test("names of the profile provider", () => {
  for (const [name, periodNs] of PERIODS) {
    const parsed = parseProfileName(name);
    strictEqual(parsed?.periodNs ?? 0n, periodNs, name);
    if (parsed) strictEqual(parsed.kind, name.startsWith("tick") ? "tick" : "profile");
  }
});

Deno.test("profile probes are made on demand, once, after all others", () => {
  const registry = new ProbeRegistry(providers);
  const before = registry.all().length;
  const [made] = registry.match({ provider: "profile", module: "", function: "", name: "tick-123ms" });
  strictEqual(made.id, before + 1);
  strictEqual(made.provider, "profile");
  strictEqual(registry.match({ provider: "", module: "", function: "", name: "tick-123ms" })[0], made);
  deepStrictEqual(registry.match({ provider: "profile", module: "unix", function: "", name: "tick-124ms" }), []);
  deepStrictEqual(registry.match({ provider: "tcp", module: "", function: "", name: "tick-125ms" }), []);
  deepStrictEqual(registry.match({ provider: "", module: "", function: "", name: "tick-*" }).length, 7);
  strictEqual(registry.all().length, before + 1);
});
