/**
 * Zip files: the same bytes of the same files, whenever and wherever they are written; and read with bounds.
 *
 * @module
 */
import { unzipSync, zipSync } from "npm:fflate@0.8.3";
import { PackageError, PackageLimits, safePath } from "./package_paths.ts";

/** No time at all, in whatever zone: the first that a zip can hold. */
const WRITTEN = new Date(1980, 0, 1);

/** @param files sorted by their paths */
export function zipBytes(files: ReadonlyMap<string, Uint8Array>): Uint8Array<ArrayBuffer> {
  return zipSync(Object.fromEntries(files), { level: 9, mtime: WRITTEN, os: 3 }) as Uint8Array<ArrayBuffer>;
}
/** @throws PackageError */
export function unzipBytes(zip: Uint8Array): ReadonlyMap<string, Uint8Array<ArrayBuffer>> {
  const limits = new PackageLimits(), names = new Set<string>();
  let files: Record<string, Uint8Array>;
  try {
    files = unzipSync(zip, {
      filter({ name, originalSize }) {
        if (name.endsWith("/")) return false;
        safePath(name);
        if (names.has(name)) throw new PackageError(`the zip has two files \`${name}\``);
        names.add(name);
        // no more is made than it says: its room is given by this number
        limits.take(name, originalSize);
        return true;
      },
    });
  } catch (error) {
    if (error instanceof PackageError) throw error;
    throw new PackageError(`the zip cannot be read: ${(error as Error).message}`);
  }
  return new Map(Object.entries(files) as [string, Uint8Array<ArrayBuffer>][]);
}
