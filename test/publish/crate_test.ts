/** A package is an RO-Crate of version 1.3: what its specification says of the root and of what is referred to. */
import { deepStrictEqual, match, ok, strictEqual } from "node:assert";
import type { Manifest } from "../../lib/page/mod.ts";
import { crateText } from "../../lib/publish/crate.ts";
import { sha256 } from "../../lib/publish/mod.ts";

interface CrateEntity {
  readonly "@id": string;
  readonly "@type": string;
  readonly [name: string]: unknown;
}
const manifest = (more: object): Manifest => ({
  ...{
    format: 1,
    title: "Who?",
    authors: ["A"],
    date: "2026-11-30",
    license: "CC0-1.0",
    cells: [],
    captures: [],
    charts: true,
  },
  program: { version: "0.1.0", deno: "2.9.6", scripts: {} },
  anonymisation: { profile: "default", choices: {}, isSeries: false, report: [], literals: {} },
  ...more,
});
const data = new TextEncoder().encode("x");
const files = new Map(["notebook.ipynb", "manifest.json", "index.html", "captures/a.pcap"].map((path) => [path, data]));
const read = async (more: object = {}) => {
  const text = await crateText(manifest(more), files), crate = JSON.parse(text);
  return { text, context: crate["@context"], graph: crate["@graph"] as CrateEntity[] };
};
const entity = (graph: readonly CrateEntity[], id: string) => graph.find((one) => one["@id"] === id)!;

Deno.test("crate: the descriptor leads to the root, which has all that it must have", async () => {
  const { context, graph } = await read();
  strictEqual(context, "https://w3id.org/ro/crate/1.3/context");
  const descriptor = entity(graph, "ro-crate-metadata.json"), root = entity(graph, "./");
  deepStrictEqual(descriptor.about, { "@id": "./" });
  deepStrictEqual(descriptor.conformsTo, { "@id": "https://w3id.org/ro/crate/1.3" });
  deepStrictEqual([root["@type"], root.datePublished, root.name, root.license], [
    "Dataset",
    "2026-11-30",
    "Who?",
    "CC0-1.0",
  ]);
  match(String(root.description), /anonymised with the profile default/);
  match(String(entity((await read({ date: "" })).graph, "./").datePublished), /^\d{4}-\d\d-\d\d$/);
});
Deno.test("crate: identifiers are there once, and what is referred to is there", async () => {
  const { graph } = await read({ license: "https://creativecommons.org/publicdomain/zero/1.0/" });
  const ids = graph.map((one) => one["@id"]);
  strictEqual(new Set(ids).size, ids.length);
  const references = [...JSON.stringify(graph).matchAll(/\{"@id":"([^"]+)"\}/g)].map(([, id]) => id);
  for (const id of references) ok(ids.includes(id) || id === "https://w3id.org/ro/crate/1.3", id);
});
Deno.test("crate: every file is described with its size and hash; what has made it names what it was made of", async () => {
  const { graph, text } = await read(), root = entity(graph, "./");
  deepStrictEqual(root.hasPart, [...files.keys()].sort().map((id) => ({ "@id": id })));
  for (const path of files.keys()) {
    const { "@type": type, contentSize, sha256: hash } = entity(graph, path);
    deepStrictEqual([type, contentSize, hash], ["File", "1", await sha256(data)]);
  }
  const action = entity(graph, "#publishing");
  deepStrictEqual(action.object, [{ "@id": "captures/a.pcap" }, { "@id": "notebook.ipynb" }]);
  strictEqual(entity(graph, (action.instrument as CrateEntity)["@id"])["@type"], "SoftwareApplication");
  strictEqual((await read()).text, text, "the same each time");
});
