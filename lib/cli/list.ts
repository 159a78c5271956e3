/**
 * `-l` and `-lv`, laid out as dtrace(1) does.
 *
 * @module
 */
import type { Door, ListedProbe, Session } from "../session/mod.ts";

const HEADING = "   ID   PROVIDER            MODULE                          FUNCTION NAME\n";

/** `    1     dtrace                                                     BEGIN` */
export function probeLine(probe: ListedProbe): string {
  const { id, provider, module, function: func, name } = probe;
  return `${String(id).padStart(5)} ${provider.padStart(10)} ${module.padStart(17)} ${func.padStart(33)} ${name}\n`;
}

/** Prints all probes, or for each description of the programs those that it matches. */
export function listProbes(session: Session, verbose: boolean, door: Door): void {
  const { output } = door;
  output.write(HEADING);
  for (const { description, probes } of session.listed()) {
    for (const probe of probes) {
      output.write(probeLine(probe));
      if (verbose) output.write(probeInformation(probe));
    }
    if (probes.length === 0) door.warn(`failed to match ${description}: No probe matches description`);
  }
}

/** Attributes and argument types, with what each argument is where we know it. */
export function probeInformation(probe: ListedProbe): string {
  const lines = ["", "\tProbe Description Attributes", ...attributeLines(probe.attributes?.identifier)];
  lines.push("", "\tArgument Attributes", ...attributeLines(probe.attributes?.argument));
  lines.push("", "\tArgument Types");
  const args = probe.args ?? [];
  args.forEach((arg, index) => lines.push(`\t\targs[${index}]: ${arg.translated ?? arg.native}`));
  if (args.length === 0) lines.push("\t\tNone");
  if (probe.unavailable) lines.push("", `\tNot seen here: ${probe.unavailable}`);
  return lines.join("\n") + "\n\n";
}

/** `Evolving/Evolving/ISA` as three lines. */
export function attributeLines(attributes = "Unstable/Unstable/Unknown"): string[] {
  const [names, semantics, dependency] = attributes.split("/");
  return [
    `\t\tIdentifier Names: ${names}`,
    `\t\tData Semantics:   ${semantics}`,
    `\t\tDependency Class: ${dependency}`,
  ];
}
