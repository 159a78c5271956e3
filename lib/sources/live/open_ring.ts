/**
 * Opens rings on interfaces of Linux.
 *
 * @module
 */
import { compileFilter, EVERYTHING, FULL_SNAP_LENGTH } from "../filter/mod.ts";
import { SourceError } from "../capture/mod.ts";
import type { LiveOptions, LiveSource } from "./live_source.ts";
import { ANY, noInterface } from "./interfaces.ts";
import { KnownInterfaces } from "./known_interfaces.ts";
import { askInterface, ERRNO, type KernelInterface, type Libc, listKernelInterfaces, openLibc } from "./libc.ts";
import { LINKTYPE, linkTypeName, linkTypeOf, LOOPBACK_HARDWARE } from "./link.ts";
import { BLOCK_BYTES, PacketRing, RingError } from "./ring.ts";
import { type RingInput, RingSource } from "./ring_source.ts";

/** Tolerates a pause of seconds at moderate load. */
const BUFFER_BYTES = 64 * 2 ** 20;
const DELAY_MS = 20;

/** Why a ring is not available here, where that is not a fault of what was asked for. */
export class RingUnavailable extends Error {
  override readonly name = "RingUnavailable";
  constructor(message: string, readonly isPrivilege: boolean) {
    super(message);
  }
}

/** @throws RingUnavailable, SourceError for what would be wrong with any way of capturing */
export function openRings(names: readonly string[], options: LiveOptions): LiveSource {
  const libc = openLibrary();
  const delayMs = options.delayMs ?? DELAY_MS;
  const need = options.need ?? EVERYTHING;
  const snapLength = options.snapLength ?? Math.min(need.snapLength, FULL_SNAP_LENGTH);
  const list = () => listKernelInterfaces(libc);
  const known = new KnownInterfaces(snapLength, list);
  const loopback = list().find(({ hardware }) => hardware === LOOPBACK_HARDWARE)?.index;
  const lanes: RingInput[] = [];
  try {
    for (const name of names) {
      const found = name === ANY ? undefined : findInterface(libc, name);
      const linkType = found && linkTypeOf(found.hardware);
      const filter = compileFilter({ ...need, snapLength }, {
        linkType: linkType === LINKTYPE.LINUX_SLL2 ? undefined : linkType,
        onceOn: found && found.index !== loopback ? undefined : loopback,
      });
      const ring = openRing(libc, name, {
        interface: found?.index ?? 0,
        bytes: options.bufferBytes ?? BUFFER_BYTES,
        delayMs,
        filter,
        promiscuous: options.promiscuous ?? false,
      });
      lanes.push({ name, ring, filter, state: () => found ? stateOf(libc, found) : "up" });
      if (found) {
        known.add(found, () => {
          ring.count();
          return ring.dropped;
        });
      } else list().forEach((one) => known.add(one));
    }
  } catch (error) {
    for (const { ring } of lanes) ring.close();
    throw error;
  }
  const description = lanes.map((lane) => describe(lane, known, snapLength));
  return new RingSource({
    libc,
    memory: options.memory,
    lanes,
    known,
    delayMs,
    description,
    notice: (message) => options.notice?.(message),
  });
}

function openLibrary(): Libc {
  if (Deno.build.os !== "linux") {
    throw new RingUnavailable(`packet sockets are Linux's, and this is ${Deno.build.os}`, false);
  }
  try {
    return openLibc();
  } catch (error) {
    if (error instanceof Deno.errors.NotCapable) {
      throw new RingUnavailable("this process may not call the C library (`--allow-ffi`)", true);
    }
    throw new RingUnavailable("there is no C library of the name libc.so.6", false);
  }
}
function findInterface(libc: Libc, name: string): KernelInterface {
  const found = askInterface(libc, name);
  if (found) return found;
  throw noInterface(name, listKernelInterfaces(libc).map((one) => one.name));
}
function openRing(libc: Libc, name: string, settings: ConstructorParameters<typeof PacketRing>[1]): PacketRing {
  try {
    return new PacketRing(libc, settings);
  } catch (error) {
    if (!(error instanceof RingError)) throw error;
    if (error.errno === ERRNO.PERM || error.errno === ERRNO.ACCES) {
      throw new RingUnavailable("packet sockets need the capability CAP_NET_RAW", true);
    }
    if (error.errno === ERRNO.NOMEM) {
      throw new SourceError(name, "D_SRC_BUFFER", "the system has no memory for the capture buffer", [
        "ask for less with a smaller buffer size",
      ]);
    }
    throw new RingUnavailable(error.message, false);
  }
}
function stateOf(libc: Libc, { name, index }: KernelInterface): "up" | "down" | "gone" {
  const now = askInterface(libc, name);
  if (now?.index !== index) {
    // it may have been given another name
    const renamed = listKernelInterfaces(libc).find((one) => one.index === index);
    return renamed === undefined ? "gone" : (renamed.flags & 1) !== 0 ? "up" : "down";
  }
  return (now.flags & 1) !== 0 ? "up" : "down";
}
function describe({ name, ring }: RingInput, known: KnownInterfaces, snapLength: number): string {
  const linkType = name === ANY ? undefined : known.all.find((one) => one.name === name)?.linkType;
  const kind = linkType === undefined ? "all interfaces" : linkTypeName(linkType);
  const megabytes = ring.blocks * BLOCK_BYTES / 2 ** 20;
  return `${name} (${kind}): packet ring of ${megabytes} MiB, ${snapLength} bytes of each packet`;
}
