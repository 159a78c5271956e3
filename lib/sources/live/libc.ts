/**
 * The few calls of Linux's C library by which packets are captured and saved, through Deno's FFI (`--allow-ffi`).
 *
 * @module
 */

const SYMBOLS = {
  socket: { parameters: ["i32", "i32", "i32"], result: "i32" },
  setsockopt: { parameters: ["i32", "i32", "i32", "buffer", "u32"], result: "i32" },
  getsockopt: { parameters: ["i32", "i32", "i32", "buffer", "buffer"], result: "i32" },
  bind: { parameters: ["i32", "buffer", "u32"], result: "i32" },
  ioctl: { parameters: ["i32", "u64", "buffer"], result: "i32" },
  mmap: { parameters: ["pointer", "usize", "i32", "i32", "i32", "i64"], result: "pointer" },
  munmap: { parameters: ["pointer", "usize"], result: "i32" },
  close: { parameters: ["i32"], result: "i32" },
  open: { parameters: ["buffer", "i32", "u32"], result: "i32" },
  write: { parameters: ["i32", "buffer", "usize"], result: "isize" },
  linkat: { parameters: ["i32", "buffer", "i32", "buffer", "i32"], result: "i32" },
  /** Waits on a thread of its own. */
  poll: { parameters: ["buffer", "u64", "i32"], result: "i32", nonblocking: true },
  if_nameindex: { parameters: [], result: "pointer" },
  if_freenameindex: { parameters: ["pointer"], result: "void" },
  __errno_location: { parameters: [], result: "pointer" },
} as const;

export type Libc = Deno.DynamicLibrary<typeof SYMBOLS>["symbols"];
let opened: Libc | undefined;

/** Opens the library once. @throws Deno.errors.NotCapable without `--allow-ffi`; others where there is none */
export function openLibc(): Libc {
  return opened ??= Deno.dlopen("libc.so.6", SYMBOLS).symbols;
}

export const AF_PACKET = 17, SOCK_RAW = 3, SOL_SOCKET = 1, SOL_PACKET = 263;
/** Options of sockets (asm-generic/socket.h) and of packet sockets (linux/if_packet.h). */
export const OPTION = {
  SO_ERROR: 4,
  SO_ATTACH_FILTER: 26,
  PACKET_ADD_MEMBERSHIP: 1,
  PACKET_RX_RING: 5,
  PACKET_STATISTICS: 6,
  PACKET_VERSION: 10,
  PACKET_RESERVE: 12,
} as const;
export const ERRNO = { PERM: 1, NODEV: 19, ACCES: 13, NOMEM: 12, NETDOWN: 100 } as const;
/** `ioctl` requests on interfaces (linux/sockios.h). */
const IOCTL = { FLAGS: 0x8913, HARDWARE: 0x8927, INDEX: 0x8933 } as const;
export const INTERFACE_FLAG = { UP: 1, LOOPBACK: 8 } as const;
/** Bytes of `struct ifreq`, and of the name in front. */
const REQUEST_BYTES = 40;
const NAME_BYTES = 16;

/** Error of the call just made. */
export function errorNumber(libc: Libc): number {
  const at = libc.__errno_location();
  return at === null ? 0 : new Deno.UnsafePointerView(at).getInt32();
}

export interface KernelInterface {
  readonly name: string;
  readonly index: number;
  readonly flags: number;
  /** ARPHRD_ value (linux/if_arp.h). */
  readonly hardware: number;
}
/** What the kernel says of an interface, or undefined if there is none of this name. */
export function askInterface(libc: Libc, name: string): KernelInterface | undefined {
  const encoded = new TextEncoder().encode(name);
  if (encoded.length === 0 || encoded.length >= NAME_BYTES) return undefined;
  const socket = libc.socket(2, 2, 0);
  if (socket < 0) return undefined;
  const ask = (request: number): DataView | undefined => {
    const bytes = new Uint8Array(REQUEST_BYTES);
    bytes.set(encoded);
    return libc.ioctl(socket, BigInt(request), bytes) === 0 ? new DataView(bytes.buffer) : undefined;
  };
  try {
    const index = ask(IOCTL.INDEX)?.getInt32(NAME_BYTES, true);
    if (index === undefined) return undefined;
    return {
      name,
      index,
      flags: ask(IOCTL.FLAGS)?.getInt16(NAME_BYTES, true) ?? 0,
      hardware: ask(IOCTL.HARDWARE)?.getUint16(NAME_BYTES, true) ?? 0,
    };
  } finally {
    libc.close(socket);
  }
}
/** All interfaces of this network namespace, by index. */
export function listKernelInterfaces(libc: Libc): KernelInterface[] {
  const list = libc.if_nameindex();
  if (list === null) return [];
  const view = new Deno.UnsafePointerView(list);
  const names: string[] = [];
  // struct if_nameindex { unsigned int index; char *name; }, ended by a zero index
  for (let at = 0; view.getUint32(at) !== 0; at += 16) {
    const name = view.getPointer(at + 8);
    if (name !== null) names.push(Deno.UnsafePointerView.getCString(name));
  }
  libc.if_freenameindex(list);
  return names.flatMap((name) => askInterface(libc, name) ?? []);
}
