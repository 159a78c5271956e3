/**
 * What people write who come from other tools, or who leave something out: what is to be written instead.
 *
 * @module
 */
import { isInteger, isStringLike, memberNames, referencedType, resolveType } from "../types/mod.ts";
import type { ProbeInformation } from "./builtin_definitions.ts";
import type { CheckState } from "./check_state.ts";
import type { TypedValue } from "./value.ts";
import { suggest } from "./suggest.ts";

/** Names of bpftrace, of display filters, of C. */
const NAMES: Readonly<Record<string, string>> = {
  addresses: "the addresses of a packet are `args[2]->ip_saddr` and `args[2]->ip_daddr`",
  address: "the addresses of a packet are `args[2]->ip_saddr` and `args[2]->ip_daddr`",
  ports: "the ports of a segment are `args[4]->tcp_sport` and `args[4]->tcp_dport`",
  host: "the addresses of a packet are `args[2]->ip_saddr` and `args[2]->ip_daddr`",
  nr: "what happens at each packet is counted: `n++; trace(n);`, or `@ = count();`",
  NR: "what happens at each packet is counted: `n++; trace(n);`, or `@ = count();`",
  FILENAME: "the capture's name is not known to a program; `$$1` is the first argument",
  qname: "the name in a question of DNS is a member of an argument: `dns:::query?` lists them",
  comm: "the name of a process is `execname`; packets show none, and there it is the tracing program's own",
  nsecs: "the time is `timestamp`, in nanoseconds",
  elapsed: "the time is `timestamp`, in nanoseconds: keep one in BEGIN and subtract it",
  time: 'the time of day is `walltimestamp`, in nanoseconds since 1970: `printf("%Y", walltimestamp)`',
  now: 'the time of day is `walltimestamp`, in nanoseconds since 1970: `printf("%Y", walltimestamp)`',
  probe: "a probe's name is in `probeprov`, `probemod`, `probefunc` and `probename`",
  args: "arguments are numbered: `args[0]`",
  null: "a pointer to nothing is `NULL`",
  true: "truth is a number: `1`",
  false: "truth is a number: `0`",
};
const FLAG = /^(fin|syn|rst|psh|push|ack|urg|ece|cwr)$/i;
/** Protocols of display filters, and where their fields are. */
const PROTOCOLS: Readonly<Record<string, string>> = {
  ip: "`args[2]->ip_saddr`, `args[2]->ip_daddr`, `args[2]->ip_plength`",
  ipv6: "`args[2]->ip_saddr`, `args[2]->ip_daddr`, `args[2]->ip_plength`",
  tcp: "`args[4]->tcp_sport`, `args[4]->tcp_dport`, `args[4]->tcp_flags`",
  udp: "`args[4]->udp_sport`, `args[4]->udp_dport`, `args[4]->udp_length`",
  eth: "`args[4]->link_saddr`, `args[4]->link_daddr`, `args[4]->link_type` of `packet:::captured`",
  vlan: "`args[4]->link_vlan` of `packet:::captured`",
  frame: "`args[0]->pkt_length`, `args[0]->pkt_time` of `packet:::captured`",
};
const FUNCTIONS: Readonly<Record<string, string>> = {
  hist: "powers of two are `quantize(value)`, steps of your own `lquantize(value, from, to, step)`",
  histogram: "powers of two are `quantize(value)`, steps of your own `lquantize(value, from, to, step)`",
  lhist: "buckets of equal size are `lquantize(value, from, to, step)`",
  stats: "there are `count()`, `sum()`, `avg()`, `min()`, `max()` and `stddev()`, an aggregation each",
  mean: "the mean is `avg(value)`",
  average: "the mean is `avg(value)`",
  print_map: "aggregations print at the end by themselves, or by `printa(@name)`",
  len: "a string's length is `strlen(string)`",
  str: "a string at an address is `stringof(pointer)`",
  ntop: "addresses come as strings: `args[2]->ip_saddr`; bytes become one by `inet_ntoa(pointer)`",
  strftime: 'a time is printed by `printf("%Y", walltimestamp)`',
  time: 'a time is printed by `printf("%Y", walltimestamp)`',
  concat: "strings are put together by `strjoin(a, b)`",
  strcat: "strings are put together by `strjoin(a, b)`",
  contains: "a text within another is found by `strstr(text, part) != NULL`",
  print_r: "a value is printed by `trace(value)` or `print(value)`",
  strcmp: "strings are compared by `==`, `<` and the like",
  sprintf: "a text is put together by `strjoin(a, b)`, of a number by `lltostr(n)`",
  snprintf: "a text is put together by `strjoin(a, b)`, of a number by `lltostr(n)`",
  puts: 'a line is printed by `printf("…\\n")`',
  malloc: "there is no memory to be had: variables and arrays are there when they are assigned",
  sleep: "nothing waits: what is to happen later is a clause of `tick-1s`",
  join: "strings are put together by `strjoin(a, b)`",
  kstack: "packets have no stacks",
  ustack: "packets have no stacks",
  println: 'a value is printed by `trace(value)`, a line by `printf("…\\n")`',
  echo: 'a line is printed by `printf("…\\n")`',
  p50: "percentiles are read from `quantize(value)` or `llquantize(value, …)`",
  percentile: "percentiles are read from `quantize(value)` or `llquantize(value, …)`",
};
/** Parts of members' names that are called otherwise elsewhere. */
const SYNONYMS: Readonly<Record<string, string>> = {
  src: "saddr",
  source: "saddr",
  srcip: "saddr",
  dst: "daddr",
  dest: "daddr",
  destination: "daddr",
  dstip: "daddr",
  srcport: "sport",
  dstport: "dport",
  len: "plength",
  length: "plength",
  size: "plength",
  version: "ver",
  proto: "protocol",
};

