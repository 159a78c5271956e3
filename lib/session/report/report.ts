/**
 * Lines about a run that every client says alike.
 *
 * @module
 */
import { visibleLine } from "../../diagnostic/mod.ts";
import type { Options } from "../../engine/options/mod.ts";
import type { CopiesReport, TunnelCount, UndecodedPackets } from "../../providers/pipeline/mod.ts";
import type { SourceProblem } from "../../sources/mod.ts";
import type { InterfaceResult, RunResult } from "./run_results.ts";
import type { ProgramText, SessionSettings } from "../settings.ts";

const counted = (count: number | bigint, what: string): string => `${count} ${what}${count === 1 ? "" : "s"}`;

/** `script 'x.d'` or `description 'BEGIN '`, as messages call a program. */
export function describeProgram(program: ProgramText): string {
  if (program.flag === "s") return `script '${program.name}'`;
  // a description ends where its predicate or action begins
  const end = program.text.search(/[{/;]/);
  return `description '${end < 0 ? program.text : program.text.slice(0, end)}'`;
}
/** `eth0: 1000 packets, 3 of them dropped before they could be read` */
export function lossLine({ interface: name, file, received, dropped, isAmbiguous }: InterfaceResult): string {
  const of = file === undefined ? name : `${file}: ${name}`;
  const packets = received === undefined ? "" : `${counted(received, "packet")}, `;
  if (dropped === undefined) return `${of}: ${packets}how many were dropped is not known`;
  if (dropped === 0) return `${of}: ${packets}none dropped`;
  if (isAmbiguous) {
    return `${of}: ${packets}${dropped} dropped before they could be read (the file does not say whether among these)`;
  }
  const help = file === undefined ? " (-b makes the buffer larger)" : "";
  return `${of}: ${packets}${dropped} of them dropped before they could be read${help}`;
}
/** `web.pcap: truncated record: 40 bytes expected, 12 there at byte 1000`; what is wrong with no file has no place in one. */
export function problemLine({ file, message, byteOffset }: SourceProblem): string {
  return `${file}: ${message}${byteOffset === undefined ? "" : ` at byte ${byteOffset}`}`;
}

function undecodedLine({ reason, packets, linkType }: UndecodedPackets): string {
  const help = linkType === undefined ? "" : ": capture on a network interface, or convert it to a link type that is";
  return `${counted(packets, "packet")}: ${reason}${help}`;
}
/** Kinds that are reported one by one: hostile or foreign captures have thousands. */
const MAX_KINDS = 10;
/** The most frequent first, as they come; the rest in one line. */
function undecodedLines(all: readonly UndecodedPackets[]): string[] {
  const lines = all.slice(0, MAX_KINDS).map(undecodedLine), rest = all.slice(MAX_KINDS);
  if (rest.length === 1) lines.push(undecodedLine(rest[0]));
  else if (rest.length > 1) {
    const packets = rest.reduce((sum, one) => sum + one.packets, 0);
    lines.push(`${counted(packets, "packet")}: of ${rest.length} more kinds (\`packet:::undecoded\` fires for each)`);
  }
  return lines;
}
/** open: everything is said. quiet (-q): what changes a number. silent (-x quiet=all): damage alone. */
export type Quietness = "open" | "quiet" | "silent";
export function quietnessOf(options: Options): Quietness {
  return options.isSilent ? "silent" : options.flag("quiet") ? "quiet" : "open";
}

/** What a run has to say at its end, a line each. */
export function reportLines(result: RunResult, quietness: Quietness): string[] {
  const lines = quietness === "silent" ? [] : remarks(result);
  for (const one of result.interfaces ?? []) {
    const isLoss = one.dropped !== undefined && one.dropped > 0;
    if (isLoss ? quietness !== "silent" : quietness === "open" && one.file === undefined) lines.push(lossLine(one));
  }
  for (const remark of result.remarks ?? []) lines.push(problemLine(remark));
  for (const problem of result.problems) lines.push(problemLine(problem));
  // names of files and interfaces are anybody's
  return lines.map(visibleLine);
}
/** Whether a line is what every run over the same captures says: from where they are seen, what could not be decoded. */
export function isStanding(line: string): boolean {
  return /^(seen|no one host|no host) |^\d+ packets?(: | in tunnels )|^\d+ messages? at a port of DNS/.test(line);
}
const SITES: Readonly<Record<string, string>> = {
  vlan: "in several VLANs",
  mpls: "under several MPLS labels",
  interface: "on several interfaces",
};
/** Connections that are met at several sites: one line, with what to do. */
function copiesLines({ copies, copied, scattered, parts, isCrowded }: CopiesReport): string[] {
  const where = parts.map((part) => SITES[part]).join(" and ");
  const sentences = [];
  if (copies > 0) {
    sentences.push(
      `${counted(copies, "TCP segment")} of ${counted(copied, "connection")} captured again ${where}: ` +
        `copies, which change no connection's state`,
    );
  }
  if (scattered > 0) sentences.push(`${counted(scattered, "connection")} met ${where} without copies`);
  const lines = sentences.length === 0
    ? []
    : [`${sentences.join("; ")} (\`-x flowkey=${parts.join(",")}\` keeps what has the same addresses and ports apart)`];
  if (isCrowded) lines.push("more sites than 65,534 in `-x flowkey`: flows at those beyond are not kept apart");
  return lines;
}
/** Messages of DNS, TLS and HTTP for which no other probe fires, and what was forgotten. */
function messageLines(result: RunResult): string[] {
  const { malformedDns = [], malformedTls = [], malformedHttp = [], forgottenDns = 0 } = result;
  const lines = malformedDns.map(({ reason, messages }) =>
    `${counted(messages, "message")} at a port of DNS: ${reason}`
  );
  lines.push(...malformedTls.map(({ reason, messages }) => `${counted(messages, "message")} of TLS: ${reason}`));
  lines.push(...malformedHttp.map(({ reason, messages }) => `${counted(messages, "message")} of HTTP: ${reason}`));
  if (forgottenDns > 0) {
    lines.push(`${counted(forgottenDns, "exchange")} of DNS forgotten to make room for others`);
  }
  if ((result.forgottenHttp ?? 0) > 0) {
    lines.push(`${counted(result.forgottenHttp!, "request")} of HTTP forgotten to make room for others`);
  }
  return lines;
}
/** What was missing from connections whose bytes were read, and which bounds were hit. */
function streamLines({ streams }: RunResult): string[] {
  if (!streams) return [];
  const { missing, gaps, byBytes, byRanges, byTime, tooLong, conflicts, uncompared, behindEnd, stray, forgotten } =
    streams;
  const line = (count: number, text: string) => count > 0 ? [text] : [];
  return [
    ...line(
      gaps,
      `${counted(missing, "byte")} missing from connections of TCP that were read, in ${counted(gaps, "gap")}`,
    ),
    ...line(byBytes, `${counted(byBytes, "gap")} in TCP given up: more behind them than \`-x streamheld\``),
    ...line(byRanges, `${counted(byRanges, "gap")} in TCP given up: more ranges behind them than \`-x streamranges\``),
    ...line(byTime, `${counted(byTime, "gap")} in TCP given up: not filled within \`-x streamwait\``),
    ...line(tooLong, `${counted(tooLong, "message")} over TCP given up: longer than \`-x streamcarry\``),
    ...line(conflicts, `${counted(conflicts, "TCP segment")} sent again with other bytes: the first were read`),
    ...line(
      uncompared,
      `${
        counted(uncompared, "byte")
      } sent again over TCP not compared with the first: more than \`-x streamhistory\` before`,
    ),
    ...line(behindEnd, `${counted(behindEnd, "byte")} behind the end of a connection of TCP not read`),
    ...line(stray, `${counted(stray, "TCP segment")} that do not fit their connection not read`),
    ...line(
      forgotten,
      `${counted(forgotten, "connection")} of TCP forgotten to make room for others: \`-x streamtotal\` bounds them`,
    ),
  ];
}
/** What is inside tunnels that were not opened, and how to open them. */
function tunnelLines(closed: readonly TunnelCount[]): string[] {
  if (closed.length === 0) return [];
  const all = counted(closed.reduce((sum, { packets }) => sum + packets, 0), "packet");
  const kinds = closed.map(({ name, packets }) => `${name} ${packets}`).join(", ");
  return [`${all} in tunnels not looked into: ${kinds} (\`-x tunnels\` opens them)`];
}
/** `timestamp` goes back where a capture's times do. */
function orderLines({ outOfOrder }: RunResult): string[] {
  if (outOfOrder === undefined) return [];
  const { packets, mostNs, file } = outOfOrder;
  const fraction = String(mostNs % 1_000_000_000n).padStart(9, "0").replace(/0+$/, "");
  const max = `${mostNs / 1_000_000_000n}${fraction && `.${fraction}`} s`;
  const what = packets === 1 ? `1 packet is earlier than the one before it, by ${max}` : `${packets} packets are ` +
    `earlier than the one before them, by ${max} at most`;
  return [`${what} (in ${file}): \`timestamp\` goes back there, timers do not fire again`];
}
/** From where packets were seen, and what was left out. */
function remarks(result: RunResult): string[] {
  const { view, evictedFlows = 0, overlappingDatagrams = 0, incompleteDatagrams = 0, skippedFirings = 0 } = result;
  const { unusableFragments = 0, joinedGaps = 0 } = result;
  const lines = [...view === undefined ? [] : [view], ...viewLines(result), ...orderLines(result)];
  if (evictedFlows > 0) {
    lines.push(
      `${counted(evictedFlows, "quiet flow")} ${evictedFlows === 1 ? "was" : "were"} forgotten to make room for others`,
    );
  }
  if (joinedGaps > 0) {
    lines.push(
      `${counted(joinedGaps, "gap")} in TCP's sequence numbers taken as one with others to make room: what is sent ` +
        "again between them may be reported as late data",
    );
  }
  if (overlappingDatagrams > 0) {
    const datagrams = counted(overlappingDatagrams, "datagram");
    lines.push(`${datagrams} not put together: fragments overlap or contradict each other`);
  }
  if (incompleteDatagrams > 0) {
    lines.push(`${counted(incompleteDatagrams, "datagram")} not put together: not all fragments came in time`);
  }
  if (unusableFragments > 0) {
    lines.push(
      `${counted(unusableFragments, "fragment")} passed over: too little captured, or of an impossible length`,
    );
  }
  if (skippedFirings > 0) {
    lines.push(
      `${counted(skippedFirings, "firing")} of timers left out: the time between two packets is too long for them`,
    );
  }
  if (result.copies) lines.push(...copiesLines(result.copies));
  lines.push(...messageLines(result));
  lines.push(...streamLines(result));
  lines.push(...tunnelLines(result.closedTunnels ?? []));
  lines.push(...undecodedLines(result.undecoded));
  return lines;
}
/** What whose view it was has left out, or was contradicted by. */
function viewLines({ betweenOthers = 0, contradicted = 0, passing = 0 }: RunResult): string[] {
  const lines = [];
  if (betweenOthers > 0) {
    lines.push(
      `${
        counted(betweenOthers, "packet")
      } left out: between others than the host (\`-x local=none\` takes all packets)`,
    );
  }
  if (passing > 0) {
    lines.push(
      `${
        counted(passing, "packet")
      } on the way through the host: only ip's probes fire for what is not to or from its ` +
        "addresses (`-x local=none` takes all packets)",
    );
  }
  if (contradicted > 0) {
    lines.push(
      `${counted(contradicted, "packet")} whose direction in the capture contradicts the host's addresses: the ` +
        "capture's direction was taken (is `-x local` right?)",
    );
  }
  return lines;
}
/** What saved packets say of how they came about: programs and options as on a command line, one a line. */
export function runComment({ programs, options = [], macroArguments = [], interfaces = [] }: SessionSettings): string {
  return [
    ...interfaces.map((name) => `--interface ${name}`),
    ...options.map(({ name, value }) => `-x ${name}${value === undefined ? "" : `=${value}`}`),
    ...programs.map((program) =>
      program.flag === "s" ? `-s ${program.name}: ${program.text}` : `-${program.flag} ${program.text}`
    ),
    ...macroArguments,
  ].join("\n");
}
