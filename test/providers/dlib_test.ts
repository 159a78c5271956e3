/**
 * D's own library: it compiles, raw structs lie where providers write them, each member of each argument is
 * translated.
 */
import { deepStrictEqual, ok, strictEqual } from "node:assert";
import { describeType, probeArguments } from "../../lib/d/check/mod.ts";
import { END, SHARED, TCP_BYTES } from "../../lib/packet/tcp/mod.ts";
import { CompileError } from "../../lib/diagnostic/mod.ts";
import { definedNames, LIBRARIES, selectDeclarations } from "../../lib/providers/mod.ts";
import { orderLibraries } from "../../lib/session/compile/libraries.ts";
import { protocols } from "../../lib/protocols/mod.ts";
import { makeWorld } from "./world.ts";

const world = makeWorld();

/** Name and offset of each member. */
function layout(name: string): Record<string, number> {
  const type = world.checker.state.types.byText(name);
  ok(type, `no type ${name}`);
  return Object.fromEntries(describeType(type).members.map(({ name, offset }) => [name, offset]));
}
function sizeOfType(name: string): number {
  return describeType(world.checker.state.types.byText(name)!).size;
}

Deno.test("libraries come after those they depend on", () => {
  const at = (name: string) => world.libraries.indexOf(name);
  ok(at("types.d") < at("packet.d") && at("packet.d") < at("ip.d") && at("ip.d") < at("tcp.d"));
});

Deno.test("a library is a protocol's, whose constants TypeScript has, or a system's or the engine's own", () => {
  const others = ["errno.d", "packet.d", "procfs.d", "signal.d", "socket.d", "unistd.d"];
  const own = protocols.flatMap(({ libraries }) => libraries);
  deepStrictEqual([...new Set(own)].sort(), [...own].sort(), "each is of one protocol");
  deepStrictEqual([...world.libraries].sort(), [...own, ...others].sort());
});

Deno.test("struct packet lies where providers write it", () => {
  deepStrictEqual(layout("struct packet"), {
    number: 0,
    time_ns: 8,
    captured: 16,
    length: 20,
    direction: 24,
    interface: 28,
    link_type: 32,
    told_direction: 36,
    frame: 40,
    interface_name: 48,
    payload: 56,
    payload_captured: 64,
    payload_length: 68,
    tunnel: 72,
    depth: 80,
  });
  strictEqual(sizeOfType("struct packet"), 88);
  deepStrictEqual(layout("struct tunnel"), {
    ...{ id: 0, name: 8, ids: 16, source: 24, target: 32, type: 40, source_port: 42, target_port: 44, family: 46 },
  });
});

Deno.test("struct flow lies where the flow table keeps it, its TCP words as the tracker has them", () => {
  const flow = layout("struct flow");
  deepStrictEqual(
    Object.fromEntries(Object.entries(flow).slice(0, 8)),
    { id: 0, protocol: 8, family: 9, local_side: 10, direction: 11, port: 12, address: 16, end: 48 },
  );
  strictEqual(flow.end, 48);
  const end = layout("struct tcp_end");
  const words: Record<string, number> = {};
  for (const [name, word] of Object.entries(END)) if (name !== "WORDS") words[name.toLowerCase()] = word * 4;
  // what shares a word with another
  Object.assign(words, { scale: 4 * END.WINDOW + 2, bytes_high: 4 * END.MSS + 2 });
  Object.assign(words, { rtt_sent_high: 4 * END.STATE + 2, ack_sent_high: 4 * END.WINDOW + 3 });
  Object.assign(words, { advanced_high: 4 * END.DUPLICATE_ACKS + 2 });
  deepStrictEqual(end, words);
  strictEqual(sizeOfType("struct tcp_end"), END.WORDS * 4);
  strictEqual(flow.start_seconds, 48 + SHARED.START_SECONDS * 4);
  strictEqual(flow.start_microseconds, 48 + SHARED.START_MICROSECONDS * 4);
  strictEqual(flow.handshake, 48 + SHARED.HANDSHAKE * 4);
  strictEqual(flow.first_rtt, 48 + SHARED.FIRST_RTT * 4);
  strictEqual(flow.first_rtt + 4, 48 + TCP_BYTES);
});

