/**
 * Exports that nobody imports: of the library, the kernel and `mod.ts`. Tests count as somebody, `mod.ts` and the programs are
 * for everybody. Read from the texts: they are formatted, and no name is made of parts.
 */
const ROOT = new URL("../../", import.meta.url);
/** What others start or load by its address, or read by all of its names. */
const FOR_ALL = /^mod\.ts$/;
/** Used where no name says it, with the reason. */
const KEPT: Readonly<Record<string, string>> = {
  "lib/api/types/generate.ts: PacketProbes": "it stands in the text that is written",
  "lib/repl/child/mod.ts: openDCells":
    "the process of cells loads a module by its address, and every such module has this",
};

interface Module {
  readonly path: string;
  readonly text: string;
  /** Names that it exports, and where they come from: its own, or another module's. */
  readonly exports: Map<string, { readonly from: string; readonly name: string } | undefined>;
  /** Modules all of whose names it exports. */
  readonly all: string[];
}

function files(folder: string): string[] {
  return [...Deno.readDirSync(new URL(folder, ROOT))].flatMap(({ name, isDirectory }) =>
    isDirectory ? files(`${folder}/${name}`) : /\.(?:ts|js)$/.test(name) ? [`${folder}/${name}`] : []
  );
}
const resolved = (from: string, specifier: string) => new URL(specifier, `file:///${from}`).pathname.slice(1);

/** Comments and texts of templates would be taken for code: examples in them import, too. */
function withoutComments(text: string): string {
  return text.replace(/\/\*[\s\S]*?\*\//g, "").replace(/^\s*\/\/.*$/gm, "");
}
/** `a`, `type b`, `c as d`. */
function names(list: string): { readonly name: string; readonly as: string }[] {
  return list.split(",").map((part) => part.trim().replace(/^type\s+/, "")).filter(Boolean).map((part) => {
    const [name, as = name] = part.split(/\s+as\s+/);
    return { name, as };
  });
}

const DECLARED =
  /^export (?:default )?(?:declare )?(?:abstract )?(?:async )?(?:const|let|function\*?|class|interface|type|enum) (\w+)/gm;
const DESTRUCTURED = /^export const \{([^}]*)\}/gm;
const LISTED = /^export (?:type )?\{([^}]*)\}(?: from "([^"]+)")?/gm;
const ALL = /^export (?:type )?\* from "([^"]+)"/gm;

function moduleAt(path: string): Module {
  const text = withoutComments(Deno.readTextFileSync(new URL(path, ROOT)));
  const module: Module = { path, text, exports: new Map(), all: [] };
  for (const [, name] of text.matchAll(DECLARED)) module.exports.set(name, undefined);
  for (const [, list] of text.matchAll(DESTRUCTURED)) {
    for (const { name } of names(list)) module.exports.set(name.split(":").at(-1)!.trim(), undefined);
  }
  for (const [, list, from] of text.matchAll(LISTED)) {
    for (const { name, as } of names(list)) {
      module.exports.set(as, from?.startsWith(".") ? { from: resolved(path, from), name } : undefined);
    }
  }
  for (const [, from] of text.matchAll(ALL)) if (from.startsWith(".")) module.all.push(resolved(path, from));
  return module;
}

