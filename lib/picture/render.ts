/**
 * Pictures: a specification to SVG by Vega, SVG to PNG by resvg. Both are loaded when they are first used; neither needs
 * the network, a browser or permissions beyond reading.
 *
 * @module
 */
import {
  configOf,
  expressionsOf,
  failureOf,
  FONT,
  judgeExpressions,
  judgeSpec,
  overrideSpec,
  plainSpec,
  type Theme,
  type VegaLiteSpec,
} from "../chart/mod.ts";
import { fontFiles, textWidth } from "./font.ts";
import { encodePng } from "./png.ts";
import { packageFile } from "./package_files.ts";

export interface RenderOptions {
  /** "light" without. */
  readonly theme?: Theme;
}
interface Tools {
  readonly vega: typeof import("npm:vega@6.4.0");
  readonly lite: typeof import("npm:vega-lite@6.5.0");
  readonly interpreter: typeof import("npm:vega-interpreter@2.3.2");
}
let tools: Promise<Tools> | undefined;

/** Once in a process. */
function loadVega(): Promise<Tools> {
  return tools ??= (async () => {
    const [vega, lite, interpreter] = await Promise.all([
      import("npm:vega@6.4.0"),
      import("npm:vega-lite@6.5.0"),
      import("npm:vega-interpreter@2.3.2"),
    ]);
    // without a canvas Vega guesses eight tenths of the size for each letter, and leaves room for it
    const { textMetrics } = vega as unknown as { textMetrics: { width: unknown } };
    textMetrics.width = (item: { fontSize?: number; fontWeight?: string | number }, text: unknown) =>
      textWidth(String(text ?? ""), item.fontSize ?? 11, Number(item.fontWeight) >= 600 || item.fontWeight === "bold");
    return { vega, lite, interpreter };
  })();
}
/**
 * @param warn called with what Vega-Lite has against a specification that it compiles all the same
 * @throws ChartError what is wrong with a specification that makes no picture, and where
 */
export async function renderSvg(
  spec: VegaLiteSpec,
  { theme = "light" }: RenderOptions = {},
  warn: (message: string) => void = () => {},
): Promise<string> {
  const tools = await loadVega();
  const plain = plainSpec(spec);
  judgeSpec(plain);
  const expressions = expressionsOf(plain);
  judgeExpressions(
    expressions,
    (tools.vega as unknown as { parseExpression: (text: string) => unknown }).parseExpression,
  );
  try {
    return await drawn(tools, { ...plain, config: overrideSpec(configOf(theme), plain.config ?? {}) }, warn);
  } catch (error) {
    throw failureOf(error, expressions);
  }
}
async function drawn(
  { vega, lite, interpreter }: Tools,
  spec: unknown,
  warn: (message: string) => void,
): Promise<string> {
  const compiled = lite.compile(spec as never, { logger: loggerTo(warn) as never }).spec;
  // what fails while it runs Vega only logs, and draws nothing
  const failures: unknown[] = [];
  const view = new vega.View(
    vega.parse(compiled, undefined, { ast: true } as never),
    {
      renderer: "none",
      expr: interpreter.expressionInterpreter,
      loader: noLoader,
      logger: loggerTo(() => {}, (error) => failures.push(error)),
    } as never,
  );
  try {
    const svg = await view.toSVG();
    if (failures.length > 0) throw failures[0];
    return svg;
  } finally {
    view.finalize();
  }
}
/** A specification from elsewhere may name addresses; none is fetched. */
const noLoader = {
  load: () => Promise.reject(new Error("a chart loads nothing: put the data into the specification")),
  sanitize: (uri: string) =>
    uri.startsWith("data:") ? Promise.resolve({ href: uri }) : Promise.reject(new Error("a picture names no address")),
  http: () => Promise.reject(new Error("no network")),
  file: () => Promise.reject(new Error("no files")),
};
/** Vega's logger answers with itself. */
interface Logger {
  level(): Logger;
  error(...parts: unknown[]): Logger;
  warn(...parts: unknown[]): Logger;
  info(): Logger;
  debug(): Logger;
}
function loggerTo(warn: (message: string) => void, fail?: (error: unknown) => void): Logger {
  const say = (...parts: unknown[]): Logger => (warn(parts.join(" ")), logger);
  const tell = (...parts: unknown[]): Logger => {
    fail?.(parts.find((part) => part instanceof Error) ?? parts.join(" "));
    return logger;
  };
  const logger: Logger = {
    level: () => logger,
    error: fail ? tell : say,
    warn: say,
    info: () => logger,
    debug: () => logger,
  };
  return logger;
}

let resvg: Promise<typeof import("npm:@resvg/resvg-wasm@2.6.2")> | undefined;
function loadResvg(): Promise<typeof import("npm:@resvg/resvg-wasm@2.6.2")> {
  return resvg ??= (async () => {
    const module = await import("npm:@resvg/resvg-wasm@2.6.2");
    // the package's own file beside the module
    await module.initWasm(Deno.readFileSync(new URL("index_bg.wasm", packageFile("@resvg/resvg-wasm"))));
    return module;
  })();
}
type MakePicture = (spec: VegaLiteSpec, options?: RenderOptions) => Promise<Uint8Array<ArrayBuffer>>;
let elsewhere: MakePicture | undefined;
/** From here on others make the pictures. */
export function delegatePictures(make: MakePicture): void {
  elsewhere = make;
}
/** Twice the size in px of the SVG, for screens of today. */
export async function renderPng(spec: VegaLiteSpec, options: RenderOptions = {}): Promise<Uint8Array<ArrayBuffer>> {
  if (elsewhere) return await elsewhere(spec, options);
  return await svgToPng(await renderSvg(spec, options));
}
async function svgToPng(svg: string, scale = 2): Promise<Uint8Array<ArrayBuffer>> {
  const { Resvg } = await loadResvg();
  const picture = new Resvg(svg.replaceAll(FONT.replaceAll("'", "&apos;"), "Inter").replaceAll(FONT, "Inter"), {
    fitTo: { mode: "zoom", value: scale },
    font: {
      fontBuffers: await fontFiles(svg),
      defaultFontFamily: "Inter",
      sansSerifFamily: "Inter",
      loadSystemFonts: false,
    },
  });
  try {
    const rendered = picture.render();
    try {
      return encodePng(rendered.pixels, rendered.width, rendered.height);
    } finally {
      rendered.free();
    }
  } finally {
    picture.free();
  }
}
