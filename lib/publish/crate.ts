/**
 * A package as an RO-Crate (version 1.3, attached): what is in it, what has made it of what. Only terms of its own context,
 * which is named by its version; nothing is loaded for it.
 *
 * @module
 */
import type { Manifest } from "../page/mod.ts";
import { canonicalJson } from "./canonical.ts";
import { sha256 } from "./digests.ts";

const VERSION = "https://w3id.org/ro/crate/1.3", PROCESS_RUN = "https://w3id.org/ro/wfrun/process/0.6";
const CRATE = "ro-crate-metadata.json";
const KINDS: readonly (readonly [end: string, format: string, name: string])[] = [
  [".ipynb", "application/x-ipynb+json", "the notebook"],
  [".html", "text/html", "the notebook as a page that runs"],
  [".sig", "application/x-pem-file", "the signature of the manifest"],
  [".json", "application/json", "the manifest: what every cell came to"],
  ["", "application/vnd.tcpdump.pcap", "a capture"],
];
const reference = (id: string) => ({ "@id": id });

/** @param files all but itself */
export async function crateText(manifest: Manifest, files: ReadonlyMap<string, Uint8Array>): Promise<string> {
  const { title, authors, date, license, program } = manifest;
  const paths = [...files.keys()].sort();
  const people = authors.map((name, i) => ({ "@id": `#author-${i + 1}`, "@type": "Person", name }));
  const isAddress = /^https?:\/\/\S+$/.test(license), { profile } = manifest.anonymisation;
  const how = profile === "none" ? "not anonymised" : `anonymised with the profile ${profile}`;
  const graph = [
    { "@id": CRATE, "@type": "CreativeWork", about: reference("./"), conformsTo: reference(VERSION) },
    {
      "@id": "./",
      "@type": "Dataset",
      name: title,
      description: `A reproducible investigation of network traffic, ${how}.`,
      // it has to have one
      datePublished: date || "1970-01-01",
      license: isAddress ? reference(license) : license,
      conformsTo: reference(PROCESS_RUN),
      ...people.length > 0 && { author: people.map((one) => reference(one["@id"])) },
      hasPart: paths.map(reference),
      mentions: [reference("#publishing")],
    },
    { "@id": PROCESS_RUN, "@type": "CreativeWork", name: "Process Run Crate", version: "0.6" },
    ...people,
    ...isAddress ? [{ "@id": license, "@type": "CreativeWork", name: license }] : [],
    ...await Promise.all(paths.map((path) => fileEntity(path, files.get(path)!))),
    {
      "@id": "#publishing",
      "@type": "CreateAction",
      name: "all cells run over the captures",
      instrument: reference("#probebook"),
      object: paths.filter((path) => kindOf(path) === KINDS.at(-1) || path.endsWith(".ipynb")).map(reference),
      result: paths.filter((path) => kindOf(path) !== KINDS.at(-1) && !path.endsWith(".ipynb")).map(reference),
    },
    { "@id": "#probebook", "@type": "SoftwareApplication", name: "Probebook", version: program.version },
  ];
  return `${canonicalJson({ "@context": `${VERSION}/context`, "@graph": graph }, 1)}\n`;
}
const kindOf = (path: string) => KINDS.find(([end]) => path.endsWith(end))!;

async function fileEntity(path: string, bytes: Uint8Array) {
  const [, encodingFormat, name] = kindOf(path);
  return {
    "@id": path,
    "@type": "File",
    name,
    encodingFormat,
    contentSize: String(bytes.length),
    sha256: await sha256(bytes),
  };
}
