/**
 * From a manifest and its captures to what a page is made of: nothing else goes in, so that a page can be made again.
 *
 * @module
 */
import type {
  AboutPart,
  CodeOutput,
  Manifest,
  ManifestCell,
  ManifestOutput,
  PublishedCell,
  PublishedNotebook,
} from "../page/mod.ts";
import type { Investigation } from "./investigation_parts.ts";
import { proseHtml } from "./prose_html.ts";
import { recordedMs } from "./run_program.ts";

/** @param signedBy the key that has signed it, as people write it: `SHA256:…` */
export function publishedOf(
  { manifest, manifestText, captures, signature }: Investigation,
  signedBy: string,
): PublishedNotebook {
  return {
    title: manifest.title,
    byline: [manifest.authors.join(", "), manifest.date].filter(Boolean).join(", "),
    about: aboutOf(manifest),
    captures: manifest.captures.map(({ name, sha256, packets, bytes, first, last }) => ({
      name,
      data: captures.get(name)!,
      about: [
        `${packets.toLocaleString("en-US")} packets, ${bytes.toLocaleString("en-US")} bytes`,
        ...first !== undefined && last !== undefined ? [`${first} to ${last}`] : [],
        `SHA-256 ${sha256}`,
      ].join(", "),
    })),
    cells: manifest.cells.map(publishedCell),
    manifest: manifestText,
    recordedMs: recordedMs(manifest),
    charts: manifest.charts,
    ...signature !== undefined && { signature: signedBy, armoredSignature: signature },
    version: manifest.program.version,
  };
}
function aboutOf({ anonymisation, license, cells }: Manifest): AboutPart[] {
  const { report, literals, isSeries, profile } = anonymisation;
  const mapped = Object.entries(literals).map(([kind, count]) => `${count} × ${kind}`);
  const differing = cells.flatMap((cell, i) =>
    cell.kind === "prose" ? [] : cell.differences.map((text) => `cell ${i + 1}: ${text}`)
  );
  const rest = [
    ...mapped.length > 0 ? [`addresses in programs and prose were mapped, too: ${mapped.join(", ")}`] : [],
    ...isSeries ? ["other captures may have been given away with the same map"] : [],
  ];
  return [
    { title: profile === "none" ? "Nothing was anonymised" : "What was changed", lines: [...report, ...rest] },
    ...profile === "none" ? [] : [{
      title: "Compared with the captures as they were before",
      lines: differing.length > 0 ? differing : ["every table is the same, but for addresses"],
    }],
    { title: "Licence", lines: [license] },
  ];
}
function publishedCell(cell: ManifestCell): PublishedCell {
  switch (cell.kind) {
    case "prose":
      return { kind: "prose", html: proseHtml(cell.source, cell.values) };
    case "code": {
      const { language, source, outputs } = cell;
      const name = language === "magic" ? "magics" : "TypeScript";
      return { kind: "code", language: name, text: source, outputs: outputs.map(codeOutput) };
    }
    case "d": {
      const { program, settings, given, captures, outcome, isSilent, isHidden, differences } = cell;
      return { kind: "d", program, settings, given, captures, outcome, isSilent, isHidden, differences };
    }
  }
}
function codeOutput(output: ManifestOutput): CodeOutput {
  if (output.kind !== "shown") {
    return { kind: "text", text: output.text, ...output.kind === "error" && { isError: true } };
  }
  const { "text/plain": text = "", "text/markdown": markdown, "image/png": png } = output.bundle;
  if (png !== undefined) {
    const picture = Uint8Array.fromBase64(png);
    return { kind: "picture", light: picture, dark: picture, text };
  }
  // Arquero writes its tables as Markdown
  if (markdown !== undefined || text.startsWith("|")) return { kind: "html", html: proseHtml(markdown ?? text, []) };
  return { kind: "text", text };
}
