/**
 * What people enter who come from tcpdump, Wireshark, bpftrace, awk, C, SQL, Python or a shell: what to write instead.
 * Asked only about inputs that do not run: nothing else is judged.
 *
 * @module
 */

/** Commands of a door: where captures are opened, and a program of the system is run. */
export interface DoorWords {
  /** `:source FILE` */
  readonly source: string;
  /** `:help` */
  readonly help: string;
  /** `:table` */
  readonly table: string;
  /** How a command of the system is run, if it is. */
  readonly shell?: string;
}
/** Of notebooks. */
export const CELL_WORDS: DoorWords = {
  source: "%source FILE",
  help: "%help",
  table: "`_.tables` in TypeScript",
  shell: "`!COMMAND`, where cells may run programs",
};

type Advise = (found: RegExpMatchArray, door: DoorWords) => string | undefined;
type Rule = readonly [pattern: RegExp, advise: string | Advise];

/** Fields of display filters: a probe that has them, and the members that hold them. */
const FIELDS: Readonly<Record<string, readonly [probe: string, ...members: string[]]>> = {
  "ip.src": ["ip:::receive", "args[2]->ip_saddr"],
  "ip.dst": ["ip:::receive", "args[2]->ip_daddr"],
  "ip.addr": ["ip:::receive", "args[2]->ip_saddr", "args[2]->ip_daddr"],
  "ipv6.src": ["ip:::receive", "args[2]->ip_saddr"],
  "ipv6.dst": ["ip:::receive", "args[2]->ip_daddr"],
  "ipv6.addr": ["ip:::receive", "args[2]->ip_saddr", "args[2]->ip_daddr"],
  "tcp.port": ["tcp:::receive", "args[4]->tcp_sport", "args[4]->tcp_dport"],
  "tcp.srcport": ["tcp:::receive", "args[4]->tcp_sport"],
  "tcp.dstport": ["tcp:::receive", "args[4]->tcp_dport"],
  "tcp.flags": ["tcp:::receive", "args[4]->tcp_flags"],
  "udp.port": ["udp:::receive", "args[4]->udp_sport", "args[4]->udp_dport"],
  "udp.srcport": ["udp:::receive", "args[4]->udp_sport"],
  "udp.dstport": ["udp:::receive", "args[4]->udp_dport"],
};
const clauseOf = (probe: string, ...tests: string[]) => `\`${probe} /${tests.join(" || ")}/ { @ = count(); }\``;
/** What cells import of this project. */
const PACKAGE = "probebook";
const DISPLAY = "a display filter is a predicate of D", CAPTURE = "a capture filter is a predicate of D";
/** Parts of a filter are joined as they are there. */
const JOINED = 'parts are joined by `&&`, `||` and `!`: `/args[2]->ip_saddr == "192.0.2.1" && args[2]->ip_ver == 4/`';

