/**
 * The font of pictures: Inter, from its package, as no font of the system can be counted on.
 *
 * @module
 */
import { packageFile } from "./package_files.ts";

let directory: Promise<URL> | undefined;
const files = new Map<string, Uint8Array>();

function fontDirectory(): Promise<URL> {
  return directory ??= (async () => {
    // importing something of the package makes sure that it is there
    await import("npm:@fontsource/inter@5.3.0/package.json", { with: { type: "json" } });
    return new URL("files/", packageFile("@fontsource/inter/package.json"));
  })();
}
/** What letters need which file beside the Latin ones. */
const SUBSETS: readonly (readonly [RegExp, string])[] = [
  [/[\u0100-\u02ff\u1e00-\u1eff]/, "latin-ext"],
  [/[\u0370-\u03ff]/, "greek"],
  [/[\u1f00-\u1fff]/, "greek-ext"],
  [/[\u0400-\u045f\u0490-\u04b1]/, "cyrillic"],
  [/[\u0460-\u052f]/, "cyrillic-ext"],
];
/** The files that a text needs, in regular and in semibold. */
export async function fontFiles(text: string): Promise<Uint8Array[]> {
  const from = await fontDirectory();
  const subsets = ["latin", ...SUBSETS.filter(([letters]) => letters.test(text)).map(([, name]) => name)];
  return subsets.flatMap((subset) =>
    [400, 600].map((weight) => {
      const name = `inter-${subset}-${weight}-normal.woff2`;
      let file = files.get(name);
      if (!file) files.set(name, file = Deno.readFileSync(new URL(name, from)));
      return file;
    })
  );
}

/**
 * Widths of the letters from U+0020 to U+007E, in hundredths of the size: those of Inter, a little wider than Arial's, so
 * that there is room in either.
 */
const WIDTHS = [
  ...[28, 28, 41, 64, 64, 94, 65, 23, 36, 36, 52, 65, 28, 46, 28, 36], // space to /
  ...[64, 41, 62, 63, 66, 61, 63, 57, 63, 63, 28, 29, 65, 65, 65, 53], // 0 to ?
  ...[97, 69, 65, 73, 72, 60, 59, 75, 74, 28, 57, 67, 56, 89, 75, 76], // @ to O
  ...[63, 76, 64, 64, 65, 74, 69, 99, 68, 68, 63, 36, 36, 36, 47, 46], // P to _
  ...[33, 57, 61, 57, 61, 58, 37, 61, 59, 24, 24, 55, 24, 88, 59, 60], // ` to o
  ...[61, 61, 38, 53, 36, 59, 56, 81, 55, 56, 55, 43, 33, 43, 65], // p to ~
];
export function textWidth(text: string, size: number, bold = false): number {
  let hundredths = 0;
  for (let i = 0; i < text.length; i++) hundredths += WIDTHS[text.charCodeAt(i) - 0x20] ?? 65;
  return hundredths * size * (bold ? 1.05 : 1) / 100;
}