/** Help for a name that nothing bears. @param known names of its kind */
export function helpForName(state: CheckState, name: string, known: Iterable<string>): string[] {
  if (Object.hasOwn(NAMES, name)) return [NAMES[name]];
  if (FLAG.test(name)) return [`a flag of TCP is a bit: \`args[4]->tcp_flags & TH_${name.toUpperCase()}\``];
  if (Object.hasOwn(PROTOCOLS, name)) return [`fields are members of arguments: ${PROTOCOLS[name]}`];
  const found = argumentsWith(state, (member) => member === name);
  if (found.length > 0) return [`it is a member of an argument: ${found.join(", ")}`];
  const same = Object.hasOwn(SYNONYMS, name.toLowerCase()) ? SYNONYMS[name.toLowerCase()] : name.toLowerCase();
  const near = suggest(name, known), other = argumentsWith(state, (member) => member.endsWith(`_${same}`));
  return near.length > 0 || other.length === 0 ? near : [`a member of an argument is called so: ${other[0]}`];
}
export function helpForFunction(name: string, known: Iterable<string>): string[] {
  return Object.hasOwn(FUNCTIONS, name) ? [FUNCTIONS[name]] : suggest(name, known);
}
/** Help for a member that is not there: the nearest, or that which other tools call so. */
export function helpForMember(name: string, known: Iterable<string>): string[] {
  const members = [...known];
  const last = name.toLowerCase().replace(/^.*_/, "");
  const endings = [last, SYNONYMS[name.toLowerCase()], SYNONYMS[last]].filter((one) => one !== undefined);
  const same = members.find((member) => endings.some((ending) => member.endsWith(`_${ending}`)));
  const near = suggest(name, members);
  return near.length > 0 || same === undefined ? near : [`did you mean \`${same}\`?`];
}

/** `args[2]->ip_saddr`, and what else is asked for among the members that all probes of the clause have. */
function argumentsWith(state: CheckState, isAsked: (member: string) => boolean): string[] {
  const probes = state.clause?.probes ?? [];
  return (probes[0]?.args ?? []).flatMap(({ native, translated = native }, i) => {
    const isCommon = probes.every(({ args }) => (args?.[i]?.translated ?? args?.[i]?.native) === translated);
    return isCommon ? membersOf(state, translated).filter(isAsked).map((member) => `\`args[${i}]->${member}\``) : [];
  });
}
function membersOf(state: CheckState, text: string): readonly string[] {
  const type = state.types.byText(text), target = type && referencedType(type);
  const struct = target && resolveType(target);
  return struct?.kind === "struct" || struct?.kind === "union" ? memberNames(struct) : [];
}

