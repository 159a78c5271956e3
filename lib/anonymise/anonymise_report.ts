/**
 * What is said of an anonymised capture: what was changed, what is still to be seen, and how it can be attacked.
 *
 * @module
 */
import { reasonText } from "../packet/wire/mod.ts";
import type { Choices } from "./choices.ts";
import type { Counts } from "./counts.ts";
import { type Pin, PINS4, PINS6 } from "./map/mod.ts";
import { MISSED } from "./walk/mod.ts";

export interface ReportContext {
  /** Of profile `none`: why. */
  readonly reason?: string;
  /** Where the key is: a file's name, or nowhere. */
  readonly keyFile?: string;
  readonly remarks?: readonly string[];
}
/** With commas; the runtime's own way to do that takes longer to load than a small capture to be read. */
const number = (value: number): string => String(value).replace(/\B(?=(\d{3})+$)/g, ",");
const places = (count: number): string => `${number(count)} place${count === 1 ? "" : "s"}`;

/** Lines of text, each a sentence. */
export function reportLines(choices: Choices, counts: Counts, context: ReportContext = {}): string[] {
  const { remarks = [] } = context;
  if (choices.profile === "none") {
    return [
      `${number(counts.packets)} packets, none of them changed; the reason given: ${context.reason}`,
      "comments, names and secrets beside the packets are gone",
      ...remarks,
    ];
  }
  return [
    `${number(counts.packets)} packets, profile ${choices.profile}`,
    "changed:",
    ...changed(choices, counts).map(indented),
    "still to be seen:",
    ...visible(choices, counts).map(indented),
    "known attacks:",
    ...ATTACKS.map(indented),
    keyLine(context),
    ...remarks,
  ];
}
const indented = (line: string): string => `  ${line}`;

function changed(choices: Choices, counts: Counts): string[] {
  const how = `${choices.prefixes}, prefixes kept${choices.pins ? ", special ranges in their places" : ""}`;
  const lines = [
    `IPv4 addresses in ${places(counts.addresses4)}, IPv6 addresses in ${places(counts.addresses6)} (${how})`,
    `hardware addresses in ${places(counts.hardware)}${choices.keep.has("oui") ? ", their makers kept" : ""}`,
    `${number(counts.blanked)} bytes of payload and of fields that may name somebody, to zeros`,
    "checksums by as much as what they cover: right ones are right, wrong ones as wrong as before",
    "comments, names of interfaces and hosts, secrets beside the packets: gone",
  ];
  if (counts.cut > 0) {
    lines.push(`${number(counts.cut)} packets cut behind their headers: lengths on the wire are kept`);
  }
  if (counts.timestamps > 0) lines.push(`TCP timestamps in ${places(counts.timestamps)}, by an offset for each host`);
  if (counts.identifications > 0) {
    lines.push(`IP identifications in ${places(counts.identifications)}, permuted by source`);
  }
  if (choices.shiftDays !== 0) lines.push(`all times, by ${choices.shiftDays} days`);
  for (const [reason, count] of counts.undecoded) {
    const what = reason === MISSED ? "in which addresses were not found where they were expected" : reasonText(reason);
    lines.push(`${number(count)} frames ${what}: overwritten but for what is understood of them`);
  }
  return lines;
}
function visible(choices: Choices, counts: Counts): string[] {
  const ranges = (pins: readonly Pin[], inside: Pin["inside"]) =>
    pins.filter((pin) => pin.inside === inside).map(({ range }) => range).join(" ");
  const lines = [
    "times, lengths, ports, sequence numbers, windows, options and their order, hop limits, VLANs, labels, flow labels",
    "who talks to whom, how much and when; which addresses share a prefix",
  ];
  if (choices.pins) {
    lines.push(
      `as they are: ${ranges(PINS4, "kept")} ${ranges(PINS6, "kept")}`,
      `within their ranges: ${ranges(PINS4, "mapped")} ${ranges(PINS6, "mapped")}`,
      "the first bits of every address that leads to one of these: three of each IPv4 address, more near a range",
      "groups of multicast, but for the parts of addresses in them",
    );
  }
  if (choices.ipId === "kept") lines.push("identifications of IPv4, which can link the interfaces of a host");
  lines.push("how fast clocks run that TCP timestamps show");
  if (counts.broadcasts.size > 0) {
    const some = [...counts.broadcasts].slice(0, 5).map(text4).join(" ");
    lines.push(`directed broadcasts, whose last bits are ones no longer: ${counts.broadcasts.size}, such as ${some}`);
  }
  if (counts.fragmentBytes > 0) lines.push(`${counts.fragmentBytes} fragments end in a byte of payload that was left`);
  if (counts.lostChecksums > 0) lines.push(`${counts.lostChecksums} checksums of SCTP could not be kept`);
  return lines;
}
const text4 = (address: number): string => [24, 16, 8, 0].map((shift) => address >>> shift & 255).join(".");

const ATTACKS = [
  "anyone who knows one host can guess its neighbours: shared prefixes show where they are",
  "anyone who could send packets into the capture may find addresses that they chose",
  "sizes, timing, ports, clocks and numbers of partners identify hosts that are known from elsewhere",
  "this is pseudonymisation: personal data remains personal data",
];
function keyLine({ keyFile }: ReportContext): string {
  return keyFile === undefined
    ? "the key was made for this run, and is forgotten"
    : `the key is in ${keyFile}: anyone who has it can undo the map`;
}
