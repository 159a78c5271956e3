/**
 * Writes the list of modules that the command loads (`deno task modules`).
 *
 * Where a module is the first to name another one, Deno decodes its source map to know the line of that import. A list
 * that is loaded first names all, so that nothing else is the first: that spares a start some 80 source maps.
 *
 * @module
 */
const root = new URL("../../", import.meta.url);

const LIST = "lib/cli/modules.ts", ROOT = "lib/cli/main.ts";

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

/** Modules that the command loads, in the order in which they run, as if there were no list; itself not among them. */
async function loaded(): Promise<string[]> {
  const { roots, modules } = await graphOf(ROOT);
  const known = new Map(modules.map((module) => [module.specifier, module]));
  const order = new Set<string>(), seen = new Set<string>([new URL(LIST, root).href]);
  const visit = (specifier: string) => {
    if (seen.has(specifier)) return;
    seen.add(specifier);
    for (const { isDynamic, code } of known.get(specifier)?.dependencies ?? []) {
      if (!isDynamic && code?.specifier !== undefined) visit(code.specifier);
    }
    if (!roots.includes(specifier)) order.add(specifier);
  };
  roots.forEach(visit);
  return [...order].map((specifier) => specifier.slice(root.href.length));
}

/** The text of the list. */
export async function moduleList(): Promise<string> {
  const imports = (await loaded()).map((module) => {
    const path = module.startsWith("lib/cli/")
      ? `./${module.slice("lib/cli/".length)}`
      : `../${module.slice("lib/".length)}`;
    return `import "${path}";\n`;
  });
  return [
    "/**",
    " * What the command loads at its start, in the order in which it runs.",
    " *",
    " * Written by `deno task modules`; why, is said in lib/cli/list_modules.ts.",
    " *",
    " * @module",
    " */\n",
  ].join("\n") + imports.join("");
}

if (import.meta.main) Deno.writeTextFileSync(new URL(LIST, root), await moduleList());
