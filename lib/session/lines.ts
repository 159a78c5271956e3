/**
 * Lines about a run that every door says alike.
 *
 * @module
 */
import type { UndecodedPackets } from "../providers/pipeline/mod.ts";
import type { SourceProblem } from "../sources/mod.ts";
import type { InterfaceResult, RunResult, SessionSettings } from "./settings.ts";

const counted = (count: number, what: string): string => `${count} ${what}${count === 1 ? "" : "s"}`;

/** `eth0: 1000 packets, 3 of them dropped before they could be read` */
export function lossLine({ interface: name, file, received, dropped }: InterfaceResult): string {
  const of = file === undefined ? name : `${file}: ${name}`;
  const packets = received === undefined ? "" : `${counted(received, "packet")}, `;
  if (dropped === undefined) return `${of}: ${packets}how many were dropped is not told`;
  if (dropped === 0) return `${of}: ${packets}none dropped`;
  const help = file === undefined ? " (-b makes the buffer larger)" : "";
  return `${of}: ${packets}${dropped} of them dropped before they could be read${help}`;
}
/** `web.pcap: truncated record: 40 bytes wanted, 12 there at byte 1000`; what is wrong with no file has no place in one. */
export function problemLine({ file, message, byteOffset }: SourceProblem): string {
  return `${file}: ${message}${byteOffset === undefined ? "" : ` at byte ${byteOffset}`}`;
}

function undecodedLine({ reason, packets, linkType }: UndecodedPackets): string {
  const help = linkType === undefined ? "" : ": capture on a network interface, or convert it to a link type that is";
  return `${counted(packets, "packet")}: ${reason}${help}`;
}
/** What a run has to say at its end, a line each: damage and losses always, the rest unless quiet. */
export function reportLines(result: RunResult, quiet: boolean): string[] {
  const lines = quiet ? [] : remarks(result);
  // no probe fires for packets of such a link type: an answer without them is none
  for (const one of result.undecoded) if (one.linkType !== undefined) lines.push(undecodedLine(one));
  for (const one of result.interfaces ?? []) {
    if (one.dropped || !quiet && one.file === undefined) lines.push(lossLine(one));
  }
  for (const remark of result.remarks ?? []) lines.push(problemLine(remark));
  for (const problem of result.problems) lines.push(problemLine(problem));
  return lines;
}
/** From where packets were seen, and what was left out. */
function remarks(result: RunResult): string[] {
  const { view, evictedFlows = 0, overlappingDatagrams = 0, incompleteDatagrams = 0, skippedFirings = 0 } = result;
  const lines = view === undefined ? [] : [view];
  if (evictedFlows > 0) {
    lines.push(
      `${counted(evictedFlows, "quiet flow")} ${evictedFlows === 1 ? "was" : "were"} forgotten to make room for others`,
    );
  }
  if (overlappingDatagrams > 0) {
    const datagrams = counted(overlappingDatagrams, "datagram");
    lines.push(`${datagrams} not put together: fragments overlap or contradict each other`);
  }
  if (incompleteDatagrams > 0) {
    lines.push(`${counted(incompleteDatagrams, "datagram")} not put together: not all fragments came in time`);
  }
  if (skippedFirings > 0) {
    lines.push(
      `${counted(skippedFirings, "firing")} of timers left out: the time between two packets is too long for them`,
    );
  }
  for (const one of result.undecoded) if (one.linkType === undefined) lines.push(undecodedLine(one));
  return lines;
}
/** What saved packets say of how they came about: programs and options as on a command line, one a line. */
export function describeRun({ programs, options = [], macroArguments = [], interfaces = [] }: SessionSettings): string {
  return [
    ...interfaces.map((name) => `--interface ${name}`),
    ...options.map(({ name, value }) => `-x ${name}${value === undefined ? "" : `=${value}`}`),
    ...programs.map((program) =>
      program.flag === "s" ? `-s ${program.name}: ${program.text}` : `-${program.flag} ${program.text}`
    ),
    ...macroArguments,
  ].join("\n");
}