Deno.test("headers are as the RFCs draw them", () => {
  deepStrictEqual(layout("struct ip"), {
    ip_hl: 0,
    ip_v: 0,
    ip_tos: 1,
    ip_len: 2,
    ip_id: 4,
    ip_off: 6,
    ip_ttl: 8,
    ip_p: 9,
    ip_sum: 10,
    ip_src: 12,
    ip_dst: 16,
  });
  strictEqual(sizeOfType("ipha_t"), 20);
  deepStrictEqual(layout("struct ip6_hdr"), { ip6_ctlun: 0, ip6_src: 8, ip6_dst: 24 });
  deepStrictEqual(layout("struct ip6_hdrctl"), {
    ip6_un1_flow: 0,
    ip6_un1_plen: 4,
    ip6_un1_nxt: 6,
    ip6_un1_hlim: 7,
  });
  deepStrictEqual(layout("struct tcphdr"), {
    th_sport: 0,
    th_dport: 2,
    th_seq: 4,
    th_ack: 8,
    th_x2: 12,
    th_off: 12,
    th_flags: 13,
    th_win: 14,
    th_sum: 16,
    th_urp: 18,
  });
  strictEqual(sizeOfType("struct udphdr"), 8);
  strictEqual(sizeOfType("struct udplitehdr"), 8);
  strictEqual(sizeOfType("struct sctphdr"), 12);
  strictEqual(sizeOfType("struct icmp"), 8);
  strictEqual(sizeOfType("struct arphdr"), 8);
  strictEqual(sizeOfType("struct ether_arp"), 28);
  strictEqual(sizeOfType("struct in6_addr"), 16);
});

Deno.test("what is read out of messages of membership lies where their stage writes it", () => {
  deepStrictEqual(layout("struct membership"), {
    ...{
      m_header: 0,
      m_group: 8,
      m_list: 16,
      m_response: 24,
      m_interval: 32,
      m_length: 36,
      m_code: 40,
      m_checksum: 42,
    },
    ...{ m_sources: 44, m_records: 46, m_whole: 48, m_type: 50, m_version: 51, m_suppress: 52, m_robustness: 53 },
    ...{ m_alert: 54, m_bad: 55, m_sum: 56 },
  });
  deepStrictEqual(layout("struct membership_record"), {
    ...{ r_group: 0, r_source: 8, r_list: 16, r_index: 24, r_sources: 26, r_type: 28, r_auxiliary: 29 },
  });
  strictEqual(sizeOfType("struct igmp"), 8);
  strictEqual(sizeOfType("struct mld_hdr"), 24);
});

Deno.test("bit-fields of headers: the version is the upper half of the first byte", () => {
  const bits = (struct: string, name: string) =>
    describeType(world.checker.state.types.byText(struct)!).members.find((member) => member.name === name)!.bits;
  deepStrictEqual(bits("struct ip", "ip_v"), { offset: 4, width: 4 });
  deepStrictEqual(bits("struct ip", "ip_hl"), { offset: 0, width: 4 });
  deepStrictEqual(bits("struct tcphdr", "th_off"), { offset: 4, width: 4 });
});

Deno.test("each probe's arguments have types, and each member of them a translation that compiles", async (t) => {
  for (const probe of world.registry.all()) {
    if (!probe.args) continue;
    await t.step(`${probe.provider}:::${probe.name}`, () => {
      const fresh = makeWorld();
      probeArguments(fresh.checker, probe).forEach((argument, i) => {
        ok(argument.native, `args[${i}] native ${probe.args![i].native}`);
        ok(argument.translated, `args[${i}] ${probe.args![i].translated}`);
        ok(argument.doc, `args[${i}] says what it is`);
        if (!probe.args![i].translated) return;
        const members = describeType(argument.translated).members;
        ok(members.length > 0);
        for (const member of members) {
          if (member.name === "tval") continue; // FreeBSD's translator does not fill it in either
          compile(fresh, `${probe.provider}:::${probe.name} { trace(args[${i}]->${member.name}); }`);
        }
      });
    });
  }
});