/** `ip.src == 192.0.2.10`; a filter of several parts is not put into other words, as half of it would be another question. */
function displayFilter({ input = "", 1: field, 2: operator = "", 3: value = "" }: RegExpMatchArray): string {
  const flag = field.match(/^tcp\.flags\.(\w+)$/)?.[1];
  const isWhole = !/&&|\|\||\band\b|\bor\b|\bnot\b|^\s*!/.test(input);
  if (!isWhole) return `${DISPLAY}, over arguments of a probe; ${JOINED}`;
  if (flag) {
    const bit = flag === "reset" ? "RST" : flag.toUpperCase();
    return `${DISPLAY}: ${clauseOf("tcp:::receive", `args[4]->tcp_flags & TH_${bit}`)}`;
  }
  const known = Object.hasOwn(FIELDS, field) ? FIELDS[field] : undefined;
  const isCompared = operator === "" || /^(?:[=<>]=?|eq|[gl][te])$/.test(operator);
  if (!known || !isCompared) {
    return `${DISPLAY}, over arguments of a probe: \`${field.replace(/\..*/, "")}:::receive?\` says which it has`;
  }
  const [probe, ...members] = known, bare = value.replace(/^["']|["']$/g, "");
  const compared = { eq: "==", gt: ">", lt: "<", ge: ">=", le: "<=", "": "==" }[operator] ?? operator;
  const written = bare === "" ? "…" : /^(?:0x[0-9a-f]+|\d+)$/i.test(bare) ? bare : `"${bare}"`;
  if (bare.includes("/")) {
    return `${DISPLAY}: ${clauseOf(probe, ...members.map((one) => `inet_in(${one}, "${bare}")`))}`;
  }
  return `${DISPLAY}: ${clauseOf(probe, ...members.map((one) => `${one} ${compared} ${written}`))}`;
}
/** `tcp port 80`, `host 192.0.2.10`, `src net 192.0.2.0/24` */
function captureFilter({ input = "" }: RegExpMatchArray): string {
  const [, protocol = "tcp", side, port] = input.match(/^(?:(tcp|udp)\s+)?(?:(src|dst)\s+)?port\s+(\d+)$/) ?? [];
  const sides = (of: string, one: string | undefined) =>
    (one === "src" ? ["s"] : one === "dst" ? ["d"] : ["s", "d"]).map((s) => of.replace("*", s));
  if (port) {
    const members = sides(`args[4]->${protocol}_*port`, side);
    return `${CAPTURE}: ${clauseOf(`${protocol}:::receive`, ...members.map((member) => `${member} == ${port}`))}`;
  }
  const [, end, kind, address] =
    input.match(/^(?:ip6?\s+)?(?:(src|dst)\s+)?(host|net)?\s*([0-9a-f]*[.:][0-9a-f.:]*(?:\/\d+)?)$/i) ?? [];
  if (!address) return `${CAPTURE}, over arguments of a probe; ${JOINED}`;
  const members = sides("args[2]->ip_*addr", end), isNet = kind === "net" || address.includes("/");
  return `${CAPTURE}: ${
    clauseOf(
      "ip:::receive",
      ...members.map((one) => isNet ? `inet_in(${one}, "${address}")` : `${one} == "${address}"`),
    )
  }`;
}
const inClause = (statement: string): string => {
  const whole = statement.trim().replace(/;?\s*$/, ";");
  return `it belongs in a clause, after the probe at which it is to happen: \`ip:::receive { ${whole} }\``;
};

const RULES: readonly Rule[] = [
  [/^(@\w*\s*(?:\[.*\])?\s*=.*)$/s, ([, text]) => inClause(text)],
  [
    /^((?:count|sum|avg|min|max|stddev|quantize|lquantize|llquantize)\s*\(.*\))\s*;?$/s,
    ([, text]) => inClause(`@ = ${text}`),
  ],
  [/^((?:printf|printa|trace|print|exit|trunc|clear|normalize)\s*\(.*\))\s*;?$/s, ([, text]) => inClause(text)],
  [/^(?:h|\?+|man|commands|\\h|\\\?)\s*;?$/, (_, { help }) => `\`${help}\` says what there is`],
  [/^(?:q|:q!?|bye|logout|\.exit|\.quit)\s*;?$/, "`:quit`, or Ctrl-D, leaves"],
  [
    /^#\s*define\s+(\w+)\s+(\S.*)$/,
    ([, name, value]) => `a constant is \`inline int ${name} = ${value};\`, before the clauses`,
  ],
  [
    /^#\s*include\b/,
    "nothing is included here: D's types and constants are known; `probebook -C -s FILE.d` runs the C preprocessor",
  ],
  [
    /^(?:interval|profile|tick):(?:(hz|m?s|us):(\d+)|(\d+)(hz|m?s|us))/i,
    ([, unit, count, n, u]) => `a timer is \`tick-${count ?? n}${unit ?? u}\``,
  ],
  [
    /^(?:dtrace|probebook|deno task \w+)\b.*?-n\s*(['"])(.*)\1/s,
    ([, , program], { source }) =>
      `here the program alone is entered: \`${program.trim()}\`; \`${source}\` opens a capture`,
  ],
  [
    /^bpftrace\b.*?-e\s*(['"])(.*)\1/s,
    ([, , program]) => `here D is entered: \`${program.replace(/^\w+:[\w:]*/, "tcp:::send").trim()}\``,
  ],
  [
    /^(?:dtrace|probebook|tcpdump|tshark|wireshark|capinfos|bpftrace)\b(?:.*?-[rR]\s*(\S+))?/,
    ([, file], { source }) =>
      `here questions are entered, in D: \`${source.replace("FILE", file ?? "FILE")}\` opens a capture`,
  ],
  [
    /^(?:source|open|read|file|capture)\s+["']?([^\s"'(=]+)["']?\s*;?$/,
    ([, file], { source }) => `\`${source.replace("FILE", file)}\` opens a capture`,
  ],
  [
    /^(?:ls|ll|dir|cd|pwd|cat|less|more|head|tail|grep|sh|bash|sudo|vim?|nano|mkdir|rm|cp|mv)\b(?:\s+[\w./~*-]+)*\s*$/,
    (_, { source, shell }) =>
      `\`${source}\` opens a capture${
        shell ? `; a program of the system is run by ${shell}` : "; programs of the system are not run here"
      }`,
  ],
  [/^(?:clear|cls|reset)\s*;?$/, "Ctrl-L clears the screen"],
  [
    /^(?:import\s+[\w.]+\s*(?:as\s+\w+)?|from\s+[\w.]+\s+import\b.*|def\s+\w+\(.*|(?:for|while|if)\b[^{(]*:.*)$/s,
    `that is Python; here are D and TypeScript: \`import { d, trace } from "${PACKAGE}"\``,
  ],
  [
    /^select\b.*\bfrom\b/is,
    "D asks, and TypeScript goes on: `ip:::receive { @by[args[2]->ip_saddr] = count(); }`, then `by.table.filter((row) => row.count > 10)`",
  ],
  [
    /^(?:show|describe|desc|list)\s+(?:tables?|columns?|probes?|packets?)\b/i,
    (_, { table }) =>
      `what a run gathered is in ${table}; a run is \`ip:::receive { @by[args[2]->ip_saddr] = count(); }\``,
  ],
  [
    /^(?:packets?|pkts?|frames?|capture|cap|df)\b/,
    "packets are asked for in D: `ip:::receive { @by[args[2]->ip_saddr] = count(); }`",
  ],
  [
    /^\(?!?\(?((?:ip|ipv6|tcp|udp|icmp|dns|http|arp|eth|frame|tls|ssl|quic|sctp)(?:\.\w+)+)(?:\s*(==|!=|<=|>=|<|>|eq|ne|contains|matches)\s*([^\s)&|]+))?/,
    displayFilter,
  ],
  [
    /^(?:not\s+)?(?:(?:ip6?|tcp|udp|icmp6?|arp|ether|vlan|sctp)\s+)?(?:and\s+|or\s+)?(?:(?:src|dst)\s+)?(?:host|net|port|portrange|src|dst|proto|less|greater|and|or)\s+\S/,
    captureFilter,
  ],
  [
    /^(?:tcp|udp|icmp|arp|ip6?)\s*;?$/,
    ([name]) => `\`${name.trim()}:::\` is its provider: \`${name.trim()}:::receive { @ = count(); }\``,
  ],
  [
    /^(?:NR|NF|FNR|\$\d)\b|^\{?\s*print\b\s*(?:\$|[^(\s])|^[^{]*\{\s*print\s+\$/,
    'a clause fires for each packet, as awk\'s do for each line: `ip:::receive { printf("%s\\n", args[2]->ip_saddr); }`',
  ],
  [
    /^(?:comm|execname|pid|probename|probefunc|timestamp|walltimestamp|args?\b.*)\s*;?$/,
    ([name]) => `it has a value where a probe fires: \`ip:::receive { trace(${name.replace(/;?\s*$/, "")}); }\``,
  ],
];

/** What to write in place of a text that neither language takes; undefined where nobody knows. */
function meantBy(text: string, door: DoorWords): string | undefined {
  const line = text.trim();
  for (const [pattern, advice] of RULES) {
    const found = line.match(pattern);
    if (!found) continue;
    const said = typeof advice === "string" ? advice : advice(found, door);
    if (said !== undefined) return said;
  }
  return undefined;
}

const UNKNOWN = /^(Syntax|Reference)Error$/;
/** An error of a cell of TypeScript with what was meant, where it is none. */
export function withMeaning<Failure extends { readonly name: string; readonly text: string }>(
  error: Failure,
  text: string,
  door: DoorWords,
): Failure {
  const meant = UNKNOWN.test(error.name) ? meantBy(text, door) : undefined;
  if (meant === undefined) return error;
  const at = error.text.indexOf("\n    at "), frame = at < 0 ? error.text : error.text.slice(0, at);
  return { ...error, text: `${frame}\n  = help: ${meant}${at < 0 ? "" : error.text.slice(at)}` };
}
