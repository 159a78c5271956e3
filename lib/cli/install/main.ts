/**
 * `deno task install`: puts `probebook` on the PATH, and fetches what it loads, so that nothing is fetched later.
 *
 * @module
 */
import { parseArgs } from "node:util";
import { makeBundle } from "../bundle/make.ts";
import { cmdLauncher } from "./cmd_launcher.ts";
import { shellLauncher } from "./launcher.ts";

const ROOT = new URL("../../../", import.meta.url);
const IS_WINDOWS = Deno.build.os === "windows";
const USAGE = `usage: deno task install [--root FOLDER]
  --root FOLDER  the program becomes FOLDER/bin/probebook, on Windows probebook.cmd (DENO_INSTALL_ROOT, or .deno in the
                 home folder)`;

/** All modules of a folder: some are only named when they are needed, so nothing leads to them. */
export function modulesIn(folder: string): string[] {
  return [...Deno.readDirSync(new URL(folder, ROOT))].flatMap(({ name, isDirectory }) =>
    isDirectory ? modulesIn(`${folder}/${name}`) : name.endsWith(".ts") ? [`${folder}/${name}`] : []
  );
}

function target(args: readonly string[]): string {
  const { values } = parseArgs({ args: [...args], options: { root: { type: "string" } } });
  const home = Deno.env.get("HOME") ?? (IS_WINDOWS ? Deno.env.get("USERPROFILE") : undefined);
  const root = values.root ?? Deno.env.get("DENO_INSTALL_ROOT") ?? (home && `${home}/.deno`);
  if (!root) throw new Error("there is no home folder: say where with --root");
  return `${Deno.realPathSync(made(`${root}/bin`))}${IS_WINDOWS ? "\\probebook.cmd" : "/probebook"}`;
}
function made(folder: string): string {
  Deno.mkdirSync(folder, { recursive: true });
  return folder;
}

/** Everything that is ever loaded, packages included, is in the cache of Deno afterwards. */
function fetchAll(): void {
  const { success } = new Deno.Command(Deno.execPath(), {
    args: ["cache", "--quiet", "--frozen", "mod.ts", ...modulesIn("lib"), ...modulesIn("kernel")],
    cwd: ROOT,
    stdin: "null",
    stdout: "inherit",
    stderr: "inherit",
  }).outputSync();
  if (!success) throw new Error("the packages that charts and tables need could not be fetched");
}

/** Without a bundle the command runs all the same. */
function bundle(): void {
  try {
    makeBundle();
  } catch (error) {
    console.error(`probebook: it will start slower than it could, without a bundle: ${(error as Error).message}`);
  }
}

/** Runs the task; answers with the exit status. */
function install(args: readonly string[]): number {
  const path = target(args);
  console.log("fetching what tables, charts and cells need (nothing is fetched later)");
  fetchAll();
  bundle();
  // a path of Windows begins behind the slash: /C:/…
  const root = decodeURIComponent(ROOT.pathname).replace(/\/$/, "").replace(IS_WINDOWS ? /^\// : /^$/, "");
  const fresh = `${path}.new`, installed = { deno: Deno.execPath(), root };
  Deno.writeTextFileSync(fresh, (IS_WINDOWS ? cmdLauncher : shellLauncher)(installed), { mode: 0o755 });
  if (!IS_WINDOWS) Deno.chmodSync(fresh, 0o755);
  Deno.renameSync(fresh, path);
  console.log(`installed ${path}, which runs what is in ${root}`);
  const folder = path.replace(/[\\/][^\\/]*$/, "");
  const isFound = Deno.env.get("PATH")?.split(IS_WINDOWS ? ";" : ":").some((one) => one === folder);
  const mend = IS_WINDOWS ? `setx PATH "${folder};%PATH%"` : `export PATH="${folder}:$PATH"`;
  if (!isFound) console.log(`${folder} is not on the PATH: ${mend}`);
  return 0;
}

if (import.meta.main) {
  try {
    Deno.exitCode = install(Deno.args);
  } catch (error) {
    console.error(`probebook: ${(error as Error).message}\n${USAGE}`);
    Deno.exitCode = 2;
  }
}
