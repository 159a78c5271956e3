/**
 * Investigations as files: a page, a folder or a zip; written whole or not at all, and read by somebody who does not trust
 * them.
 *
 * @module
 */
import { writeWhole } from "../host/deno/mod.ts";
import { type Manifest, PageParts } from "../page/mod.ts";
import { ManifestError, parseManifest } from "./canonical.ts";
import { FILES, type Investigation } from "./investigation_parts.ts";
import { FILE_BYTES_MAX, PackageError, PackageLimits, safePath } from "./package_paths.ts";
import { PublishError } from "./publish_error.ts";

export type PackageKind = "page" | "folder" | "zip";

/** By the name of what is to be written, or what is there. */
export function kindOf(path: string): PackageKind {
  if (/\.html?$/i.test(path)) return "page";
  if (/\.zip$/i.test(path)) return "zip";
  return "folder";
}
/** What was read, before anything of it was checked but its form. */
export interface ReadPackage extends Investigation {
  readonly kind: PackageKind;
  /** The page in it, where there is one. */
  readonly page?: string;
  /** Of a folder or a zip: all files, by their paths. */
  readonly files: ReadonlyMap<string, Uint8Array>;
}
/** Most packages are pages. */
async function loadLazily<Module>(path: string): Promise<Module> {
  return await import(new URL(path, import.meta.url).href);
}
const MANIFEST_BYTES_MAX = 200_000_000, PAGE_BYTES_MAX = 400_000_000;
const decoder = new TextDecoder("utf-8", { fatal: true });

/** @throws PackageError, ManifestError, PageFormatError */
export async function readPackage(path: string): Promise<ReadPackage> {
  const { isDirectory, size } = await attempt(path, () => Deno.stat(path));
  if (isDirectory) return fromFiles("folder", await readFolder(path));
  if (size > PAGE_BYTES_MAX) throw new PackageError(`${path} is too large: ${size.toLocaleString("en-US")} bytes`);
  const bytes = await attempt(path, () => Deno.readFile(path));
  // PK: a zip begins with it, and no page does
  if (bytes[0] === 0x50 && bytes[1] === 0x4b) {
    const { unzipBytes } = await loadLazily<typeof import("./zip_files.ts")>("./zip_files.ts");
    return fromFiles("zip", unzipBytes(bytes));
  }
  return fromPage(textOf(bytes, path));
}
async function attempt<T>(path: string, act: () => Promise<T>): Promise<T> {
  try {
    return await act();
  } catch (error) {
    throw new PackageError(`${path} cannot be read: ${(error as Error).message}`);
  }
}
function textOf(bytes: Uint8Array, name: string): string {
  try {
    return decoder.decode(bytes);
  } catch {
    throw new PackageError(`${name} is not text`);
  }
}
async function readFolder(folder: string): Promise<Map<string, Uint8Array<ArrayBuffer>>> {
  const files = new Map<string, Uint8Array<ArrayBuffer>>(), limits = new PackageLimits();
  const read = async (below: string) => {
    for (const { name, isFile, isDirectory } of Deno.readDirSync(`${folder}/${below}`)) {
      const path = safePath(`${below}${name}`);
      // links lead to what is not of the package
      if (isDirectory) await read(`${path}/`);
      else if (!isFile) throw new PackageError(`${path} is neither a file nor a folder`);
      else {
        limits.take(path, (await Deno.stat(`${folder}/${path}`)).size);
        files.set(path, await Deno.readFile(`${folder}/${path}`));
      }
    }
  };
  try {
    await read("");
  } catch (error) {
    if (error instanceof PackageError) throw error;
    throw new PackageError(`${folder} cannot be read: ${(error as Error).message}`);
  }
  return files;
}
function fromFiles(kind: PackageKind, files: ReadonlyMap<string, Uint8Array<ArrayBuffer>>): ReadPackage {
  const text = (name: string) => {
    const bytes = files.get(name);
    return bytes && textOf(bytes, name);
  };
  const manifestText = text(FILES.manifest);
  if (manifestText === undefined) throw new PackageError(`there is no ${FILES.manifest} in it`);
  const manifest = checked(manifestText);
  const captures = new Map<string, Uint8Array<ArrayBuffer>>();
  for (const { name } of manifest.captures) {
    const data = files.get(name);
    if (data === undefined) throw new PackageError(`the capture ${name} is missing`);
    captures.set(name, data);
  }
  return { kind, manifest, manifestText, signature: text(FILES.signature), captures, page: text(FILES.page), files };
}
function fromPage(page: string): ReadPackage {
  const parts = new PageParts(page);
  const manifestText = parts.text("manifest", MANIFEST_BYTES_MAX), manifest = checked(manifestText);
  const captures = new Map<string, Uint8Array<ArrayBuffer>>(), limits = new PackageLimits();
  manifest.captures.forEach(({ name, bytes }, i) => {
    limits.take(name, bytes);
    // one more than it says is enough to see that it is more
    captures.set(name, parts.get(`capture${i}`, Math.max(1, Math.min(FILE_BYTES_MAX, bytes))));
  });
  const signature = parts.has("signature") ? parts.text("signature", 100_000) : undefined;
  return { kind: "page", manifest, manifestText, signature, captures, page, files: new Map() };
}
/** What is used as a path, or by another part of it, is what it has to be. */
function checked(text: string): Manifest {
  const manifest = parseManifest(text), names = new Set<string>();
  for (const { name, bytes } of manifest.captures) {
    safePath(name);
    if (Object.values(FILES).some((own) => own === name)) throw new ManifestError(`a capture is called ${name}`);
    if (names.has(name)) throw new ManifestError(`there are two captures ${name}`);
    if (bytes < 0 || bytes > FILE_BYTES_MAX) throw new ManifestError(`the capture ${name} has ${bytes} bytes`);
    names.add(name);
  }
  for (const cell of manifest.cells) {
    const other = cell.kind === "d" ? cell.captures.find((name) => !names.has(name)) : undefined;
    if (other !== undefined) throw new ManifestError(`a cell reads ${other}, which is not among the captures`);
  }
  return manifest;
}

/** @param files of a folder or a zip @throws PublishError */
export async function writePackage(path: string, files: ReadonlyMap<string, Uint8Array>): Promise<void> {
  if (kindOf(path) === "folder") return writeFolder(path.replace(/\/+$/, "") || "/", files);
  const { zipBytes } = await loadLazily<typeof import("./zip_files.ts")>("./zip_files.ts");
  writeWhole(path, zipBytes(files));
}
/** In a folder that is new or empty. */
export function writeFolder(folder: string, files: ReadonlyMap<string, Uint8Array>): void {
  if (exists(folder) && [...Deno.readDirSync(folder)].length > 0) {
    throw new PublishError(`${folder} has something in it: name a folder that is new, or empty`);
  }
  const partial = `${folder}.partial`;
  if (exists(partial)) throw new PublishError(`${partial} is left from before: remove it first`);
  try {
    for (const [path, bytes] of files) {
      const whole = `${partial}/${safePath(path)}`;
      Deno.mkdirSync(whole.slice(0, whole.lastIndexOf("/")), { recursive: true });
      Deno.writeFileSync(whole, bytes);
    }
    if (exists(folder)) Deno.removeSync(folder);
    Deno.renameSync(partial, folder);
  } catch (error) {
    if (exists(partial)) Deno.removeSync(partial, { recursive: true });
    throw error;
  }
}
function exists(path: string): boolean {
  try {
    Deno.lstatSync(path);
    return true;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return false;
    throw error;
  }
}