function compile({ checker, parse }: ReturnType<typeof makeWorld>, text: string): void {
  try {
    checker.checkProgram(parse(text));
  } catch (error) {
    if (!(error instanceof CompileError)) throw error;
    throw new Error(`${text}: ${error.diagnostics.map((diagnostic) => diagnostic.message).join("; ")}`);
  }
}

Deno.test("constants and names have FreeBSD's values", () => {
  const { checker, parse } = makeWorld();
  const valueOf = (expression: string): unknown => {
    checker.checkProgram(parse(`BEGIN { trace(${expression}); }`));
    const statement = checker.finish().clauses.at(-1)!.body![0];
    const argument = statement.kind === "action" ? statement.args[0] : undefined;
    let value = argument?.kind === "expression" ? argument.expression : undefined;
    while (value?.kind === "convert") value = value.operand;
    return value;
  };
  for (const [name, value] of CONSTANTS) {
    const made = valueOf(name) as { kind: string; value?: bigint } | undefined;
    strictEqual(made?.kind, "integer", name);
    strictEqual(made!.value, BigInt(value), name);
  }
  for (const [expression, value] of STRINGS) {
    const made = valueOf(expression) as unknown as { kind: string; bytes?: Uint8Array };
    strictEqual(made.kind, "string", expression);
    strictEqual(new TextDecoder().decode(made.bytes), value, expression);
  }
});

Deno.test("the process and the thread are what the built-in variables say", () => {
  const world = makeWorld();
  for (const member of ["pr_pid", "pr_ppid", "pr_uid", "pr_gid", "pr_psargs", "pr_fname", "pr_addr"]) {
    compile(world, `BEGIN { trace(curpsinfo->${member}); }`);
  }
  compile(world, "BEGIN { trace(curlwpsinfo->pr_lwpid); trace(curcpu->cpu_id); }");
});

const all = orderLibraries(LIBRARIES);

/** First lines of the declarations that are chosen for a text, after the names of their files. */
function chosen(...texts: string[]): string[] {
  return selectDeclarations(all, texts).flatMap(({ library: { name, text }, places }) =>
    places.map((place) => `${name}: ${text.slice(place, text.indexOf("\n", place)).replace(/;?\s*\/\*.*| \{$|;$/, "")}`)
  );
}

Deno.test("declarations are chosen by the names a program uses, and by those that these use", () => {
  deepStrictEqual(chosen("BEGIN { exit(0); }"), []);
  deepStrictEqual(chosen("BEGIN { trace(inet_ntop(AF_INET6, self->a)); }"), ["net.d: inline int AF_INET6 = 28"]);
  deepStrictEqual(chosen("TH_SYN"), ["tcp.d: inline uint8_t TH_SYN = 0x02"]);
  const ipinfo = [
    "types.d: typedef uint32_t ipaddr_t",
    "types.d: struct in_addr",
    "types.d: struct in6_addr",
    "ip.d: struct ip",
    "ip.d: struct ip6_hdr",
    "ip.d: typedef struct ipinfo",
    "ip.d: translator ipinfo_t < uint8_t *p >",
  ];
  deepStrictEqual(chosen("uint8_t * ipinfo_t *"), ipinfo);
  deepStrictEqual(chosen("", "tcp:::send { trace(args[2]->ip_saddr); }"), ipinfo);
  deepStrictEqual(chosen("timespec_t t; BEGIN { t.tv_nsec = 0; }"), [
    "types.d: struct timespec",
    "types.d: typedef struct timespec timespec_t",
  ]);
  deepStrictEqual(chosen("BEGIN { trace(curpsinfo->pr_pid); }"), [
    "procfs.d: typedef struct psinfo",
    "procfs.d: struct proc",
    "procfs.d: translator psinfo_t < struct proc *p >",
    "procfs.d: inline psinfo_t *curpsinfo = xlate < psinfo_t * > ((struct proc *)NULL)",
  ]);
});

