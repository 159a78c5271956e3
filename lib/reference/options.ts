/**
 * Options (-x) as entries: what their table says, how a value is written, and an example each.
 *
 * @module
 */
import { type OptionDefinition, type OptionKind, OPTIONS } from "../engine/options/mod.ts";
import { sentence } from "./constants.ts";
import { commandOf, type ReferenceEntry, scriptCommandOf } from "./entry.ts";

/** What is said of an option beside its row, and an example: the value it is given, and a program. */
interface OptionDocumentation {
  readonly more?: string;
  readonly value?: string;
  readonly program: string;
  /** Further flags of the example, and what stands behind the program. */
  readonly flags?: string;
  readonly operands?: string;
  /** The program is a script on standard input. */
  readonly script?: true;
  /** The example is not run quietly. */
  readonly loud?: true;
}
const TOP = "ip:::receive { @[args[2]->ip_saddr] = count(); } END { trunc(@, 3); }";
const SIZES = "ip:::receive { @ = quantize(args[2]->ip_plength); }";
const ARRAY = 'tcp:::send { seen[args[2]->ip_daddr] = 1; } END { trace(seen["192.0.2.20"]); }';

const COMPILING: Readonly<Record<string, OptionDocumentation>> = {
  amin: {
    more:
      "Names are Internal, Private, Obsolete, External, Unstable, Evolving, Stable, Standard; classes Unknown, CPU, " +
      "Platform, Group, ISA, Common. A program that uses less stable names does not compile (`D_ATTR_MIN`).",
    value: "Stable/Stable/Common",
    program: "BEGIN { trace(timestamp > 0); exit(0); }",
  },
  argref: {
    more: "Without it an argument that no `$1` refers to is an error (`D_MACRO_UNUSED`).",
    program: "BEGIN { trace(1); exit(0); }",
    operands: "unused",
  },
  cpp: { more: "As `-C`.", program: "#define PORT 443\nBEGIN { trace(PORT); exit(0); }", script: true },
  cpphdrs: { more: "As `-H`.", flags: "-C", program: "BEGIN { trace(1); exit(0); }", script: true },
  cpppath: { value: "cpp", flags: "-C", program: "BEGIN { trace(1); exit(0); }", script: true },
  cppargs: { value: "-DPORT=443", flags: "-C", program: "BEGIN { trace(PORT); exit(0); }", script: true },
  define: {
    more: "As `-D`.",
    value: "PORT=443",
    flags: "-C",
    program: "BEGIN { trace(PORT); exit(0); }",
    script: true,
  },
  undef: { more: "As `-U`.", value: "__unix", flags: "-C", program: "BEGIN { trace(1); exit(0); }", script: true },
  incdir: {
    more: "As `-I`.",
    value: "/usr/include",
    flags: "-C",
    program: "BEGIN { trace(1); exit(0); }",
    script: true,
  },
  stdc: {
    more: "With `t` (the default) and `a` __STDC__ is 0, with `c` 1, with `s` it is not defined.",
    value: "c",
    flags: "-C",
    program: "BEGIN { trace(__STDC__); exit(0); }",
    script: true,
  },
  defaultargs: {
    more: "Without it a missing argument is an error (`D_MACRO_UNDEF`).",
    program: "BEGIN { trace($1); exit(0); }",
  },
  droptags: {
    more: "The tag is put in front of a message about what was dropped, such as `[DTRACEDROP_AGGREGATION]`.",
    flags: "-x aggsize=1k",
    program: "ip:::receive { @[args[2]->ip_saddr, args[0]->pkt_addr] = count(); } END { clear(@); trunc(@); }",
  },
  empty: { more: "Without it an empty program is an error (`D_EMPTY`).", flags: "-e", program: "/* nothing */" },
  encoding: { more: "`utf8` draws bars in eighths of a character.", value: "utf8", program: SIZES },
  errtags: {
    more: "`--help TAG` says what a tag means.",
    program: "BEGIN { trace(timestmp); }",
  },
  libdir: {
    more: "As `-L`. All files of the folder that end in `.d` are compiled before the program.",
    value: "test/captures",
    program: "BEGIN { trace(1); exit(0); }",
  },
  nolibs: {
    more: "Constants and members of `args[]` are not known then.",
    program: "BEGIN { trace(1); exit(0); }",
  },
  pspec: { program: "BEGIN { trace(1); exit(0); }" },
  setenv: { value: "PORT=443", flags: `-c 'echo $PORT'`, program: "END { trace(1); }" },
  unsetenv: { value: "PORT", flags: `-c 'echo "[$PORT]"'`, program: "END { trace(1); }" },
  verbose: { more: "As `-S`, on standard error.", program: "BEGIN { x = 1; exit(0); }" },
  version: {
    more: "What came later is unknown to the program, as in an older DTrace.",
    value: "1.0",
    program: 'BEGIN { trace(substr("capture", 3)); }',
  },
  zdefs: {
    more: "As `-Z`. Without it a description without a probe is an error (`D_PDESC_ZERO`).",
    program: "BEGIN { trace(1); exit(0); } no_such:::probe { trace(2); }",
  },
  flowkey: {
    more: "For captures of several sites whose networks use the same addresses.",
    value: "vlan,interface",
    program: "tcpa:::retransmission { @ = count(); }",
  },
  dnstimeout: {
    more: "Then `dns:::unanswered` fires; the same query after that time is another exchange.",
    value: "2s",
    program: "dns:::unanswered { @[args[4]->dns_lname] = count(); }",
  },
  streamcarry: {
    more: "A message that is longer is given up, which is said.",
    value: "8k",
    program: "dns:::response { @[args[4]->dns_lname] = count(); }",
  },
  streamheld: {
    more: "Where there is more, the missing segments are given up, which is said.",
    value: "1m",
    program: "dns:::response { @[args[4]->dns_lname] = count(); }",
  },
  streamhistory: {
    more: "Rounded down to a power of two; less than 512 bytes compares nothing. What came again and could not be " +
      "compared is counted, and said.",
    value: "64k",
    program: "dns:::response { @[args[4]->dns_lname] = count(); }",
  },
  streamranges: {
    more: "Where there are more, the first missing segments are given up, which is said.",
    value: "8",
    program: "dns:::response { @[args[4]->dns_lname] = count(); }",
  },
  streamtotal: {
    more:
      "Connections that have been quiet longest are let go to make room, which is said. A connection counts for 1 KiB " +
      "besides its bytes.",
    value: "16m",
    program: "dns:::response { @[args[4]->dns_lname] = count(); }",
  },
  streamwait: {
    more: "After that time they are given up, which is said; those that the other end acknowledges at once.",
    value: "2s",
    program: "dns:::response { @[args[4]->dns_lname] = count(); }",
  },
  tunneldepth: {
    more: "What lies deeper is counted by its reason.",
    value: "1",
    flags: "-x tunnels",
    program: "ip:::send { @ = max(args[0]->pkt_depth); }",
  },
  tunnels: {
    more:
      "The names are gre, erspan, vxlan, geneve, gtpu, ipip, 6in4, 4in6, teredo and mpls (in UDP); without a value it is " +
      "`all`. What a tunnel carries fires besides the packet that carries it, with `pkt_depth` and `pkt_tunnel` of " +
      "args[0]; with `inner` in its place. Without the option packets in tunnels are counted, and said.",
    value: "vxlan,inner",
    program: "ip:::send { @[args[0]->pkt_tunnel.tun_id, args[2]->ip_saddr] = sum(args[2]->ip_plength); }",
  },
  local: {
    more:
      "Addresses with commas between, or `none`: then every packet is both sent by its sender and received by its " +
      "receiver. Without it the capture says whose view it is, or it is inferred and said.",
    value: "192.0.2.20",
    program: "ip:::send { @[args[2]->ip_saddr] = count(); }",
  },
};
const RUNNING: Readonly<Record<string, OptionDocumentation>> = {
  aggsize: {
    more:
      "Room for the keys of aggregations. Updates with new keys that find none are dropped, and counted in a message.",
    value: "1k",
    program: "ip:::receive { @[args[2]->ip_saddr, args[0]->pkt_addr] = count(); } END { clear(@); trunc(@); }",
  },
  bufsize: { more: "As `-b`.", value: "64k", program: "tcp:::send { @ = count(); }" },
  bufpolicy: {
    more:
      "`switch` reads it while the program runs, `ring` keeps the newest records until the end, `fill` stops when it is " +
      "full.",
    value: "ring",
    program: "tcp:::connect-request { trace(args[4]->tcp_dport); }",
  },
  bufresize: {
    more: "With `manual` a buffer without enough memory is an error.",
    value: "manual",
    program: "BEGIN { trace(1); exit(0); }",
  },
  destructive: {
    more: "As `-w`: permits system(), freopen() and similar actions.",
    program: 'BEGIN { system("echo permitted"); exit(0); }',
  },
  dynvarsize: {
    more: "What finds no room is dropped and counted; a variable that is given 0 frees its room.",
    value: "64k",
    program: ARRAY,
  },
  fastpath: {
    value: "off",
    program: "tcp:::send { @ = count(); }",
  },
  maxplaces: { value: "5000", program: "BEGIN { trace(1); exit(0); }" },
  stackframes: { value: "5", program: "BEGIN { trace(1); exit(0); }" },
  ustackframes: { value: "5", program: "BEGIN { trace(1); exit(0); }" },
  stackindent: { value: "4", program: "BEGIN { trace(1); exit(0); }" },
  nspec: { value: "2", program: 'BEGIN { printf("%d %d", speculation(), speculation()); exit(0); }' },
  pcapsize: {
    more:
      "A frame that is longer is cut, and counted at the end; its length on the wire stays. A speculation holds `specsize` " +
      "bytes of such records.",
    value: "64",
    program: "packet:::captured { pcap(args[0]->pkt_addr, PCAP_ETHER); exit(0); }",
  },
  scratchsize: {
    more: "For alloca() and texts that are made. Without room a clause ends with the fault `out of scratch space`.",
    value: "64k",
    program: 'BEGIN { trace(strjoin("a", "b")); exit(0); }',
  },
  specsize: { value: "64k", program: "BEGIN { self->s = speculation(); trace(self->s); exit(0); }" },
  statusrate: { value: "100ms", program: "tcp:::send { @ = count(); }" },
  strsize: {
    more: "Longer texts are cut; strjoin() ends the clause with the fault `out of scratch space` instead.",
    value: "5",
    program: 'BEGIN { trace(substr("capture", 0)); exit(0); }',
  },
};
const DYNAMIC: Readonly<Record<string, OptionDocumentation>> = {
  agghist: { program: TOP },
  aggpack: { program: SIZES },
  aggrate: {
    more: "Live; over a capture they are read when something prints them.",
    value: "100ms",
    program: "tcp:::send { @ = count(); }",
  },
  aggsortkey: { program: TOP },
  aggsortkeypos: {
    more: "Counts from 0; the following keys decide next, then the first ones.",
    value: "1",
    flags: "-x aggsortkey",
    program: "tcp:::connect-request { @[args[2]->ip_daddr, args[4]->tcp_dport] = count(); }",
  },
  aggsortpos: {
    more: "Counts from 0.",
    value: "1",
    program: "tcp:::send { @n[args[2]->ip_daddr] = count(); @b[args[2]->ip_daddr] = sum(args[2]->ip_plength); } " +
      'END { printa("%-14s %@5d %@8d\\n", @n, @b); }',
  },
  aggsortrev: { program: TOP },
  aggzoom: { program: SIZES },
  flowindent: { more: "As `-F`.", program: "BEGIN { trace(1); exit(0); }", loud: true },
  quiet: { more: "As `-q`.", program: "BEGIN { trace(1); exit(0); }", loud: true },
  quietresize: { program: "BEGIN { trace(1); exit(0); }" },
  rawbytes: { program: "BEGIN { trace((char)65); exit(0); }" },
  switchrate: {
    more: "Live; without it records are shown as soon as they come.",
    value: "100ms",
    program: "tcp:::connect-request { trace(args[4]->tcp_dport); }",
  },
};
const DOCUMENTED = { ...COMPILING, ...RUNNING, ...DYNAMIC };

