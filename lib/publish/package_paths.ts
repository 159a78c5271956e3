/**
 * What a package may hold: paths that stay within it, of sizes that a machine can bear.
 *
 * @module
 */

/** A package that cannot be read, or is not one. */
export class PackageError extends Error {
  override readonly name = "PackageError";
}
const FILES_MAX = 1_000;
const PATH_CHARACTERS = 200;
/** Of one file, and of all. */
export const FILE_BYTES_MAX = 1_000_000_000;
const ALL_BYTES_MAX = 2_000_000_000;

/** Says who passes; throws a {@linkcode PackageError} for a path that leads out, or that some system takes for another. */
export function safePath(path: string): string {
  const parts = path.split("/");
  const isSafe = path.length <= PATH_CHARACTERS && parts.every(isSafePart);
  if (!isSafe) {
    throw new PackageError(
      `the path ${JSON.stringify(path.slice(0, PATH_CHARACTERS))} does not stay within the package`,
    );
  }
  return path;
}
function isSafePart(part: string): boolean {
  // deno-lint-ignore no-control-regex
  return part !== "" && part !== "." && part !== ".." && !/[\\:\x00-\x1f\x7f]/.test(part);
}
export class PackageLimits {
  #files = 0;
  #bytes = 0;

  take(name: string, bytes: number): void {
    this.#bytes += bytes;
    if (++this.#files > FILES_MAX) throw new PackageError(`there are more than ${FILES_MAX} files`);
    if (bytes > FILE_BYTES_MAX || this.#bytes > ALL_BYTES_MAX) {
      throw new PackageError(
        `\`${name.slice(0, PATH_CHARACTERS)}\` is too large: ${bytes.toLocaleString("en-US")} bytes`,
      );
    }
  }
}