const IMPORTED = /\bimport (?:type )?(?:(\w+)(?:, )?)?(?:\{([^}]*)\}|\* as (\w+))? from "([^"]+)"/g;
const LOADED =
  /\bimport\(\s*"([^"]+)"|\b(?:load|later|loadLazily)<[^(]*\(\s*"(\.[^"]+)"|new URL\(\s*"(\.[^"]+)", import\.meta\.url\)|"(?:\.\.\/)*((?:lib|kernel)\/[\w./]+)\.[jt]s"/g;

/**
 * Types that are exported because others are said with them: whoever reads the signature of a function may want to name what it
 * takes, and a door has the types of what it hands out. They are dead when nothing in their own file is said with them either.
 */
function isSaid(name: string, { text, path }: Module): boolean {
  const declared = new RegExp(
    `^export (?:type|interface) ${name}\\b|\\btype ${name}\\b|^export type \\{[^}]*\\b${name}\\b`,
    "m",
  );
  if (!declared.test(text)) return false;
  return path.endsWith("/mod.ts") || (text.match(new RegExp(`\\b${name}\\b`, "g")) ?? []).length > 1;
}

/** Exports that are dead, as `path: name`. */
export function deadExports(): string[] {
  const own = ["mod.ts", ...files("lib"), ...files("kernel")];
  const modules = new Map(own.map((path) => [path, moduleAt(path)]));
  const used = new Set<string>();
  const use = (path: string, name: string, seen = new Set<string>()) => {
    const module = modules.get(path), key = `${path}: ${name}`;
    if (!module || seen.has(key)) return;
    seen.add(key);
    if (module.exports.has(name)) {
      used.add(key);
      const source = module.exports.get(name);
      if (source) use(source.from, source.name, seen);
    } else module.all.forEach((from) => use(from, name, seen));
  };
  const everything = (path: string, seen = new Set<string>()): string[] => {
    const module = modules.get(path);
    if (!module || seen.has(path)) return [];
    seen.add(path);
    return [...module.exports.keys(), ...module.all.flatMap((from) => everything(from, seen))];
  };
  const loads = new Map<string, string[]>(), importers = new Map<string, string>(), texts = new Map<string, string>();
  for (const path of [...own, ...files("test"), ...files(".lint")]) {
    const text = modules.get(path)?.text ?? withoutComments(Deno.readTextFileSync(new URL(path, ROOT)));
    for (const [, byDefault, list, whole, from] of text.matchAll(IMPORTED)) {
      if (!from.startsWith(".")) continue;
      const target = resolved(path, from);
      if (byDefault) use(target, "default");
      for (const { name } of names(list ?? "")) use(target, name);
      // of a module that is taken as a whole, what is spelled
      if (whole) {
        everything(target).filter((name) =>
          new RegExp(`\\b${whole}\\.${name}\\b|\\{[^}]*\\b${name}\\b[^}]*\\} = ${whole}\\b`).test(text)
        ).forEach((name) => use(target, name));
      }
      if (whole && new RegExp(`\\.\\.\\.${whole}\\b|[(,=:] *${whole}[\\s),;]`).test(text)) {
        everything(target).forEach((name) => use(target, name));
      }
    }
    loads.set(
      path,
      [...text.matchAll(LOADED)].flatMap(([, literal, lazy, url, named]) => {
        const from = literal ?? lazy ?? url;
        return from?.startsWith(".") ? [resolved(path, from)] : named ? [`${named}.ts`] : [];
      }),
    );
    const imports = [...text.matchAll(IMPORTED)].map(([, , , , from]) => from).filter((from) => from.startsWith("."));
    for (const from of imports) {
      const target = resolved(path, from);
      importers.set(target, `${importers.get(target) ?? ""}${text}`);
    }
    texts.set(path, text);
  }
  // what is loaded later is taken apart where it is loaded, or by whoever asked for it
  for (const [path, targets] of loads) {
    const text = `${texts.get(path)}${importers.get(path) ?? ""}`;
    for (const target of targets) {
      everything(target).filter((name) => new RegExp(`\\b${name}\\b`).test(text)).forEach((name) => use(target, name));
    }
  }
  for (const [path] of modules) if (FOR_ALL.test(path)) everything(path).forEach((name) => use(path, name));
  return [...modules.values()].flatMap((module) =>
    [...module.exports.keys()].filter((name) =>
      !used.has(`${module.path}: ${name}`) && !isSaid(name, module) && !Object.hasOwn(KEPT, `${module.path}: ${name}`)
    )
      .map((name) => `${module.path}: ${name}`)
  ).sort();
}

if (import.meta.main) { for (const one of deadExports()) console.log(one); }