/** How values of a kind are written. */
const VALUES: Readonly<Record<OptionKind, string>> = {
  flag: "",
  boolean: "[=yes|no]",
  number: "=NUMBER",
  size: "=SIZE",
  rate: "=RATE",
  string: "=TEXT",
  name: "=NAME",
  choice: "",
  positive: "=NUMBER",
  natural: "=NUMBER",
  version: "=VERSION",
  attributes: "=NAME/DATA/CLASS",
};
const KINDS: Partial<Record<OptionKind, string>> = {
  size: "A size is a number of bytes, or one with k, m, g or t (powers of 1024).",
  rate: "A rate is a period (100ms, 1s; without a unit nanoseconds) or a frequency (10hz).",
};
const PHASES = {
  compile: "It is set while programs are compiled",
  run: "It is set before tracing begins",
  dynamic: "It may change while tracing, by setopt(), too",
};
/** Values of options without effect, as an example gives them. */
function anyValue({ kind, choices }: OptionDefinition): string | undefined {
  if (kind === "flag" || kind === "boolean") return undefined;
  if (kind === "choice") return choices![0];
  return kind === "size" ? "1k" : kind === "rate" ? "10hz" : kind === "string" ? "any" : "1";
}
function hasNoEffect({ doc }: OptionDefinition): boolean {
  return doc.includes("no effect");
}

