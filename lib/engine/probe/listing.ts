/**
 * Lists of probes as `-l` prints them, and with `-v` their attributes and arguments.
 *
 * @module
 */
import type { ProbeInformation } from "../../d/check/mod.ts";

function line(id: string, provider: string, module: string, func: string, name: string): string {
  return `${id.padStart(5)} ${provider.padStart(10)} ${module.padStart(17)} ${func.padStart(33)} ${name}\n`;
}

const LISTING_HEADING = line("ID", "PROVIDER", "MODULE", "FUNCTION", "NAME");

/** What is known of the type of an argument: its members, one a line. */
export type DescribeType = (type: string) => readonly string[];

/** The heading and a line for each probe; verbose: what is known of each, and once of each type of their arguments. */
export function formatListing(probes: Iterable<ProbeInformation>, verbose = false, describe?: DescribeType): string {
  let text = LISTING_HEADING;
  const types = new Set<string>();
  for (const probe of probes) {
    text += line(String(probe.id), probe.provider, probe.module, probe.function, probe.name);
    if (!verbose) continue;
    text += formatProbeDetails(probe);
    for (const { native, translated } of probe.args ?? []) types.add(translated ?? native);
  }
  if (!describe) return text;
  for (const type of types) {
    const members = describe(type);
    if (members.length > 0) {
      text += `\t${type.replace(/[ *]+$/, "")}\n${members.map((one) => `\t\t${one}\n`).join("")}\n`;
    }
  }
  return text;
}

const UNSTABLE = "Private/Private/Unknown";

/** What -v says of a program. */
export function formatStability(
  what: string,
  of: { readonly description: string; readonly statement: string },
): string {
  return `\nStability attributes for ${what}:\n` +
    formatAttributes("Minimum Probe Description Attributes", of.description) +
    formatAttributes("Minimum Statement Attributes", of.statement) + "\n";
}
function formatAttributes(title: string, attributes: string): string {
  const [names, semantics, dependency] = attributes.split("/");
  return `\n\t${title}\n\t\tIdentifier Names: ${names}\n\t\tData Semantics:   ${semantics}\n` +
    `\t\tDependency Class: ${dependency}\n`;
}

/** Stability and types of arguments: the translated type where there is one. */
export function formatProbeDetails(probe: ProbeInformation): string {
  const args = probe.args ?? [];
  const types = args.map((arg, i) => `\t\targs[${i}]: ${arg.translated ?? arg.native}\n`).join("");
  const meanings = args.map((arg, i) => arg.doc ? `\t\targs[${i}]: ${arg.doc}\n` : "").join("");
  const fires = [probe.doc && `fires ${probe.doc}`, probe.unavailable && `does not fire here: ${probe.unavailable}`]
    .filter(Boolean).join("; ");
  return formatAttributes(
    "Probe Description Attributes",
    probe.attributes?.listed ?? probe.attributes?.identifier ?? UNSTABLE,
  ) +
    formatAttributes("Argument Attributes", probe.attributes?.argument ?? UNSTABLE) +
    `\n\tArgument Types\n${types || "\t\tNone\n"}\n` +
    (fires || meanings ? `\tMeaning\n${fires && `\t\t${fires}\n`}${meanings}\n` : "");
}
