/**
 * The manual page, made of the tables of flags and options. `deno task docs` writes it.
 *
 * @module
 */
import { helpOf } from "./flag_help.ts";
import { OPTIONS } from "../engine/options/mod.ts";
import { optionRows, type Subcommand, SUBCOMMANDS, synopsisOf } from "./commands/mod.ts";
import { type Flag, FLAGS, SECTIONS } from "./flags.ts";

/** Where the page is. */
export const MANUAL = "notebooks/guide/probebook.1";

/** Text for roff: nothing in it is a request or an escape. */
function roff(text: string): string {
  return text.replaceAll("\\", "\\e").replaceAll("-", "\\-").replace(/^([.'])/gm, "\\&$1");
}
/** Several words as one argument of a macro. */
function argument(text: string): string {
  return `"${roff(text).replaceAll('"', "\\(dq")}"`;
}
function flagItem(flag: Flag): string[] {
  const { letter, long, argument: value } = flag, help = helpOf(flag);
  const name = letter ? roff(letter) : `\\-${roff(long!)}`;
  const joined = /^\d$/.test(letter ?? "");
  const item = value === undefined
    ? `.It Fl ${name}`
    : joined
    ? `.It Fl ${name}${value}`
    : `.It Fl ${name} Ar ${argument(value)}`;
  return [item, ...sentences(help)];
}
/** A command, its options in a list below it, and the commands that it has itself. */
function commandItem(command: Subcommand, before = ""): string[] {
  const rows = optionRows(command);
  const options = rows.flatMap(([name, meaning]) => [`.It ${argument(name)}`, ...sentences(meaning)]);
  return [
    `.It Nm Cm ${roff(before + synopsisOf(command))}`,
    ...sentences(command.meaning),
    ...rows.length > 0 ? [".Bl -tag -width Ds", ...options, ".El"] : [],
    ...(command.commands ?? []).flatMap((own) => commandItem(own, `${before}${command.name} `)),
  ];
}
/** A sentence a line, as manual pages have it. */
function sentences(text: string): string[] {
  const whole = text[0].toUpperCase() + text.slice(1) + (/[.?!]$/.test(text) ? "" : ".");
  return roff(whole).split(/(?<=[.?!])\s+(?=[A-Z])/);
}

/** The page, in mdoc(7). */
export function manualPage(): string {
  const sections = SECTIONS.flatMap(({ name, heading }) => [
    `.Ss ${heading}`,
    ".Bl -tag -width Ds",
    ...FLAGS.filter(({ section }) => section === name).flatMap(flagItem),
    ".El",
  ]);
  const options = OPTIONS.flatMap(({ name, doc, default: preset }) => [
    `.It Cm ${name}`,
    ...sentences(doc),
    ...preset === undefined ? [] : [`The default is ${roff(preset)}.`],
  ]);
  const commands = SUBCOMMANDS.flatMap((command) => commandItem(command));
  return [
    '.\\" Written by "deno task docs" from the tables of flags and options.',
    ".Dd $Mdocdate$",
    ".Dt PROBEBOOK 1",
    ".Os",
    ".Sh NAME",
    ".Nm probebook",
    ".Nd ask captures of network traffic in D",
    ".Sh SYNOPSIS",
    ".Nm",
    ".Op Ar flags",
    ".Op Fl r Ar capture ...",
    ".Op Fl n Ar program | Fl s Ar script",
    ".Op Ar argument ...",
    ".Sh DESCRIPTION",
    ".Nm",
    "runs programs of D, the language of DTrace, over captures of network traffic and over interfaces of this host.",
    "Its probes",
    ".Pq Cm ip:::receive , tcp:::send , udp:::receive",
    "fire for packets; their arguments, and what is printed, are those of DTrace.",
    ...sections,
    ".Sh OPTIONS",
    "With",
    ".Fl x Ar name Ns = Ns Ar value :",
    ".Bl -tag -width Ds",
    ...options,
    ".El",
    ".Sh COMMANDS",
    ".Bl -tag -width Ds",
    ...commands,
    ".El",
    ".Sh EXIT STATUS",
    "0, or the argument of",
    ".Fn exit ;",
    "1 after any error, a program that does not compile included; 2 after a wrong command line.",
    ".Sh EXAMPLES",
    "Who sends to this host, and how many packets:",
    `.Dl probebook \\-r web.pcap \\-n 'ip:::receive { @[args[2]\\->ip_saddr] = count(); }'`,
    ".Pp",
    "What a function does:",
    ".Dl probebook \\-\\-help quantize",
    "",
  ].filter((line, i, all) => line !== "" || i === all.length - 1).join("\n");
}
