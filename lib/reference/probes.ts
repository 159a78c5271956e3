/**
 * Providers, probes and the structs of their arguments as entries.
 *
 * @module
 */
import { providers } from "../providers/mod.ts";
import { documentStructs } from "../providers/documentation/mod.ts";
import { type Library, ownLibraries, sentence } from "./constants.ts";
import type { ReferenceEntry } from "./entry.ts";

/** A provider with its probes, then each of the probes, by its full name. */
export function probeEntries(): ReferenceEntry[] {
  return providers.flatMap((provider): ReferenceEntry[] => {
    const probes = provider.probes();
    return [
      {
        kind: "provider",
        name: provider.name,
        usage: `${provider.name}:::`,
        paragraphs: [
          `${sentence(provider.meaning)} Source: ${provider.source}.`,
        ],
        rows: probes.map(({ name, doc }) => [name, `fires ${doc}`] as const),
        examples: [],
      },
      ...probes.map(({ name, doc, unavailable, args = [] }): ReferenceEntry => ({
        kind: "probe",
        name: `${provider.name}:::${name}`,
        paragraphs: [
          `Fires ${doc}.`,
          ...unavailable ? [`It does not fire here: ${unavailable}.`] : [],
        ],
        rows: args.map(({ native, translated, doc }, i) =>
          [`args[${i}]`, `${translated ?? native}: ${doc ?? ""}`] as const
        ),
        examples: [],
      })),
    ];
  });
}
/** Structs of the libraries, with their members. */
export function structEntries(libraries: readonly Library[] = ownLibraries()): ReferenceEntry[] {
  return [...documentStructs(libraries.map(({ text }) => text)).values()].map(({ name, members }): ReferenceEntry => ({
    kind: "struct",
    name,
    usage: `struct ${name}`,
    paragraphs: [],
    rows: members.map(({ type, name, doc }) => [`${type}${type.endsWith("*") ? "" : " "}${name}`, doc] as const),
    examples: [],
  }));
}
