/**
 * A page that is all there is: the engine, its scripts, no address of anything. Its policy lets nothing be loaded, sent, or
 * run but what it names by its hash, and a worker of the page's own text.
 *
 * @module
 */
import { foldConstants } from "./fold.ts";
import { writeLzma, writeScripts, writeText } from "./pack/mod.ts";
import { bundleScript } from "./script_bundle.ts";
import { withoutWords } from "./plain_engine.ts";
import { escapeText } from "./still.ts";
import { type StyledPage, styleOf } from "./style.ts";

/** Scripts of a page; bundled. */
export interface PageScripts {
  /** The only one that stands in the page as it is. */
  readonly boot: string;
  /** The one that it runs. */
  readonly app: string;
  /** The worker. */
  readonly engine: string;
}
/** @param app the script of the page; a plain one draws no charts, and its engine is small */
export async function bundledScripts(app: "app" | "notebook" | "notebook_plain"): Promise<PageScripts> {
  const isPlain = app === "notebook_plain";
  const paths = ["app/boot", `app/${app}`, isPlain ? "engine/engine_plain" : "engine/engine"];
  const [boot, own, engine] = await Promise.all(paths.map(bundleScript));
  const worker = foldConstants((isPlain ? withoutWords(engine) : engine).trim());
  return { boot: boot.trim(), app: own.trim(), engine: worker };
}
/** What a document is made of. */
export interface DocumentParts {
  readonly title: string;
  /** HTML. */
  readonly body: string;
  /** Texts that do nothing by themselves ({@linkcode writeText}), by id. */
  readonly inert: Readonly<Record<string, string>>;
  readonly scripts: PageScripts;
  /** What packs these; {@linkcode packedPart} without. */
  readonly write?: PartWriter;
  readonly style: StyledPage;
  /** It shows pictures that stand in it as addresses of the kind `data:`. */
  readonly hasPictures?: boolean;
}
export async function pageDocument(
  { title, body, inert, scripts, write = packedPart, style, hasPictures }: DocumentParts,
): Promise<string> {
  const first = asScript(scripts.boot), rules = styleOf(style);
  const policy = [
    "default-src 'none'",
    `script-src ${await hashOf(first)} ${await hashOf(scripts.app)} 'wasm-unsafe-eval'`,
    `style-src ${await hashOf(rules)}`,
    ...(hasPictures ? ["img-src data:"] : []),
    "worker-src blob:",
    "base-uri 'none'",
    "form-action 'none'",
  ].join("; ");
  const parts = Object.entries({ ...inert, scripts: packedScripts(scripts, write) }).map(([id, text]) =>
    `<script type="application/octet-stream" id="${id}">${text}</script>`
  );
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="referrer" content="no-referrer">
<meta name="viewport" content="width=device-width">
<meta name="color-scheme" content="light dark">
<title>${escapeText(title)}</title>
<style>${rules}</style>
</head>
<body>
${body}
${parts.join("\n")}
<script>${first}</script>
</body>
</html>
`;
}
const asScript = (text: string) => text.replaceAll("</script", "<\\/script").replaceAll("<!--", "<\\!--");

/** Makes a part of what it is to hold: JSON or another text, or bytes that are not many. */
export type PartWriter = (id: string, content: string | Uint8Array) => string;

export const packedPart: PartWriter = (_id, content) =>
  writeText(writeLzma(typeof content === "string" ? new TextEncoder().encode(content) : content));

/** Scripts are the same in many pages of a process. */
const packed = new Map<string, string>();
function packedScripts({ app, engine }: PageScripts, write: PartWriter): string {
  const key = `${app}\0${engine}`;
  let part = packed.get(key);
  if (part === undefined) packed.set(key, part = write("scripts", writeScripts(app, engine)));
  return part;
}
async function hashOf(text: string): Promise<string> {
  const digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(text));
  return `'sha256-${new Uint8Array(digest).toBase64()}'`;
}
