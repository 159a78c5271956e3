/**
 * Large captures for measuring: from the generator beside the repository if it is there, else from a small one of ours.
 *
 * @module
 */
import { present } from "./measure.ts";

const GENERATOR = new URL("../../../shared/bench/make_capture.py", import.meta.url).pathname;
const DIRECTORY = `${Deno.env.get("TMPDIR") ?? "/tmp"}/probebook-bench`;

/** Path of a capture of so many packets; made if it is not there yet. */
export async function captureOf(wanted: { packets: number; snaplen?: number }): Promise<string> {
  Deno.mkdirSync(DIRECTORY, { recursive: true });
  const path = `${DIRECTORY}/${wanted.packets}-${wanted.snaplen ?? "full"}.pcap`;
  try {
    Deno.statSync(path);
    return path;
  } catch { /* to be made */ }
  console.log(`making ${path}`);
  await make(path, wanted);
  // what the system still has to write would be written while the first rounds are measured
  using file = Deno.openSync(path);
  file.syncSync();
  return path;
}

async function make(path: string, wanted: { packets: number; snaplen?: number }): Promise<void> {
  if (present("python3") && exists(GENERATOR)) {
    const args = [GENERATOR, path, "--packets", String(wanted.packets), "--quiet"];
    if (wanted.snaplen) args.push("--snaplen", String(wanted.snaplen));
    const { success } = await new Deno.Command("python3", { args }).output();
    if (success) return;
  }
  writePlainCapture(path, wanted.packets, wanted.snaplen ?? 65535);
}

/** Where a capture of this name is to be. */
export function benchPath(name: string): string {
  Deno.mkdirSync(DIRECTORY, { recursive: true });
  return `${DIRECTORY}/${name}`;
}

/** Takes away what {@linkcode captureOf} made. */
export function dropBenchFiles(): void {
  try {
    Deno.removeSync(DIRECTORY, { recursive: true });
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
  }
}

function exists(path: string): boolean {
  try {
    return Deno.statSync(path).isFile;
  } catch {
    return false;
  }
}

/** UDP over IPv4 between 1,000 hosts, sizes in two humps; the same bytes every time. */
export function writePlainCapture(path: string, packets: number, snaplen: number): void {
  const file = Deno.openSync(path, { write: true, create: true, truncate: true });
  const header = new DataView(new ArrayBuffer(24));
  [0xa1b2c3d4, 0x00040002, 0, 0, snaplen, 1].forEach((word, i) => header.setUint32(4 * i, word, true));
  file.writeSync(new Uint8Array(header.buffer));
  let seed = 1;
  const random = (below: number) => (seed = (Math.imul(seed, 1103515245) + 12345) >>> 0) % below;
  const chunk = new Uint8Array(1 << 20);
  const view = new DataView(chunk.buffer);
  let used = 0;
  for (let i = 0; i < packets; i++) {
    const payload = random(3) === 0 ? 1200 + random(200) : 20 + random(80);
    const wire = 14 + 20 + 8 + payload;
    const captured = Math.min(wire, snaplen);
    if (used + 16 + captured > chunk.length) {
      writeAll(file, chunk.subarray(0, used));
      chunk.fill(0);
      used = 0;
    }
    [1.7e9 + Math.floor(i / 1e5), (i % 1e5) * 10, captured, wire].forEach((w, k) =>
      view.setUint32(used + 4 * k, w, true)
    );
    const at = used + 16;
    view.setUint16(at + 12, 0x0800);
    view.setUint32(at + 14, 0x45000000 | (wire - 14));
    view.setUint32(at + 22, 0x40110000);
    view.setUint32(at + 26, 0x0a000000 + random(1000));
    view.setUint32(at + 30, 0xc6120000 + random(1000));
    view.setUint32(at + 34, (1024 + random(60000)) * 65536 + 53);
    view.setUint16(at + 38, 8 + payload);
    used = at + captured;
  }
  writeAll(file, chunk.subarray(0, used));
  file.close();
}

function writeAll(file: Deno.FsFile, bytes: Uint8Array): void {
  for (let at = 0; at < bytes.length;) at += file.writeSync(bytes.subarray(at));
}
