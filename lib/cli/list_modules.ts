/**
 * Writes the lists of modules that are loaded together (`deno task modules`).
 *
 * Where a module is the first to name another one, Deno decodes its source map to know the line of that import. A list
 * that is loaded first names all, so that nothing else is the first: that spares a start some 80 source maps.
 *
 * @module
 */
const root = new URL("../../", import.meta.url);

/** A list: where it is, what it begins with, from which modules it is made, and which other list is loaded before it. */
interface ModuleList {
  readonly path: string;
  readonly about: readonly string[];
  readonly roots: readonly string[];
  readonly after?: string;
  readonly end?: string;
}
const LIST = "modules.ts";
export const MODULE_LISTS: readonly ModuleList[] = [
  {
    path: "lib/cli/modules.ts",
    about: ["What the command loads at its start, in the order in which it runs."],
    roots: ["lib/cli/main.ts"],
  },
  {
    path: "lib/session/modules.ts",
    about: ["What runs over packets load beyond that, in the order in which it runs, and what they call of it."],
    roots: ["lib/session/packets.ts", "lib/sources/capture/mod.ts"],
    after: "lib/cli/main.ts",
    end: 'export { runPackets } from "./packets.ts";\nexport { openCapture } from "../sources/capture/mod.ts";\n',
  },
];

/** As far as it is read here. */
interface ModuleGraph {
  readonly roots: readonly string[];
  readonly modules: readonly {
    readonly specifier: string;
    readonly dependencies?: readonly {
      readonly isDynamic?: boolean;
      readonly code?: { readonly specifier?: string };
    }[];
  }[];
}
async function graphOf(path: string): Promise<ModuleGraph> {
  const { stdout, success, stderr } = await new Deno.Command(Deno.execPath(), {
    args: ["info", "--quiet", "--json", path],
    cwd: root,
    env: { NO_COLOR: "1" },
  }).output();
  if (!success) throw new Error(new TextDecoder().decode(stderr));
  return JSON.parse(new TextDecoder().decode(stdout));
}

/** Modules that a module loads, itself last, in the order in which they run: lists aside, as if there were none. */
async function loadedWith(path: string): Promise<string[]> {
  const { roots, modules } = await graphOf(path);
  const known = new Map(modules.map((module) => [module.specifier, module]));
  const order = new Set<string>(), seen = new Set<string>();
  const visit = (specifier: string) => {
    if (seen.has(specifier) || specifier.endsWith(`/${LIST}`)) return;
    seen.add(specifier);
    for (const { isDynamic, code } of known.get(specifier)?.dependencies ?? []) {
      if (!isDynamic && code?.specifier !== undefined) visit(code.specifier);
    }
    order.add(specifier);
  };
  roots.forEach(visit);
  return [...order].map((specifier) => specifier.slice(root.href.length));
}

/** The text of a list. */
export async function moduleList({ path, about, roots, after, end = "" }: ModuleList): Promise<string> {
  const before = new Set(after === undefined ? roots : await loadedWith(after));
  const loaded = new Set((await Promise.all(roots.map(loadedWith))).flat());
  const folder = path.split("/").slice(0, -1);
  const imports = [...loaded].filter((module) => !before.has(module)).map((module) => {
    const parts = module.split("/");
    const common = folder.findIndex((part, i) => part !== parts[i]);
    const shared = common < 0 ? folder.length : common;
    const up = "../".repeat(folder.length - shared) || "./";
    return `import "${up}${parts.slice(shared).join("/")}";\n`;
  });
  const head = ["/**", ...about.map((line) => ` * ${line}`), " *"];
  return [
    ...head,
    " * Written by `deno task modules`; why, is said in lib/cli/list_modules.ts.",
    " *",
    " * @module",
    " */\n",
  ].join("\n") + imports.join("") + end;
}

if (import.meta.main) {
  for (const list of MODULE_LISTS) {
    // each is made from the graph, of which the others' contents are no part
    Deno.writeTextFileSync(new URL(list.path, root), await moduleList(list));
  }
}
