/**
 * The files that a kernel finds when it starts: an archive of cpio's "newc" form (Documentation/driver-api/early-userspace/buffer-format).
 *
 * @module
 */
export interface ArchivedFile {
  readonly path: string;
  readonly bytes: Uint8Array;
  readonly mode: number;
}
const FOLDER = 0o40755;

/** Folders are made for what is in them. */
export function writeArchive(files: readonly ArchivedFile[]): Uint8Array<ArrayBuffer>[] {
  const parts: Uint8Array<ArrayBuffer>[] = [], known = new Set<string>();
  let inode = 1;
  const add = (path: string, mode: number, bytes: Uint8Array) => {
    const name = new TextEncoder().encode(path + "\0");
    const words = [inode++, mode, 0, 0, 1, 0, bytes.length, 0, 0, 0, 0, name.length, 0];
    const header = new TextEncoder().encode(
      "070701" + words.map((word) => word.toString(16).padStart(8, "0")).join(""),
    );
    parts.push(padded([header, name]), padded([bytes]));
  };
  for (const { path, mode, bytes } of files) {
    const steps = path.split("/");
    for (let n = 1; n < steps.length; n++) {
      const folder = steps.slice(0, n).join("/");
      if (!known.has(folder)) add(folder, FOLDER, new Uint8Array());
      known.add(folder);
    }
    add(path, mode, bytes);
  }
  add("TRAILER!!!", 0, new Uint8Array());
  return parts;
}
function padded(parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const length = parts.reduce((sum, part) => sum + part.length, 0);
  const whole = new Uint8Array(Math.ceil(length / 4) * 4);
  parts.reduce((at, part) => (whole.set(part, at), at + part.length), 0);
  return whole;
}
