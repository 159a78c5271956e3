/**
 * The rules of the house as a `deno lint` plugin: who may import whom, what is pure, how long things may be.
 *
 * @module
 */
import { circleOf } from "./circles.ts";
import { bannedIn, NAMES, TEXT } from "./words.ts";
import exceptions from "./exceptions.json" with { type: "json" };

/** Units from the ground up: a file may import from units before its own, through their mod.ts. */
export const SHELVES: readonly { readonly shelf: number; readonly folder: string }[] = [
  { shelf: 0, folder: "lib/diagnostic" },
  { shelf: 0, folder: "lib/wasm" },
  { shelf: 0, folder: "lib/packet/address" },
  { shelf: 0, folder: "lib/protocols" },
  { shelf: 0, folder: "lib/host" },
  { shelf: 0, folder: "lib/packet/wire" },
  { shelf: 0, folder: "lib/packet/tcp" },
  { shelf: 0, folder: "lib/packet/sctp" },
  { shelf: 0, folder: "lib/packet/fragment" },
  { shelf: 0, folder: "lib/packet/flow" },
  { shelf: 0, folder: "lib/packet/stream" },
  { shelf: 0, folder: "lib/packet/http" },
  { shelf: 0, folder: "lib/packet/dns" },
  { shelf: 0, folder: "lib/packet/digest" },
  { shelf: 0, folder: "lib/packet/tls" },
  { shelf: 0, folder: "lib/packet/quic" },
  { shelf: 1, folder: "lib/d/types" },
  { shelf: 1, folder: "lib/d/syntax" },
  { shelf: 1, folder: "lib/d/check" },
  { shelf: 1, folder: "lib/image" },
  { shelf: 2, folder: "lib/codegen/ir" },
  { shelf: 2, folder: "lib/codegen/lower" },
  { shelf: 2, folder: "lib/codegen/wasm" },
  { shelf: 2, folder: "lib/codegen/side" },
  { shelf: 2, folder: "lib/codegen/describe" },
  { shelf: 2, folder: "lib/codegen/ebpf" },
  { shelf: 2, folder: "lib/codegen" },
  { shelf: 2, folder: "lib/engine/record" },
  { shelf: 2, folder: "lib/engine/probe" },
  { shelf: 2, folder: "lib/engine/options" },
  { shelf: 2, folder: "lib/engine/format" },
  { shelf: 2, folder: "lib/engine/aggregation" },
  { shelf: 2, folder: "lib/engine/consume" },
  { shelf: 2, folder: "lib/engine" },
  { shelf: 3, folder: "lib/sources" },
  { shelf: 3, folder: "lib/builtins" },
  { shelf: 3, folder: "lib/providers" },
  { shelf: 3, folder: "lib/table" },
  { shelf: 3, folder: "lib/partial" },
  { shelf: 3, folder: "lib/anonymise" },
  { shelf: 4, folder: "lib/chart" },
  { shelf: 4, folder: "lib/session/lazy_modules.ts" },
  { shelf: 4, folder: "lib/session/observer.ts" },
  { shelf: 4, folder: "lib/session/settings.ts" },
  { shelf: 4, folder: "lib/session/compile" },
  { shelf: 4, folder: "lib/session/report" },
  { shelf: 4, folder: "lib/session/run" },
  { shelf: 4, folder: "lib/session/linux" },
  { shelf: 4, folder: "lib/session" },
  { shelf: 4, folder: "lib/picture" },
  { shelf: 4, folder: "lib/api" },
  { shelf: 4, folder: "lib/evaluator" },
  { shelf: 4, folder: "lib/notebook" },
  { shelf: 4, folder: "lib/page" },
  { shelf: 4, folder: "lib/publish" },
  { shelf: 4, folder: "lib/verify" },
  { shelf: 4, folder: "lib/reference" },
  { shelf: 5, folder: "lib/cli/commands" },
  { shelf: 5, folder: "lib/cli" },
  { shelf: 5, folder: "lib/repl" },
  { shelf: 5, folder: "kernel" },
  { shelf: 6, folder: "mod.ts" },
  { shelf: 6, folder: "notebooks" },
];
export const FUNCTION_LINES = 70;
export const FILE_LINES = 400;

/** Index in {@linkcode SHELVES} of the unit a path (relative to the repository) lies in; -1 outside, as tests are. */
export function unitOf(path: string): number {
  return SHELVES.findIndex(({ folder }) => path === folder || path.startsWith(folder + "/"));
}

/** Path relative to the repository, with forward slashes. */
function repositoryPath(file: string): string {
  const root = new URL("../", import.meta.url).pathname;
  const path = file.startsWith("file://") ? new URL(file).pathname : file;
  return path.startsWith(root) ? path.slice(root.length) : path;
}

/** What is wrong with an import, or undefined. */
export function importFault(from: string, specifier: string): string | undefined {
  const own = unitOf(from);
  if (own < 0 || !specifier.startsWith(".")) return undefined;
  const target = new URL(specifier, `file:///${from}`).pathname.slice(1);
  const other = unitOf(target);
  if (other === own) return undefined;
  if (other < 0) return `${target} is on no shelf: the product does not import it`;
  if (other > own) return `${SHELVES[other].folder} is above ${SHELVES[own].folder}: imports go down only`;
  // lists of what is loaded together name everything
  if (from.endsWith("/modules.ts")) return undefined;
  const folder = SHELVES[other].folder;
  const door = folder.endsWith(".ts") ? folder : `${folder}/mod.ts`;
  if (target !== door && !target.endsWith("/mod.ts")) return `import from ${door}, the folder's door`;
  return undefined;
}