Deno.test("all that a library defines is found by its name, and compiles with what is chosen for it", () => {
  const defined = new Set(all.flatMap((library) => definedNames(library.text)));
  for (const name of world.checker.state.inlines.keys()) ok(defined.has(name) || name === "NULL", name);
  for (const { member } of argumentMembers()) ok(defined.has(member), member);
  for (const { name, text } of all) {
    for (const [, type] of text.matchAll(/^(?:typedef )?(struct \w+) \{$/gm)) ok(defined.has(type.slice(7)), type);
    for (const [, type] of text.matchAll(/^}? ?(?:typedef .* )?(\w+_t);$/gm)) ok(defined.has(type), type);
    ok(makeWorld(definedNames(text)).libraries.includes(name));
    // each begins at the start of a line: what is read piece by piece is what is read as a whole
    const [part] = selectDeclarations([{ name, text }], definedNames(text));
    const items = world.parse(text, name, "library").items.filter(({ kind }) => kind !== "pragma");
    const pieces = world.parse(text, name, "library", part.places).items;
    deepStrictEqual(pieces.map(({ kind, span }) => [kind, span]), items.map(({ kind, span }) => [kind, span]));
  }
  for (const probe of world.registry.all()) {
    const types = (probe.args ?? []).map((argument) => `${argument.native} ${argument.translated ?? ""}`);
    for (const { native, translated } of probeArguments(makeWorld(types).checker, probe)) ok(native && translated);
  }
});

Deno.test("a program that reads a member of an argument compiles with what is chosen for it", () => {
  for (const { text } of argumentMembers()) compile(makeWorld([text]), text);
});

/** Each member of each argument of each probe, and a program that reads it. */
function* argumentMembers(): Generator<{ member: string; text: string }> {
  const seen = new Set<string>();
  for (const probe of world.registry.all()) {
    for (const [i, argument] of probeArguments(world.checker, probe).entries()) {
      for (const { name } of probe.args![i].translated ? describeType(argument.translated!).members : []) {
        if (name === "tval" || seen.has(name)) continue;
        seen.add(name);
        yield { member: name, text: `${probe.provider}:::${probe.name} { trace(args[${i}]->${name}); }` };
      }
    }
  }
}

const CONSTANTS: [string, number][] = [
  ["IPPROTO_TCP", 6],
  ["IPPROTO_UDP", 17],
  ["IPPROTO_ICMPV6", 58],
  ["IPPROTO_SCTP", 132],
  ["IPPROTO_UDPLITE", 136],
  ["TCPS_CLOSED", 0],
  ["TCPS_ESTABLISHED", 4],
  ["TCP_STATE_TIME_WAIT", 10],
  ["TH_FIN", 1],
  ["TH_PUSH", 8],
  ["TH_CWR", 128],
  ["AF_INET", 2],
  ["AF_INET6", 28],
  ["SCTP_STATE_SHUTDOWN_ACK_SENT", 64],
  ["ICMP_ECHO", 8],
  ["ICMP6_ECHO_REQUEST", 128],
  ["ARPOP_REPLY", 2],
  ["DTRACEFLT_KPRIV", 6],
  ["SIGINT", 2],
  ["ENOENT", 2],
  ["CLD_DUMPED", 3],
  ["SO_REUSEADDR", 4],
  // the tcpdump registry: LINKTYPE_NULL, _ETHERNET, _IPNET, _IPOIB; libpcap: DLT_PPP, DLT_RAW, DLT_IEEE802_11
  ["PCAP_NULL", 0],
  ["PCAP_ETHER", 1],
  ["PCAP_PPP", 9],
  ["PCAP_IP", 12],
  ["PCAP_WIFI", 105],
  ["PCAP_IPNET", 226],
  ["PCAP_IPOIB", 242],
];
const STRINGS: [string, string][] = [
  ["protocols[6]", "TCP"],
  ["protocols[IPPROTO_ICMPV6]", "ICMPV6"],
  ["protocols[254]", "<unknown>"],
  ["tcp_state_string[TCPS_FIN_WAIT_2]", "state-fin-wait-2"],
  ["tcp_state_string[-1]", "<unknown>"],
  ["siftr_dir_string[1]", "out"],
  ["tcpflag_string[TH_SYN]", "SYN"],
  ["prureq_string[25]", "FLUSH"],
  ["sctp_state_string[SCTP_STATE_ESTABLISHED]", "state-established"],
];
