/**
 * Constants and arrays of names that D's libraries define, as entries: the comment beside each is its meaning.
 *
 * @module
 */
import { LIBRARIES } from "../providers/mod.ts";
import { commandOf, type ReferenceEntry } from "./entry.ts";

export interface Library {
  /** `tcp.d` */
  readonly name: string;
  readonly text: string;
}
/** The libraries that come with the command. */
export function ownLibraries(): Library[] {
  return [...LIBRARIES];
}
/** What a library says of itself: its first sentence. */
export function headlineOf({ text }: Library): string {
  const [, comment = ""] = text.match(/^\s*\/\*([^]*?)\*\//) ?? [];
  return comment.replaceAll(/\s*\n\s*\*\s*/g, " ").trim().split(/(?<=\.)\s/)[0];
}

const CONSTANT = /^inline ([\w ]+?) ([A-Z]\w*) = (-?\w+);(?:\s*\/\* (.*?) \*\/)?$/gm;
const NAMES = /^(?:\/\* (.*?) \*\/\n)?inline string (\w+)\[(\w+) \w+\] =/gm;

/** A question with constants of a kind, by the beginning of their names; the first that fits. */
const QUESTIONS: readonly (readonly [prefix: RegExp, example: string])[] = [
  [/^TH_/, "tcp:::receive /args[4]->tcp_flags & TH_SYN/ { @[args[2]->ip_saddr] = count(); }"],
  [
    /^TCPS_|^TCP_STATE_/,
    "tcp:::state-change /args[3]->tcps_state == TCPS_ESTABLISHED/ { @[args[3]->tcps_raddr] = count(); }",
  ],
  [/^TCPA_EV_/, "tcpa:::rtt-sample { @[args[5]->tcpa_evidence & TCPA_EV_ECHO] = count(); }"],
  [/^TCPA_/, "tcpa::: /args[5]->tcpa_verdict & TCPA_DUPLICATE_ACK/ { @[probename] = count(); }"],
  [/^ICMP6_|^ND_/, 'icmp6:::receive { @[args[4]->icmp_type == ND_NEIGHBOR_SOLICIT ? "asked" : "other"] = count(); }'],
  [/^ICMP_/, "icmp:::send, icmp:::receive /args[4]->icmp_type == ICMP_ECHO/ { @[probename] = count(); }"],
  [/^ARPOP_/, "arp:::receive /args[4]->arp_op == ARPOP_REQUEST/ { @ = count(); }"],
  [
    /^IPPROTO_/,
    "ip:::receive /args[4] != NULL && args[4]->ipv4_protocol == IPPROTO_UDP/ { @[args[2]->ip_saddr] = count(); }",
  ],
  [/^AF_/, "ip:::send /args[4] != NULL/ { trace(inet_ntop(AF_INET, &args[4]->ipv4_hdr->ipha_src)); exit(0); }"],
  [/^DTRACEFLT_/, "BEGIN { x = *(int *)NULL; } ERROR { trace(arg4 == DTRACEFLT_BADADDR); exit(0); }"],
  [/^PCAP_/, "packet:::captured { pcap(args[0]->pkt_addr, PCAP_IP); exit(0); }"],
  [/^SCTP_STATE_/, "sctp_state_string[SCTP_STATE_OPEN]"],
  [/^E[A-Z0-9]+$/, "ECONNREFUSED"],
  [/^SIG/, "SIGTERM"],
];
/** The example of a constant: of its kind, or its value alone. */
function exampleOf(name: string): string {
  return QUESTIONS.find(([prefix]) => prefix.test(name))?.[1] ?? name;
}
/** What an array of names is asked with. */
const INDEX: Readonly<Record<string, string>> = {
  protocols: "protocols[IPPROTO_TCP]",
  tcp_state_string: "tcp_state_string[TCPS_TIME_WAIT]",
  sctp_state_string: "sctp_state_string[SCTP_STATE_OPEN]",
  siftr_dir_string: "siftr_dir_string[SIFTR_OUT]",
  tcpdebug_dir_string: "tcpdebug_dir_string[TA_DROP]",
  tcpflag_string: "tcpflag_string[TH_SYN]",
  prureq_string: "prureq_string[4]",
};

/** A constant, with its library. */
export interface ConstantEntry extends ReferenceEntry {
  readonly library: string;
  /** As the library writes it; undefined of an array. */
  readonly value?: string;
}
/** All constants, in the order of the libraries. */
export function constantEntries(libraries: readonly Library[]): ConstantEntry[] {
  return libraries.flatMap((library) => [...namesOf(library), ...constantsOf(library)]);
}
function constantsOf({ name: library, text }: Library): ConstantEntry[] {
  return [...text.matchAll(CONSTANT)].map(([, type, name, value, meaning]): ConstantEntry => ({
    kind: "constant",
    name,
    library,
    value,
    usage: `${type} ${name} = ${value}`,
    paragraphs: meaning ? [sentence(meaning), `Defined in ${library}.`] : [],
    examples: [commandOf(exampleOf(name))],
  }));
}
function namesOf({ name: library, text }: Library): ConstantEntry[] {
  return [...text.matchAll(NAMES)].map(([, meaning, name, key]): ConstantEntry => ({
    kind: "constant",
    name,
    library,
    usage: `string ${name}[${key}]`,
    paragraphs: meaning ? [meaning, `Defined in ${library}.`] : [],
    examples: Object.hasOwn(INDEX, name) ? [commandOf(INDEX[name])] : [],
  }));
}
const VARIABLES = /^\/\* (.*?) \*\/\ninline (\w+ \*)(cur\w+) =/gm;
/** What variables of the libraries are asked with. */
const MEMBERS: Readonly<Record<string, string>> = {
  curpsinfo: "curpsinfo->pr_pid == pid",
  curlwpsinfo: "curlwpsinfo->pr_lwpid == tid",
  curcpu: "curcpu->cpu_id",
};
/** Variables that the libraries define: pointers to structs. */
export function libraryVariables(libraries: readonly Library[]): ReferenceEntry[] {
  return libraries.flatMap(({ name: library, text }) =>
    [...text.matchAll(VARIABLES)].map(([, meaning, type, name]): ReferenceEntry => ({
      kind: "variable",
      name,
      usage: `${type}${name}`,
      paragraphs: [meaning, `Defined in ${library}.`],
      examples: Object.hasOwn(MEMBERS, name) ? [commandOf(MEMBERS[name])] : [],
    }))
  );
}
/** With a capital and a full stop. */
export function sentence(text: string): string {
  return text[0].toUpperCase() + text.slice(1) + (/[.?!]$/.test(text) ? "" : ".");
}