/** Where the outside is reached (translate: at build time only): everything else up to the session asks its host. */
const SEAMS = ["lib/host", "lib/sources/live", "lib/sources/linux", "lib/session/linux", "lib/wasm/translate"];
/** Whether the file must be pure: no file, process, clock, randomness or module of the runtime. */
export function isPure(path: string): boolean {
  const unit = unitOf(path);
  const isBelow = unit >= 0 && unit <= unitOf("lib/session");
  return isBelow && !SEAMS.some((seam) => path.startsWith(seam + "/"));
}
const OUTSIDE = /^(Date\.now|Math\.random|performance\.\w+|crypto\.\w+|process\.\w+|navigator\.\w+)$/;

/** What is wrong with an import into a pure file, or undefined. */
export function impureImport(from: string, specifier: string): string | undefined {
  if (!isPure(from)) return undefined;
  if (specifier.startsWith("node:")) return `\`${specifier}\` on a pure shelf: hand in what is needed from above`;
  if (/(^|\/)host\/(deno|browser)\//.test(specifier)) return "a host is handed in: only its interface is imported here";
  return undefined;
}

type Visitor = Deno.lint.LintVisitor;
type Context = Deno.lint.RuleContext;

function importDirection(context: Context): Visitor {
  const from = repositoryPath(context.filename);
  const look = (node: Deno.lint.Node, specifier: unknown) => {
    const fault = typeof specifier === "string"
      ? importFault(from, specifier) ?? impureImport(from, specifier)
      : undefined;
    if (fault) context.report({ node, message: fault });
  };
  return {
    ImportDeclaration: (node) => look(node, node.source.value),
    ExportAllDeclaration: (node) => look(node, node.source.value),
    ExportNamedDeclaration: (node) => look(node, node.source?.value),
    ImportExpression: (node) => look(node, node.source.type === "Literal" ? node.source.value : undefined),
  };
}

function purity(context: Context): Visitor {
  if (!isPure(repositoryPath(context.filename))) return {};
  return {
    MemberExpression(node) {
      if (node.object.type !== "Identifier" || node.property.type !== "Identifier") return;
      const name = `${node.object.name}.${node.property.name}`;
      if (node.object.name === "Deno" || OUTSIDE.test(name)) {
        context.report({ node, message: `\`${name}\` on a pure shelf: hand it in from above` });
      }
    },
    TSQualifiedName(node) {
      if (node.left.type === "Identifier" && node.left.name === "Deno") {
        context.report({ node, message: "a type of Deno's on a pure shelf: the host's interfaces say what is needed" });
      }
    },
    // without arguments it is the time
    NewExpression(node) {
      if (node.callee.type === "Identifier" && node.callee.name === "Date" && node.arguments.length === 0) {
        context.report({ node, message: "the time on a pure shelf: hand it in from above" });
      }
    },
  };
}

function functionLength(context: Context): Visitor {
  const path = repositoryPath(context.filename);
  const known = (exceptions.functions as Record<string, string[]>)[path] ?? [];
  const text = context.sourceCode.text;
  const look = (node: Deno.lint.Node & { id?: unknown }) => {
    const lines = text.slice(node.range[0], node.range[1]).split("\n").length;
    const name = (node.id as { name?: string } | null)?.name ?? methodName(node) ?? "(anonymous)";
    if (lines > FUNCTION_LINES && !known.includes(name)) {
      context.report({ node, message: `\`${name}\` has ${lines} lines; ${FUNCTION_LINES} are allowed` });
    }
  };
  return { FunctionDeclaration: look, FunctionExpression: look, ArrowFunctionExpression: look };
}

function methodName(node: Deno.lint.Node): string | undefined {
  const parent = (node as { parent?: { key?: { name?: string }; id?: { name?: string } } }).parent;
  return parent?.key?.name ?? parent?.id?.name;
}

function fileLength(context: Context): Visitor {
  const path = repositoryPath(context.filename);
  if (FOREIGN.test(path)) return {};
  return {
    Program(node) {
      const lines = context.sourceCode.text.split("\n").length - 1;
      if (lines > FILE_LINES && !(exceptions.files as string[]).includes(path)) {
        context.report({ node, message: `the file has ${lines} lines; ${FILE_LINES} are allowed` });
      }
    },
  };
}

function circles(context: Context): Visitor {
  const others = circleOf(repositoryPath(context.filename));
  return {
    Program(node) {
      if (others.length > 0) context.report({ node, message: `a circle of imports with ${others.join(", ")}` });
    },
  };
}

/** Texts and names that are not ours to choose: lists of other bodies, generated files. */
const FOREIGN = /\/(?:link_names|library_texts|modules)\.ts$|\.wasm\.ts$/;

function words(context: Context): Visitor {
  const path = repositoryPath(context.filename);
  if (unitOf(path) < 0 || FOREIGN.test(path)) return {};
  const look = (node: Deno.lint.Node, text: string, list = TEXT) => {
    const banned = bannedIn(text, list);
    if (banned) context.report({ node, message: `\`${banned.word}\` is not used here: ${banned.instead}` });
  };
  return {
    Program() {
      for (const comment of context.sourceCode.getAllComments()) {
        look(comment as unknown as Deno.lint.Node, comment.value.replaceAll(/\n\s*\* ?/g, " "));
      }
    },
    Literal: (node) => typeof node.value === "string" && look(node, node.value),
    TemplateElement: (node) => look(node, node.raw),
    Identifier: (node) => look(node, node.name, NAMES),
  };
}

const plugin: Deno.lint.Plugin = {
  name: "house",
  rules: {
    "import-direction": { create: importDirection },
    "circles": { create: circles },
    "words": { create: words },
    "purity": { create: purity },
    "function-length": { create: functionLength },
    "file-length": { create: fileLength },
  },
};
export default plugin;
