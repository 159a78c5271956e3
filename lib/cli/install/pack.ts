/**
 * `deno task pack`: writes the package for npm, `dist/probebook-VERSION.tgz`. It needs npm (which comes with Node), and fetches
 * TypeScript's compiler for the declarations.
 *
 * @module
 */
import { makeBundle } from "../bundle/make.ts";
import { BUNDLE } from "../bundle/stamp.ts";
import { modulesIn } from "./main.ts";

const ROOT = new URL("../../../", import.meta.url);
const DIST = new URL("dist/", ROOT), PACKAGE = new URL("package/", DIST);
/** Nobody's but a developer's. */
const NOT_PACKED =
  /^lib\/(?:cli\/site\/|wasm\/translate\/|cli\/(?:docs|list_modules|reference_docs|examples|run_example|manual)\.ts|cli\/bundle\/(?:make|rewrite)\.ts|cli\/install\/(?:pack|compile|main|launcher)\.ts|api\/types\/generate\.ts)/;
/** Files that the command reads, beside those in its folders that are not modules. */
const READ = [
  "LICENSE",
  "README.md",
  "test/captures/demo.pcap",
  "notebooks/captures/slow.pcap",
  "notebooks/guide/probebook.1",
];
/** The runtime that the package brings along, and the compiler that makes declarations. */
const DENO = "2.9.6", TYPESCRIPT = "npm:typescript@6.0.3/tsc";

const config = JSON.parse(Deno.readTextFileSync(new URL("deno.json", ROOT))) as {
  version: string;
  license: string;
  imports: Record<string, string>;
};

function run(command: string, ...args: readonly string[]): void {
  const { success } = new Deno.Command(command, {
    args: [...args],
    cwd: ROOT,
    stdin: "null",
    stdout: "null",
    stderr: "inherit",
  })
    .outputSync();
  if (!success) throw new Error(`${command} ${args.slice(0, 3).join(" ")} failed`);
}

/** As Node and its package manager name modules: `.js`, and packages without their versions. */
function asPackaged(text: string): string {
  return text.replace(/(["'])(\.{1,2}\/[\w./-]+)\.ts\1/g, "$1$2.js$1")
    .replace(/"npm:((?:@[\w-]+\/)?[\w-]+)@[\d.]+((?:\/[^"]*)?)"/g, '"$1$2"');
}

function files(folder: URL): URL[] {
  return [...Deno.readDirSync(folder)].flatMap(({ name, isDirectory }) =>
    isDirectory ? files(new URL(`${name}/`, folder)) : [new URL(name, folder)]
  );
}

function copy(path: string): void {
  const target = new URL(path, PACKAGE);
  Deno.mkdirSync(new URL(".", target), { recursive: true });
  Deno.copyFileSync(new URL(path, ROOT), target);
}

/** What the package says of itself. Versions are pinned, as everywhere. */
function manifest(): unknown {
  const packages = Object.values(config.imports).flatMap((name) => {
    const match = /^npm:(.+)@([\d.]+)$/.exec(name);
    return match ? [[match[1], match[2]] as const] : [];
  });
  return {
    name: "probebook",
    version: config.version,
    description: "DTrace's D language for network traffic: captures and live interfaces",
    license: config.license,
    type: "module",
    bin: { probebook: "./bin/probebook.js" },
    man: "./notebooks/guide/probebook.1",
    exports: { ".": { types: "./mod.d.ts", default: "./mod.js" } },
    dependencies: Object.fromEntries([["deno", DENO], ...packages]),
  };
}

/** Modules as JavaScript, and what they declare. */
function writeModules(): void {
  const modules = ["mod.ts", ...modulesIn("lib"), ...modulesIn("kernel")].filter((path) => !NOT_PACKED.test(path));
  const folder = decodeURIComponent(PACKAGE.pathname);
  run(Deno.execPath(), "transpile", "--quiet", "--outdir", folder, ...modules);
  const compile = [
    "--declaration",
    "--emitDeclarationOnly",
    "--noCheck",
    "--allowImportingTsExtensions",
    "--ignoreConfig",
  ];
  const modern = ["--module", "esnext", "--moduleResolution", "bundler", "--target", "esnext"];
  const settings = ["-A", "--quiet", "--no-lock", "--no-config"];
  run(
    Deno.execPath(),
    "run",
    ...settings,
    TYPESCRIPT,
    ...compile,
    ...modern,
    "--rootDir",
    ".",
    "--outDir",
    folder,
    "mod.ts",
  );
  makeBundle({ folder: folder + BUNDLE, root: "../", isSealed: true });
  for (const file of files(PACKAGE)) Deno.writeTextFileSync(file, asPackaged(Deno.readTextFileSync(file)));
  const main = new URL("mod.js", PACKAGE);
  Deno.writeTextFileSync(main, `// @ts-self-types="./mod.d.ts"\n${Deno.readTextFileSync(main)}`);
}

/** What is in the folders of modules and is not a module: D's own library, outputs of the reference, logos. */
function writeOthers(): void {
  for (const folder of ["lib/", "kernel/"]) {
    const paths = files(new URL(folder, ROOT)).map(({ pathname }) => pathname.slice(ROOT.pathname.length));
    paths.filter((path) => !/\.(?:ts|md)$/.test(path)).forEach(copy);
  }
  READ.forEach(copy);
  const json = (value: unknown) => `${JSON.stringify(value, null, 2)}\n`;
  const write = (path: string, text: string) => Deno.writeTextFileSync(new URL(path, PACKAGE), text);
  write("package.json", json(manifest()));
  // packages are beside this one
  write("deno.json", json({ imports: { probebook: "./mod.js", ...writeNames(write) }, nodeModulesDir: "manual" }));
  Deno.mkdirSync(new URL("bin", PACKAGE));
  write("bin/probebook.js", PROGRAM);
}
/**
 * What cells import by name. A cell stands in the folder of its notebook, from which no way leads to our packages: so a module
 * of ours stands for each.
 */
function writeNames(write: (path: string, text: string) => void): Record<string, string> {
  const imports: Record<string, string> = {};
  Deno.mkdirSync(new URL("packages", PACKAGE));
  for (const name of NAMED) {
    const path = `packages/${name.replaceAll(/[@/]+/g, "_")}`, text = `export * from "${name}";\n`;
    write(`${path}.js`, `// @ts-self-types="./${path.slice("packages/".length)}.d.ts"\n${text}`);
    write(`${path}.d.ts`, text);
    imports[name] = `./${path}.js`;
  }
  return imports;
}
/** Packages of use to cells; none has a default export. */
const NAMED = [
  "acorn",
  "arquero",
  "vega",
  "vega-lite",
  "vega-interpreter",
  "@uwdata/flechette",
  "hyparquet",
  "hyparquet-writer",
];
const PROGRAM = `#!/usr/bin/env node
import { startCommand } from "../lib/cli/install/node_program.js";

startCommand(new URL("../", import.meta.url));
`;

/** Writes the package; answers with its path. */
export function pack(): string {
  try {
    Deno.removeSync(DIST, { recursive: true });
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
  }
  Deno.mkdirSync(PACKAGE, { recursive: true });
  writeModules();
  writeOthers();
  const folder = (url: URL) => decodeURIComponent(url.pathname);
  run("npm", "pack", "--silent", "--ignore-scripts", "--pack-destination", folder(DIST), folder(PACKAGE));
  return folder(new URL(`probebook-${config.version}.tgz`, DIST));
}

if (import.meta.main) console.log(pack());
