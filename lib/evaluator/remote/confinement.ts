/**
 * What cells may do when nobody says otherwise: read files, write in the notebook's own folder, nothing else. Not the
 * network, which no question to a capture needs, and through which a cell could give away what it reads; not other programs
 * or native libraries; of the environment's variables those that say nothing about anybody.
 *
 * @module
 */

/** As few of the system's facts as the engine asks for (`$uid`, `$gid`), and the host's addresses where interfaces are watched. */
const SYSTEM = "--allow-sys=uid,gid", LIVE_SYSTEM = `${SYSTEM},networkInterfaces`;

/**
 * Modules come from this project and from what is cached of the packages that its lock file names: the name of a package, or
 * the address of a module, that is asked for elsewhere can carry anything away.
 */
const NOTHING_FETCHED = ["--cached-only", "--frozen"];
/** Cells that may fetch modules resolve them by themselves, and leave the project's lock file alone. */
const FETCHED = ["--no-lock"];

/** Variables that are handed on: where things are, and how terminals, languages and times look. */
export const PASSED_VARIABLES: readonly string[] = [
  ...["PATH", "HOME", "TMPDIR", "DENO_DIR", "XDG_CACHE_HOME"],
  ...["TERM", "COLORTERM", "COLUMNS", "LINES", "NO_COLOR"],
  ...["LANG", "LANGUAGE", "LC_ALL", "LC_CTYPE", "LC_TIME", "LC_NUMERIC", "TZ"],
  ...["SystemRoot", "USERPROFILE", "LOCALAPPDATA", "TEMP", "TMP", "PATHEXT"],
];
/** Of these a process needs in addition where packages are fetched from other than the public registry. */
export const FETCHING_VARIABLES: readonly string[] = [
  ...["NPM_CONFIG_REGISTRY", "JSR_URL", "DENO_CERT", "DENO_TLS_CA_STORE"],
  ...["HTTP_PROXY", "HTTPS_PROXY", "NO_PROXY", "http_proxy", "https_proxy", "no_proxy"],
];

const kindOf = (flag: string): string => flag.replace(/=.*$/s, "");
const saysAll = (said: readonly string[]): boolean => said.some((flag) => /^(-A|--allow-all)$/.test(flag));

/** Whether modules may be fetched: said as such, or because the network is open anyway. */
function mayFetch(said: readonly string[]): boolean {
  return saysAll(said) || said.some((flag) => /^--allow-(import|net)$/.test(kindOf(flag)));
}

/**
 * Flags of `deno run` for the process of cells.
 *
 * @param said permissions given by the caller: each replaces what is usual for its kind
 * @param directory where the notebook is, and the process
 * @param files absolute paths that a person has named to be written, in addition: no more of their folders. None has a comma
 */
export function cellFlags(said: readonly string[], directory: string, files: readonly string[] = []): string[] {
  const flags = flagsOf(said, directory, files);
  if (files.length === 0 || allowsAll(flags)) return flags;
  const before = flags.findLastIndex((flag) => flag.startsWith(WRITE));
  const more = files.join(",");
  return before < 0 ? [...flags, `${WRITE}${more}`] : flags.with(before, `${flags[before]},${more}`);
}
const WRITE = "--allow-write=";
const allowsAll = (flags: readonly string[]) => saysAll(flags) || flags.includes("--allow-write");
/**
 * Whether cells with these flags may make a file and put it in place of another under its name, without more being said.
 *
 * @param path absolute
 */
export function mayReplace(flags: readonly string[], directory: string, path: string): boolean {
  const folder = path.slice(0, path.lastIndexOf("/") + 1);
  const listed = (kind: string) =>
    flags.filter((flag) => flag.startsWith(`${kind}=`)).flatMap((flag) => flag.slice(kind.length + 1).split(","))
      .map((one) => resolved(one, directory));
  if (flags.includes("--deny-write") || listed("--deny-write").some((one) => isWithin(path, one))) return false;
  return allowsAll(flags) || listed("--allow-write").some((one) => isWithin(folder, one));
}
/** An absolute path without `.` and `..`. */
export function resolved(path: string, directory: string): string {
  const parts: string[] = [];
  for (const part of (path.startsWith("/") ? path : `${directory}/${path}`).split("/")) {
    if (part === "..") parts.pop();
    else if (part !== "." && part !== "") parts.push(part);
  }
  return `/${parts.join("/")}`;
}
function flagsOf(said: readonly string[], directory: string, files: readonly string[]): string[] {
  const fetching = mayFetch(said) ? FETCHED : NOTHING_FETCHED;
  if (saysAll(said)) return [...fetching, "--allow-all", ...said.filter((flag) => flag.startsWith("--deny-"))];
  const kinds = new Set(said.map(kindOf));
  const usual = [
    ["--allow-read"],
    kinds.has("--allow-write") || said.includes("--deny-write") ? [] : writingIn(directory, files),
    ["--allow-env"],
    [kinds.has("--allow-ffi") ? LIVE_SYSTEM : SYSTEM],
  ].flat().filter((flag) => !kinds.has(kindOf(flag)));
  return [...fetching, ...usual, ...said];
}