function exampleOf({ program, flags, operands, loud, script }: OptionDocumentation, setting: string): string {
  if (script) return scriptCommandOf(program, [setting, flags].filter(Boolean).join(" "));
  const command = commandOf(program, [setting, flags].filter(Boolean).join(" "), !loud);
  return operands === undefined ? command : `${command} ${operands}`;
}
function entryOf(definition: OptionDefinition): ReferenceEntry {
  const { name, kind, phase, doc, choices, words, commandOnly, list, bare } = definition;
  const known: OptionDocumentation | undefined = Object.hasOwn(DOCUMENTED, name)
    ? DOCUMENTED[name]
    : hasNoEffect(definition)
    ? { program: "BEGIN { trace(1); exit(0); }", value: anyValue(definition) }
    : undefined;
  const where = [
    PHASES[phase],
    commandOnly ? "not from within a program" : `\`#pragma D option ${name}\` does so in a program`,
  ].join("; ");
  const facts = [
    definition.default === undefined ? "" : `Default: ${definition.default}.`,
    KINDS[kind] ?? "",
    list ? "It may be given several times." : "",
    sentence(where),
  ];
  const setting = `-x ${name}${known?.value === undefined ? "" : `=${known.value}`}`;
  return {
    kind: "option",
    name,
    usage: `-x ${name}${
      choices
        ? `=${choices.join("|")}`
        : words
        ? `[=yes|no|${words.join("|")}]`
        : bare
        ? `[${VALUES[kind]}]`
        : VALUES[kind]
    }`,
    paragraphs: [[sentence(doc), known?.more].filter(Boolean).join(" "), facts.filter(Boolean).join(" ")],
    examples: known ? [exampleOf(known, setting)] : [],
  };
}
/** All options, in the order of their table. */
export function optionEntries(): ReferenceEntry[] {
  return OPTIONS.map(entryOf);
}
