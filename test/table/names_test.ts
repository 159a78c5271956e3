import { deepStrictEqual, match, ok, strictEqual } from "node:assert";
import { describeExpression, identifier, UniqueNames } from "../../lib/table/column_names.ts";
import { libraryFacts } from "../../lib/table/members.ts";
import { isoTime } from "../../lib/table/mod.ts";
import { parseIsoTime } from "../../lib/table/files/facts.ts";

/** Expression, name, label where it is another, what is known of it. */
const EXPRESSIONS: readonly (readonly [string, string, string?, string?])[] = [
  ["args[2]->ip_saddr", "ip_saddr", , "address"],
  ["args[2]->ip_plength", "ip_plength", , "bytes"],
  ["probename", "probename", , "probe"],
  ["timestamp", "timestamp", , "time ns"],
  ["walltimestamp", "walltimestamp", , "time ns"],
  ["args[0]->pkt_time", "pkt_time", , "time ns"],
  ["timestamp - self->ts", "timestamp_minus_ts", "timestamp - ts", "ns"],
  ["timestamp - start[args[3]->tcps_addr]", "timestamp_minus_start", "timestamp - start", "ns"],
  ["(timestamp - self->ts) / 1000", "timestamp_minus_ts_per_1000", "(timestamp - ts) / 1000", "us"],
  ["(timestamp - self->ts) / 1000000000", "timestamp_minus_ts_per_1000000000", "(timestamp - ts) / 1000000000", "s"],
  ["(timestamp - self->ts) / 7", "timestamp_minus_ts_per_7", "(timestamp - ts) / 7", ""],
  ["args[4]->tcp_dport", "tcp_dport", , "port"],
  ["ntohs(args[4]->tcp_hdr->th_sport)", "th_sport", , "port"],
  ["args[3]->tcps_rtt_us", "tcps_rtt_us", , "us"],
  ["args[3]->tcps_state", "tcps_state"],
  ["args[5]->tcps_state", "tcps_state_before"],
  ["tcp_state_string[args[5]->tcps_state]", "tcps_state_before"],
  ["tcp_state_string[args[3]->tcps_state]", "tcps_state"],
  ["args[4]->tcp_flags & TH_SYN", "tcp_flags_and_TH_SYN", "tcp_flags & TH_SYN"],
  ["args[2]->ip_plength * 8", "ip_plength_times_8", "ip_plength * 8", "bits"],
  ["args[2]->ip_plength - args[4]->tcp_offset", "ip_plength_minus_tcp_offset", "ip_plength - tcp_offset", "bytes"],
  ["arg0", "arg0"],
  ["args[2]", "args_2", "args[2]"],
  ["*args[2]", "args_2", "args[2]"],
  ["self->x", "x"],
  ["(int)this->y", "y"],
  ["strlen(probename)", "strlen_probename", "strlen(probename)"],
  ["inet_ntoa(&args[4]->ipv4_src)", "ipv4_src"],
  ["inet_ntop(AF_INET6, args[5]->ipv6_src)", "ipv6_src"],
  ["x ? 1 : 0", "x", "x ? 1 : 0"],
  ["p == NULL ? 0 : p->ip_plength", "ip_plength", "(p == NULL) ? 0 : ip_plength"],
  ["42", "_42", "42"],
  ['"text"', "text", '"text"'],
  ["\n  a +\n  b", "a_plus_b", "a + b"],
  ["$1", "_1"],
  ["not an expression", "not_an_expression"],
  ["\u00e9t\u00e9", "e_te", "\u00e9t\u00e9"],
];
for (const [text, name, label, facts] of EXPRESSIONS) {
  Deno.test(`name of ${JSON.stringify(text)}`, () => {
    const described = describeExpression(text);
    strictEqual(described.name, name);
    if (label !== undefined) strictEqual(described.label, label);
    if (facts !== undefined) strictEqual([described.kind, described.unit].filter(Boolean).join(" "), facts);
  });
}
Deno.test("every name is an identifier, however odd the text", () => {
  for (const text of ["", "💥", "1 2 3", "</script>", "a".repeat(500), "\u202eabc", "__proto__", "if"]) {
    match(identifier(text), /^[A-Za-z_]\w{0,50}$/);
  }
});
Deno.test("names that were given come with a number", () => {
  const names = new UniqueNames();
  deepStrictEqual(["a", "a", "a_2", "a"].map((name) => names.give(name)), ["a", "a_2", "a_2_2", "a_3"]);
});
Deno.test("units of the library's members are those their comments give", () => {
  const units = [...libraryFacts().members].flatMap(([name, { unit }]) => unit ? [`${name} ${unit}`] : []);
  ok(units.length > 40, `${units.length}`);
  for (const wanted of ["ip_plength bytes", "tcps_rtt ms", "tcps_srtt us", "udp_length bytes", "pkt_time ns"]) {
    ok(units.includes(wanted), wanted);
  }
  // offsets in units of 8 bytes and lengths in words are not bytes
  for (const not of ["ipv4_offset", "ipv4_ihl", "ip_hl"]) ok(!units.some((unit) => unit.startsWith(not)), not);
});
Deno.test("times: all digits that say something, before 1970 and beyond what a date can be", () => {
  for (
    const [ns, text] of [
      [0n, "1970-01-01T00:00:00Z"],
      [1n, "1970-01-01T00:00:00.000000001Z"],
      [-1n, "1969-12-31T23:59:59.999999999Z"],
      [1_795_458_914_780_996_000n, "2026-11-23T18:35:14.780996Z"],
      [1_500_000_000n, "1970-01-01T00:00:01.500Z"],
      [2n ** 63n - 1n, "2262-04-11T23:47:16.854775807Z"],
    ] as const
  ) {
    strictEqual(isoTime(ns), text);
    strictEqual(parseIsoTime(text), ns);
  }
  strictEqual(isoTime(-2n), "1969-12-31T23:59:59.999999998Z");
  strictEqual(isoTime(10n ** 18n, "s"), String(10n ** 18n));
  strictEqual(isoTime(5n, "ms"), "1970-01-01T00:00:00.005Z");
});