/**
 * The environment of the process of cells; undefined where all of it is handed on, because somebody said so
 * (`--allow-env`). Variables that may not be read here are not there.
 */
export function cellEnvironment(said: readonly string[]): Record<string, string> | undefined {
  if (saysAll(said) || said.includes("--allow-env")) return undefined;
  const names = [...PASSED_VARIABLES, ...namedVariables(said), ...mayFetch(said) ? FETCHING_VARIABLES : []];
  const environment: Record<string, string> = {};
  for (const name of names) {
    if (Deno.permissions.querySync({ name: "env", variable: name }).state !== "granted") continue;
    const value = Deno.env.get(name);
    if (value !== undefined) environment[name] = value;
  }
  return environment;
}
/** Variables that somebody wants cells to see by name. */
export function namedVariables(said: readonly string[]): string[] {
  const option = "--allow-env=";
  return said.filter((flag) => flag.startsWith(option)).flatMap((flag) => flag.slice(option.length).split(","))
    .filter(Boolean);
}

/**
 * The folder, but for
 * - what of it leads elsewhere: a link that was there before (with a repository one gets such things) would be followed. With
 *   a link somewhere below it a whole folder is left out, as a folder above a link can be renamed. Cells cannot make links;
 * - what starts with a dot: settings and hooks of other programs, which these would obey;
 * - this project itself, which runs with more permissions, except for the files of it that somebody has named.
 */
function writingIn(directory: string, files: readonly string[]): string[] {
  let root: string;
  try {
    root = Deno.realPathSync(directory);
  } catch {
    return [];
  }
  const code = PROJECT.startsWith("file:")
    ? decodeURIComponent(new URL(PROJECT).pathname).replace(/\/$/, "")
    : undefined;
  if (code !== undefined && OWN_FOLDERS.some((name) => isWithin(root, `${code}/${name}`))) return [];
  const leading = childrenThatLeadOut(root);
  if (leading === undefined) return [];
  const denied = new Set([...leading, ...OBEYED]);
  if (code === root) {
    for (const { name, isFile } of Deno.readDirSync(root)) {
      if (!isFile || !files.includes(resolved(name, directory))) denied.add(name);
    }
  }
  if (code !== undefined && code !== root && isWithin(code, root)) {
    denied.add(code.slice(root.length).split("/").find(Boolean)!);
  }
  // a comma separates paths, and nothing escapes it: the process stands in the folder, which needs no name
  if ([...denied].some((name) => name.includes(","))) return [];
  return ["--allow-write=.", `--deny-write=${[...denied].map((name) => `./${name}`).join(",")}`];
}
const PROJECT = import.meta.resolve("../../../");
const OWN_FOLDERS = ["lib", "kernel", "test"];
/** Whether they are there yet or not. */
const OBEYED = [
  ...[".git", ".ssh", ".config", ".local", ".vscode", ".jupyter", ".ipython", ".envrc", ".npmrc", ".gitconfig"],
  ...[".profile", ".bash_profile", ".bash_login", ".bashrc", ".zshenv", ".zprofile", ".zshrc"],
];
function isWithin(path: string, folder: string): boolean {
  return path === folder || path.startsWith(folder.endsWith("/") ? folder : `${folder}/`);
}

/** So many entries of folders are looked at (some 20 ms); what was not looked at is not written to. */
const MAX_ENTRIES = 5_000;
/** A command line has no room for more. */
const MAX_DENIED_PATHS = 500;

/**
 * Names in a folder that start with a dot, are links out of it, have one below them, or were not looked at; undefined where
 * there are too many.
 */
export function childrenThatLeadOut(root: string, max = MAX_ENTRIES): string[] | undefined {
  const leading = new Set<string>();
  // the nearest first: what is deep and large is what is left out
  let level: { readonly path: string; readonly child?: string }[] = [{ path: root }];
  let entries = 0;
  while (level.length > 0) {
    const next: typeof level = [];
    for (const { path, child } of level) {
      if (child !== undefined && leading.has(child)) continue;
      try {
        for (const { name, isSymlink, isDirectory } of Deno.readDirSync(path)) {
          const own = child ?? name, isHidden = child === undefined && name.startsWith(".");
          if (isHidden || ++entries > max || isSymlink && leadsOut(`${path}/${name}`, root)) leading.add(own);
          else if (isDirectory) next.push({ path: `${path}/${name}`, child: own });
          if (leading.size > MAX_DENIED_PATHS) return undefined;
        }
      } catch {
        // a folder that cannot be read: there may be anything in it
        if (child !== undefined) leading.add(child);
        else return undefined;
      }
    }
    level = next;
  }
  return [...leading].sort();
}
function leadsOut(path: string, root: string): boolean {
  try {
    return !isWithin(Deno.realPathSync(path), root);
  } catch {
    // to what is not there yet, or in a circle
    return true;
  }
}
