/**
 * The reference page of the providers: every probe with its arguments, every struct with its members; in Markdown.
 *
 * @module
 */
import type { ProbeDeclaration, Provider } from "../../engine/probe/mod.ts";
import { type StructDocumentation, structName } from "./structs.ts";

const INTRODUCTION = `# Providers

<!-- written by \`deno task docs\` from the declarations in this folder and the comments of \`dlib/*.d\` -->

Probes of packets, their arguments, and what each member of the arguments is. \`-lv\` prints the same:
\`probebook -lv -n tcp:::send\`. A protocol is a value in \`lib/protocols/\`, from which all else is read that is to be
known of it; what its arguments look like in D is a file of its name in \`dlib/\`, and a stage in \`pipeline/\` turns its
packets into firings.

What packets cannot tell is 0, or estimated where that is sound, as each member says. Addresses are text that is kept as
bytes: they print and compare as text, sort as addresses (\`-x aggsortkey\`), and as keys of an aggregation cost seventeen
bytes. \`inet_prefix(address, length)\` is the network of an address, which is an address too;
\`inet_in(address, "10.0.0.0/8")\` is 1 where an address lies in a network.
`;
type Probe = Pick<ProbeDeclaration, "name" | "doc" | "unavailable" | "args">;

function argumentsOf({ args = [] }: Probe): string[] {
  return args.map(({ native, translated, doc }, i) => `${i}. \`${translated ?? native}\`: ${doc ?? ""}`);
}
/** Probes with the same arguments share one list of them. */
function probesOf(provider: Provider): string {
  const groups = new Map<string, Probe[]>();
  for (const probe of provider.probes()) {
    const key = argumentsOf(probe).join("\n");
    groups.set(key, [...groups.get(key) ?? [], probe]);
  }
  const parts = [...groups].map(([args, probes]) => {
    const lines = probes.map(({ name, doc, unavailable }) =>
      `- \`${provider.name}:::${name}\` fires ${doc}${unavailable ? `. It does not fire here: ${unavailable}` : ""}`
    );
    return `${lines.join("\n")}\n\nArguments, from \`args[0]\`:\n\n${args}\n`;
  });
  return `## ${provider.name}\n\n${parts.join("\n")}`;
}
function structOf({ name, members }: StructDocumentation): string {
  const lines = members.map(({ type, name, doc }) =>
    `- \`${type}${type.endsWith("*") ? "" : " "}${name}\`${doc ? `: ${doc}` : ""}`
  );
  return `### ${name}\n\n${lines.join("\n")}\n`;
}

/** The page: packet providers in the order given, then the structs of their arguments in the order of their use. */
export function referencePage(
  providers: readonly Provider[],
  structs: ReadonlyMap<string, StructDocumentation>,
): string {
  const ofPackets = providers.filter((provider) => provider.probes().some(({ args }) => args !== undefined));
  const used = ofPackets.flatMap((provider) => provider.probes().flatMap(({ args = [] }) => args))
    .map(({ native, translated }) => structs.get(structName(translated ?? native)))
    .flatMap((struct) => struct === undefined ? [] : [struct, ...struct.members.map(({ type }) => structs.get(type))]);
  const parts = [
    INTRODUCTION,
    ...ofPackets.map(probesOf),
    "## Structs of the arguments\n",
    ...[...new Set(used)].filter((struct) => struct !== undefined).map(structOf),
  ];
  return parts.join("\n");
}