/** Help for a name that stands for something else than a value. */
export function helpForReference(kind: string, name: string): string[] {
  if (name === "args") return ["arguments are numbered: `args[2]->ip_saddr`"];
  switch (kind) {
    case "aggregating function":
      return [`it aggregates into a name with \`@\`: \`@ = ${name}(${name === "count" ? "" : "value"});\``];
    case "associative array":
      return [`a value of it is \`${name}[key]\`; an aggregation prints whole: \`@${name}[key] = count();\``];
    case "tracing function":
    case "function":
      return [`it is called: \`${name}(${name === "exit" ? "0" : "…"});\``];
    default:
      return [];
  }
}

/** A number beside a text: one of them is written as what it is not. */
export function helpForMixture(operator: string, left: TypedValue, right: TypedValue): string[] | undefined {
  // what a variable is was said by its first value
  if (operator === "=") return undefined;
  const text = [left, right].find(({ type }) => isStringLike(type));
  const number = [left, right].find(({ type }) => isInteger(type));
  if (!text || !number) return undefined;
  const literal = text.expression?.kind === "string" ? new TextDecoder().decode(text.expression.bytes) : undefined;
  if (literal !== undefined && /^(0x[0-9a-f]+|-?\d+)$/i.test(literal)) {
    return [`a number is written without quotes: \`${literal}\``];
  }
  return ["a text of a number is `lltostr(n)`, a number of a text `strtoll(text)`"];
}

/** What a description that matches nothing may have meant. @param all the probes there are */
export function helpForDescription(text: string, all: readonly ProbeInformation[]): string[] {
  const parts = text.split(/[:.]+/).filter((part) => part !== "");
  if (parts[0] === "interval" || parts[0] === "profile" || parts[0] === "tick") return helpForTimer(parts);
  if (parts.length < 2 || /^\w+:[^:]*:[^:]*:[^:]*$/.test(text)) return [];
  const [provider, name] = [parts[0], parts[parts.length - 1]];
  if (OTHER_PROBES.test(provider)) {
    return [
      `probes of the running kernel are asked by \`probebook trace\`: \`syscall::openat:entry\`, \`sdt:sched::sched_switch\``,
    ];
  }
  const names = all.filter((probe) => probe.provider === provider).map((probe) => probe.name);
  if (names.includes(name) || name === "*") return [`did you mean \`${provider}:::${name}\`?`];
  const near = suggest(name, names);
  return near.map((line) => line.replace("`", `\`${provider}:::`));
}
/** Providers of bpftrace. */
const OTHER_PROBES =
  /^(?:k(?:ret)?probe|u(?:ret)?probe|tracepoint|rawtracepoint|usdt|fentry|fexit|kfunc|kretfunc|software|hardware)$/;

/** Probes by what people call them: flags and events of TCP, parts of the name. */
const EVENTS: Readonly<Record<string, string>> = {
  syn: "connect-request",
  open: "accept-established",
  close: "state-change",
  fin: "state-change",
  rst: "connect-refused",
  reset: "connect-refused",
  input: "receive",
  output: "send",
  in: "receive",
  out: "send",
  rx: "receive",
  tx: "send",
  recv: "receive",
};
/** Help for a probe's name that its provider lacks. @param names those that it has */
export function helpForProbe(provider: string, name: string, names: readonly string[]): string[] {
  const event = Object.hasOwn(EVENTS, name) ? EVENTS[name] : undefined;
  if (event && names.includes(event)) return [`did you mean \`${provider}:::${event}\`?`];
  const stem = name.slice(0, 6), alike = stem.length < 4 ? [] : names.filter((one) => one.includes(stem));
  return alike.length > 0
    ? [`there ${alike.length > 1 ? "are" : "is"} ${alike.map((one) => `\`${provider}:::${one}\``).join(", ")}`]
    : [];
}
const UNITS: Readonly<Record<string, string>> = {
  s: "s",
  ms: "ms",
  us: "us",
  ns: "ns",
  hz: "hz",
  sec: "s",
  msec: "ms",
};
/** `interval:s:1` is `tick-1s`, `profile:hz:99` is `profile-99hz`. */
function helpForTimer([kind, ...rest]: readonly string[]): string[] {
  const unit = rest.map((one) => UNITS[one.replace(/^\d+/, "").toLowerCase()]).find((one) => one !== undefined);
  const count = rest.map((one) => /^\d+/.exec(one)?.[0]).find((one) => one !== undefined);
  if (unit === undefined || count === undefined) return ["a timer is `tick-1s`, `tick-10ms`, `profile-97`"];
  return [`a timer is \`${kind === "profile" ? "profile" : "tick"}-${count}${unit}\``];
}
