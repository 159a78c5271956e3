/**
 * `deno task bundle`: the command as few files (`.bundle/`), for a start in half the time: Deno looks for each module's file,
 * its source map and its compiled code by itself. Parts that are loaded when they are needed are files of their own; packages
 * are not in it, nor is what runs in other processes and workers. `start.ts` runs it as long as it is current.
 *
 * @module
 */
import { rewritePart, rewriteSource } from "./rewrite.ts";
import { BUNDLE, PROGRAMS, STAMP, stampOf } from "./stamp.ts";

const ROOT = new URL("../../../", import.meta.url);
const root = decodeURIComponent(ROOT.pathname);
/** Programs of the bundle, which `start.ts` imports, and which run by themselves, too. */
const program = (module: string) =>
  `import { runCommand } from "./${module}";\nexport { runCommand };\nif (import.meta.main) await runCommand();\n`;
const ENTRIES: Readonly<Record<keyof typeof PROGRAMS, string>> = {
  main: program("lib/cli/main.ts"),
  repl: program("lib/repl/main.ts"),
};
/** Where a bundle is to be. */
interface BundlePlace {
  /** A folder, which is replaced. */
  readonly folder: string;
  /** The repository, or what holds the same files, as seen from there. */
  readonly root: string;
  /** Nobody changes the files there: they are not compared at each start. */
  readonly isSealed: boolean;
}
const decode = (bytes: Uint8Array) => new TextDecoder().decode(bytes);

function modulesIn(folder: string): string[] {
  return [...Deno.readDirSync(root + folder)].flatMap(({ name, isDirectory }) =>
    isDirectory ? modulesIn(`${folder}/${name}`) : name.endsWith(".ts") ? [`${folder}/${name}`] : []
  );
}
function deno(cwd: string, ...args: readonly string[]): string {
  const { success, stdout, stderr } = new Deno.Command(Deno.execPath(), {
    args: [...args],
    cwd,
    stdin: "null",
    env: { NO_COLOR: "1", DENO_NO_UPDATE_CHECK: "1" },
  }).outputSync();
  if (!success) throw new Error(`deno ${args[0]}: ${decode(stderr).trim()}`);
  return decode(stdout);
}

/** A copy of the source as the bundler is to see it. */
function writeSource(copy: string, fromBundle: string): void {
  for (const path of ["mod.ts", ...modulesIn("lib"), ...modulesIn("kernel")]) {
    Deno.mkdirSync(`${copy}/${path.replace(/[^/]*$/, "")}`, { recursive: true });
    Deno.writeTextFileSync(`${copy}/${path}`, rewriteSource(path, Deno.readTextFileSync(root + path), fromBundle));
  }
  for (const path of ["deno.json", "deno.lock"]) Deno.copyFileSync(root + path, `${copy}/${path}`);
  for (const [name, text] of Object.entries(ENTRIES)) Deno.writeTextFileSync(`${copy}/${name}.ts`, text);
}
/** Modules that are in the bundle, by their paths in the repository. */
function bundled(copy: string): string[] {
  const prefix = new URL(`file://${copy}/`).href, entries = Object.keys(ENTRIES).map((name) => `${name}.ts`);
  return entries.flatMap((entry) => {
    const graph = JSON.parse(deno(copy, "info", "--quiet", "--json", entry)) as { modules: { specifier: string }[] };
    return graph.modules.map(({ specifier }) => specifier).filter((one) => one.startsWith(prefix))
      .map((one) => one.slice(prefix.length)).filter((path) => !entries.includes(path));
  });
}

/**
 * Writes a bundle, that of the repository if nothing else is said; answers with the number of modules in it.
 * @throws Error with what `deno bundle` says
 */
export function makeBundle(
  { folder, root: fromBundle, isSealed }: BundlePlace = { folder: root + BUNDLE, root: "../", isSealed: false },
): number {
  const work = `${folder.replace(/\/$/, "")}.work`,
    copy = `${work}/source`,
    parts = `${work}/parts`,
    made = `${work}/made`;
  remove(work);
  try {
    writeSource(copy, fromBundle);
    const programs = Object.keys(ENTRIES).map((name) => `${name}.ts`);
    const ways = ["--quiet", "--code-splitting", "--external", "npm:*", "--platform", "deno", "--outdir", parts];
    deno(copy, "bundle", ...ways, ...programs);
    const paths = [...new Set(bundled(copy))].sort();
    Deno.mkdirSync(made);
    for (const { name } of Deno.readDirSync(parts)) {
      Deno.writeTextFileSync(`${made}/${name}`, rewritePart(Deno.readTextFileSync(`${parts}/${name}`)));
    }
    Deno.writeTextFileSync(`${made}/${STAMP}`, JSON.stringify(isSealed ? [] : stampOf(root, paths)));
    remove(folder);
    Deno.renameSync(made, folder);
    return paths.length;
  } finally {
    remove(work);
  }
}
function remove(folder: string): void {
  try {
    Deno.removeSync(folder, { recursive: true });
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
  }
}

if (import.meta.main) console.log(`${BUNDLE}: ${makeBundle()} modules`);
