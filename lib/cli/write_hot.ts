/**
 * Translates hot functions to WebAssembly (`deno task hot`): see lib/wasm/translate/README.md.
 *
 * @module
 */
import { translate, type Translated } from "../wasm/translate/mod.ts";

/** Files with what is translated, and the functions that are exported. */
export const HOT: readonly { readonly path: string; readonly names: readonly string[] }[] = [
  {
    path: "lib/providers/fast_path/loop.ts",
    names: [
      ...["recordsOfBatch", "ipOfBatch", "segmentsOfBatch", "packetsOfBatch"],
      ...["recordsOfFile", "ipOfFile", "segmentsOfFile", "packetsOfFile"],
    ],
  },
  {
    path: "lib/providers/pipeline/dns_fields.ts",
    names: ["readDns", "askDns", "answerDns", "writeDns", "writeExchange"],
  },
  { path: "lib/page/pack/unpack.ts", names: ["unpackLzma", "unpackLetters"] },
  { path: "lib/packet/tcp/header_prediction.ts", names: ["predictSegment"] },
  {
    path: "lib/builtins/subroutines/hot/texts.ts",
    names: [
      ...["inetNtoa", "inetNtoa6", "inetNtop", "strjoin", "substr", "strstr", "index", "rindex", "strchr", "strrchr"],
      ...["toupper", "tolower", "lltostr"],
    ],
  },
  {
    path: "lib/engine/aggregation/rows/rows.ts",
    names: ["gatherNumbers", "gatherDistributions", "sort", "split", "merge", "printNumbers", "printDistributions"],
  },
];

const root = new URL("../../", import.meta.url);
const read = (path: string): string => Deno.readTextFileSync(new URL(path, root));

export const hotPath = (path: string): string => path.replace(/\.ts$/, ".wasm.ts");
const SCRIPT_TYPES: Readonly<Record<string, string>> = { i64: "bigint", u64: "bigint", boolean: "number" };

/** The text of a module's file. */
export function hotModule({ path, names }: { readonly path: string; readonly names: readonly string[] }): string {
  const { bytes, exports } = translate(read, path, names);
  const name = path.split("/").at(-1)!.slice(0, -".ts".length);
  const title = name.split("_").map((word) => word[0].toUpperCase() + word.slice(1)).join("");
  return [
    "/**",
    ` * Written by \`deno task hot\` from ${name}.ts and what it calls.`,
    " *",
    " * @module",
    " */",
    `/** The functions of ${name}.ts on one memory. A boolean is 1 or 0. */`,
    `export interface ${title}Functions {`,
    ...exports.map(signature),
    "}",
    "/** The module, in base64. */",
    `export const ${name.toUpperCase()}_WASM: string =`,
    `  "${btoa(String.fromCharCode(...bytes))}";`,
    "",
  ].join("\n");
}
function signature({ name, parameters, result }: Translated["exports"][number]): string {
  const typeOf = (type: string) => SCRIPT_TYPES[type] ?? "number";
  const list = parameters.map((one) => `${one.name}: ${typeOf(one.type)}`);
  const end = `): ${result ? typeOf(result) : "void"};`;
  const line = `  ${name}(${list.join(", ")}${end}`;
  return line.length <= 120 ? line : [`  ${name}(`, ...list.map((one) => `    ${one},`), `  ${end}`].join("\n");
}

if (import.meta.main) {
  for (const module of HOT) {
    const text = hotModule(module);
    Deno.writeTextFileSync(new URL(hotPath(module.path), root), text);
  }
}
