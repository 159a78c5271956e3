/**
 * The options of `probebook anonymise`: parsing, help and the guide's table are made of them.
 *
 * @module
 */
import { optionTable, usageOf } from "./described.ts";
import type { LongOption } from "./long_options.ts";

export const ANONYMISE_OPTIONS: readonly LongOption[] = [
  {
    name: "output",
    short: "o",
    value: "FILE",
    meaning: "what to write: a pcapng, or a pcap where it ends in .pcap; several captures merge by time, " +
      "but in a folder each becomes a file of its own",
  },
  {
    name: "profile",
    value: "NAME",
    meaning:
      "default: payload becomes zeros; headers: it is cut off; none: packets stay as they are (asks for --reason)",
  },
  { name: "reason", value: "TEXT", meaning: "why nothing is changed; it is printed" },
  {
    name: "key",
    value: "FILE",
    meaning: "the key of a series of captures, so that all have one map; made where there is none (mode 600). " +
      "Without: the key is made, used and forgotten",
  },
  {
    name: "keep",
    value: "WHAT",
    repeats: true,
    meaning: "oui: the first three bytes of hardware addresses, which say who has made a device; " +
      "timestamps: TCP timestamps as they are",
  },
  {
    name: "ip-id",
    value: "HOW",
    meaning: "kept: identifications of IP as they are; permuted: mapped for each source",
  },
  {
    name: "map",
    value: "NAME",
    meaning:
      "the prefix-preserving function: ipcrypt-pfx, or crypto-pan to match captures that others have mapped by it",
  },
  {
    name: "no-pins",
    meaning: "map special ranges as any others: loopback, multicast and private addresses are such no longer, " +
      "and others become such",
  },
  { name: "shift-days", value: "N", meaning: "add so many whole days to all times" },
  { name: "report", value: "FILE", meaning: "write there what is printed at the end, too" },
  { name: "quiet", short: "q", meaning: "print nothing at the end" },
  { name: "help", short: "h", meaning: "print this help" },
];

export const anonymiseUsage = () => usageOf("probebook anonymise CAPTURE... -o FILE [OPTION...]", ANONYMISE_OPTIONS);
/** The guide's table, in Markdown. */
export const anonymiseTable = () => optionTable("Option", ANONYMISE_OPTIONS);
