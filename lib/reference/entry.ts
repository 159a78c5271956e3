/**
 * What the reference says of one name, wherever it is shown: the pages, `--help NAME`, `:help NAME`.
 *
 * @module
 */

export type EntryKind =
  | "variable"
  | "subroutine"
  | "action"
  | "aggregating function"
  | "option"
  | "constant"
  | "error"
  | "provider"
  | "probe"
  | "struct"
  | "flag"
  | "command";

/** A name and what is said of it. */
export interface ReferenceEntry {
  readonly kind: EntryKind;
  readonly name: string;
  /** How it is written: `string substr(const char *, int, [int])`, `-x strsize=SIZE`. */
  readonly usage?: string;
  /** Whole sentences, a paragraph each. */
  readonly paragraphs: readonly string[];
  /** Rows below the paragraphs, such as the members of a struct. */
  readonly rows?: readonly (readonly [name: string, text: string])[];
  /** Command lines, `probebook …`; what they print is in `outputs.json`. */
  readonly examples: readonly string[];
}

/** A program of D as an argument for a shell. */
export function quoted(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`;
}
/** The captures that examples ask: nothing was lost in the first. */
const CAPTURE = "test/captures/demo.pcap", LOSSY = "notebooks/captures/slow.pcap";
const NAMES = "notebooks/captures/dns.pcap";
const TUNNELS = "notebooks/captures/tunnels.pcap";
const OF_PACKETS =
  /\b(?:ip|tcp|tcpa|udp|udplite|icmp|icmp6|arp|sctp|ipa|link|dns|stream|tls|quic)?:::|\btick-|\bprofile-/;

/**
 * The command line of an example: an expression, which is traced in BEGIN, or clauses. Clauses of packets, and timers, get the
 * capture.
 */
export function commandOf(example: string, flags = "", quiet = true): string {
  const program = /\}$|^\/\*/.test(example) ? example : `BEGIN { trace(${example}); exit(0); }`;
  const capture = OF_PACKETS.test(program) ? captureOf(program) : "";
  const letters = `${quiet ? "q" : ""}${capture === "" ? "" : "r"}`;
  const end = `n ${quoted(program)}`;
  if (capture === "" && flags === "") return `probebook -${letters}${end}`;
  return ["probebook", letters && `-${letters}`, capture, flags, `-${end}`].filter(Boolean).join(" ");
}
function captureOf(program: string): string {
  if (/pkt_tunnel|pkt_depth/.test(program)) return TUNNELS;
  if (program.includes("dns:::")) return NAMES;
  return program.includes("tcpa:::") ? LOSSY : CAPTURE;
}
/** A script on standard input, for what only scripts have: the preprocessor. */
export function scriptCommandOf(program: string, flags: string): string {
  return `echo ${quoted(program)} | probebook -q ${flags} -s -`;
}
