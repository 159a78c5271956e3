/**
 * The few calls of Linux's C library through which the kernel is traced, by Deno's FFI (`--allow-ffi`). Files of the kernel are
 * read through them, too: Deno itself opens none of /sys without all permissions.
 *
 * @module
 */

const SYMBOLS = {
  /** bpf(2): command, attributes, size. */
  bpf: { name: "syscall", parameters: ["i64", "i32", "buffer", "u32"], result: "i64" },
  /** perf_event_open(2): attributes, pid, cpu, group, flags. */
  perf: { name: "syscall", parameters: ["i64", "buffer", "i32", "i32", "i32", "u64"], result: "i64" },
  ioctl: { parameters: ["i32", "u64", "u64"], result: "i32" },
  mmap: { parameters: ["pointer", "usize", "i32", "i32", "i32", "i64"], result: "pointer" },
  munmap: { parameters: ["pointer", "usize"], result: "i32" },
  open: { parameters: ["buffer", "i32", "u32"], result: "i32" },
  read: { parameters: ["i32", "buffer", "usize"], result: "isize" },
  pread: { parameters: ["i32", "buffer", "usize", "i64"], result: "isize" },
  close: { parameters: ["i32"], result: "i32" },
  /** Waits on a thread of its own. */
  poll: { parameters: ["buffer", "u64", "i32"], result: "i32", nonblocking: true },
  clock_gettime: { parameters: ["i32", "buffer"], result: "i32" },
  kill: { parameters: ["i32", "i32"], result: "i32" },
  __errno_location: { parameters: [], result: "pointer" },
} as const;

type Library = Deno.DynamicLibrary<typeof SYMBOLS>["symbols"];
let opened: Library | undefined;

/** Opens the library once. @throws Deno.errors.NotCapable without `--allow-ffi`; others where there is none */
export function openLibrary(): Library {
  return opened ??= Deno.dlopen("libc.so.6", SYMBOLS).symbols;
}

const NAMES: Readonly<Record<number, string>> = {
  1: "EPERM",
  2: "ENOENT",
  7: "E2BIG",
  12: "ENOMEM",
  13: "EACCES",
  16: "EBUSY",
  17: "EEXIST",
  19: "ENODEV",
  22: "EINVAL",
  28: "ENOSPC",
  38: "ENOSYS",
  95: "EOPNOTSUPP",
  524: "ENOTSUPP",
};
/** What the kernel refused. */
export class KernelError extends Error {
  override readonly name = "KernelError";
  /** @param what was asked of it */
  constructor(
    readonly what: string,
    readonly errno: number,
    readonly log = "",
    /** The clause whose code the verifier refuses, by its number from 0. */
    readonly clause?: number,
  ) {
    super(`${what}: ${NAMES[errno] ?? `error ${errno}`}`);
  }
}
/** Error of the call just made. */
export function errorNumber(): number {
  const at = openLibrary().__errno_location();
  return at === null ? 0 : new Deno.UnsafePointerView(at).getInt32();
}
/** @throws KernelError for a negative result */
export function checked(what: string, result: number | bigint, log?: () => string): number {
  if (result >= 0) return Number(result);
  throw new KernelError(what, errorNumber(), log?.());
}
/** The address of a buffer's bytes, as a structure of the kernel holds it. */
export function addressOf(buffer: Uint8Array<ArrayBuffer>): bigint {
  return Deno.UnsafePointer.value(Deno.UnsafePointer.of(buffer));
}
export const cString = (text: string): Uint8Array<ArrayBuffer> => new TextEncoder().encode(text + "\0");

/** All bytes of a file of the kernel's; undefined where it cannot be opened, with errno as it was left. */
export function readKernelFile(path: string, sizeHint = 65_536): Uint8Array<ArrayBuffer> | undefined {
  const library = openLibrary();
  const file = library.open(cString(path), 0, 0);
  if (file < 0) return undefined;
  let bytes = new Uint8Array(sizeHint), used = 0;
  try {
    for (;;) {
      if (used === bytes.length) {
        const larger = new Uint8Array(2 * bytes.length);
        larger.set(bytes);
        bytes = larger;
      }
      const count = Number(library.read(file, bytes.subarray(used), BigInt(bytes.length - used)));
      if (count < 0) return undefined;
      if (count === 0) return bytes.slice(0, used);
      used += count;
    }
  } finally {
    library.close(file);
  }
}
/** Reads pieces of a file; undefined where it cannot be opened. */
export function openPieces(
  path: string,
): { read(offset: number, length: number): Uint8Array | undefined; close(): void } | undefined {
  const library = openLibrary(), file = library.open(cString(path), 0, 0);
  if (file < 0) return undefined;
  return {
    read(offset, length) {
      const bytes = new Uint8Array(length);
      for (let used = 0; used < length;) {
        const count = Number(library.pread(file, bytes.subarray(used), BigInt(length - used), BigInt(offset + used)));
        if (count <= 0) return undefined;
        used += count;
      }
      return bytes;
    },
    close: () => void library.close(file),
  };
}
/** Whether it can be opened. */
export function isKernelFile(path: string): boolean {
  const file = openLibrary().open(cString(path), 0, 0);
  if (file >= 0) openLibrary().close(file);
  return file >= 0;
}
export function readKernelText(path: string): string | undefined {
  const bytes = readKernelFile(path, 8192);
  return bytes && new TextDecoder().decode(bytes);
}
/** Numbers of `0-3,7`: the highest plus 1. */
function countOf(list: string): number {
  return Math.max(0, ...list.trim().split(/[,-]/).map(Number)) + 1;
}
/** Processors there can be: every value of its own of a map has a place for each. */
export function possibleProcessors(): number {
  return countOf(readKernelText("/sys/devices/system/cpu/possible") ?? "0");
}
/** Numbers of the processors that run. */
export function onlineProcessors(): number[] {
  const list = readKernelText("/sys/devices/system/cpu/online") ?? "0";
  return list.trim().split(",").flatMap((part) => {
    const [from, to = from] = part.split("-").map(Number);
    return Array.from({ length: to - from + 1 }, (_, i) => from + i);
  });
}
const CLOCK = { REALTIME: 0, MONOTONIC: 1 } as const;
function clockNs(clock: number): bigint {
  const bytes = new Uint8Array(16);
  checked("clock_gettime", openLibrary().clock_gettime(clock, bytes));
  const view = new DataView(bytes.buffer);
  return view.getBigInt64(0, true) * 1_000_000_000n + view.getBigInt64(8, true);
}
/** Nanoseconds since 1970 less those of the clock that programs of the kernel read: of several tries the quickest. */
export function clockOffset(): bigint {
  let best = { took: 2n ** 62n, offset: 0n };
  for (let i = 0; i < 5; i++) {
    const before = clockNs(CLOCK.MONOTONIC), wall = clockNs(CLOCK.REALTIME), after = clockNs(CLOCK.MONOTONIC);
    if (after - before < best.took) best = { took: after - before, offset: wall - (before + after) / 2n };
  }
  return best.offset;
}
