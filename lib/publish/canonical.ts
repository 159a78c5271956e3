/**
 * The manifest as text: the same bytes of the same content; and read again, by somebody who does not trust it.
 *
 * @module
 */
import { type Manifest, MANIFEST_FORMAT } from "../page/mod.ts";

/** A manifest that is none, or of another format. */
export class ManifestError extends Error {
  override readonly name = "ManifestError";
}
/** JSON whose keys are sorted, and which has no place for what is undefined. */
export function canonicalJson(value: unknown, indent?: number): string {
  return JSON.stringify(
    value,
    (_, part) => {
      if (part === null || typeof part !== "object" || Array.isArray(part)) return part;
      return Object.fromEntries(Object.entries(part).sort(([a], [b]) => a < b ? -1 : 1));
    },
    indent,
  );
}
export function formatManifest(manifest: Manifest): string {
  return `${canonicalJson(manifest, 1)}\n`;
}

/** What stands where: a kind, a list of one, an object of names (`?` where it may be missing), all values of an object, one of several. */
type JsonShape =
  | "text"
  | "number"
  | "flag"
  | "any"
  | readonly [JsonShape]
  | { readonly fields: Readonly<Record<string, JsonShape>> }
  | { readonly each: JsonShape }
  | { readonly oneOf: readonly JsonShape[]; readonly name: string }
  | { readonly only: string | number };
const fields = (fields: Readonly<Record<string, JsonShape>>): JsonShape => ({ fields });

const SETTING = fields({ name: "text", "value?": "text" });
const CELL = { "id?": "text", "tags?": ["text"], source: "text" } as const satisfies Record<string, JsonShape>;
const OUTCOME = fields({
  text: "text",
  omittedCharacters: "number",
  exitStatus: "number",
  lines: ["text"],
  results: ["any"],
  packets: "number",
});
const OUTPUT: JsonShape = {
  name: "kind",
  oneOf: [
    fields({ kind: { only: "stream" }, stream: "text", text: "text" }),
    fields({ kind: { only: "shown" }, bundle: { each: "text" } }),
    fields({ kind: { only: "error" }, text: "text" }),
  ],
};
const SHAPE = fields({
  format: { only: MANIFEST_FORMAT },
  charts: "flag",
  title: "text",
  authors: ["text"],
  date: "text",
  license: "text",
  program: fields({ version: "text", deno: "text", scripts: { each: "text" } }),
  anonymisation: fields({
    profile: "text",
    "reason?": "text",
    choices: { each: "text" },
    isSeries: "flag",
    report: ["text"],
    literals: { each: "number" },
  }),
  captures: [fields({
    name: "text",
    sha256: "text",
    bytes: "number",
    packets: "number",
    "first?": "text",
    "last?": "text",
    linkTypes: ["text"],
    "original?": fields({ bytes: "number", keyedHash: "text" }),
  })],
  cells: [{
    name: "kind",
    oneOf: [
      fields({ ...CELL, kind: { only: "prose" }, values: [fields({ reference: "text", text: "text" })] }),
      fields({
        ...CELL,
        kind: { only: "d" },
        program: "text",
        settings: [SETTING],
        given: fields({
          "arguments?": ["text"],
          "limits?": fields({ "packets?": "number", "nanoseconds?": "number" }),
        }),
        captures: ["text"],
        isSilent: "flag",
        isHidden: "flag",
        outcome: OUTCOME,
        tables: [fields({ name: "text", rows: "number", sha256: "text" })],
        differences: ["text"],
      }),
      fields({ ...CELL, kind: { only: "code" }, language: "text", outputs: [OUTPUT], differences: ["text"] }),
    ],
  }],
});

/** @throws ManifestError */
export function parseManifest(text: string): Manifest {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw new ManifestError(`the manifest is not JSON: ${(error as Error).message}`);
  }
  const format = (value as { format?: unknown } | null)?.format;
  if (typeof format === "number" && format !== MANIFEST_FORMAT) {
    throw new ManifestError(`the manifest is of format ${format}, and this version reads ${MANIFEST_FORMAT}`);
  }
  check(value, SHAPE, "the manifest");
  return value as Manifest;
}
const isList = (shape: JsonShape): shape is readonly [JsonShape] => Array.isArray(shape);
function check(value: unknown, shape: JsonShape, where: string): void {
  const fail = (what: string): never => {
    throw new ManifestError(`${where} is not ${what}`);
  };
  if (shape === "any") return;
  if (shape === "text") return void (typeof value === "string" || fail("text"));
  if (shape === "number") return void (Number.isSafeInteger(value) || fail("a whole number"));
  if (shape === "flag") return void (typeof value === "boolean" || fail("true or false"));
  if (isList(shape)) {
    if (!Array.isArray(value)) return fail("a list");
    return value.forEach((one, i) => check(one, shape[0], `${where}[${i}]`));
  }
  if ("only" in shape) return void (value === shape.only || fail(JSON.stringify(shape.only)));
  if (value === null || typeof value !== "object" || Array.isArray(value)) return fail("an object");
  if ("each" in shape) {
    for (const [name, one] of Object.entries(value)) check(one, shape.each, `${where}.${name}`);
  } else if ("oneOf" in shape) checkOneOf(value, shape, where);
  else if ("fields" in shape) checkFields(value, shape.fields, where);
}
function checkOneOf(
  value: object,
  { oneOf, name }: { readonly oneOf: readonly JsonShape[]; readonly name: string },
  where: string,
) {
  const own = (value as Record<string, unknown>)[name];
  const shape = oneOf.find((one) =>
    typeof one === "object" && "fields" in one && (one.fields[name] as { readonly only: string }).only === own
  );
  if (shape === undefined) throw new ManifestError(`${where}.${name} is not a kind that is known`);
  check(value, shape, where);
}
function checkFields(value: object, fields: Readonly<Record<string, JsonShape>>, where: string): void {
  const rest = new Set(Object.keys(value));
  for (const [key, shape] of Object.entries(fields)) {
    const name = key.replace("?", ""), isThere = rest.delete(name);
    if (isThere) check((value as Record<string, unknown>)[name], shape, `${where}.${name}`);
    else if (name === key) throw new ManifestError(`${where} has no \`${name}\``);
  }
  const [other] = rest;
  if (other !== undefined) throw new ManifestError(`${where} has \`${other}\`, which is not known`);
}
