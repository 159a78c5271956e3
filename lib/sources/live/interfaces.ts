/**
 * The interfaces there are.
 *
 * @module
 */
import { SourceError } from "../capture/mod.ts";
import type { CaptureInterface } from "../source.ts";
import type { InterfaceDescription } from "./live_source.ts";
import { askInterface, INTERFACE_FLAG, type Libc, listKernelInterfaces, openLibc } from "./libc.ts";
import { linkTypeOf, LOOPBACK_HARDWARE } from "./link.ts";

/** What a live source calls the place where its packets come from. */
export const LIVE = "<live>";
/** All interfaces at once, as libpcap calls it. */
export const ANY = "any";

export function noInterface(name: string, there: Iterable<string>): SourceError {
  return new SourceError(name, "D_SRC_NO_INTERFACE", "no such interface", [`there are: ${[...there, ANY].join(", ")}`]);
}
/**
 * All interfaces, with what this process may find out of them: addresses need `--allow-sys=networkInterfaces`, interfaces
 * without addresses and link types need `--allow-ffi` (on Linux; `/sys`, which Deno opens only with `--allow-all`, is next).
 */
export function listInterfaces(): InterfaceDescription[] {
  const addresses = interfaceAddresses();
  const libc = tryLibc();
  const names = new Set([...addresses.keys(), ...(libc ? [] : systemNames())]);
  const listed: InterfaceDescription[] = [];
  for (const { name, flags, hardware } of libc ? listKernelInterfaces(libc) : []) {
    names.delete(name);
    listed.push({
      name,
      addresses: addresses.get(name) ?? [],
      linkType: linkTypeOf(hardware),
      isUp: (flags & INTERFACE_FLAG.UP) !== 0,
      isLoopback: (flags & INTERFACE_FLAG.LOOPBACK) !== 0,
    });
  }
  for (const name of names) {
    const hardware = systemNumber(name, "type"), flags = systemNumber(name, "flags");
    const own = addresses.get(name) ?? [];
    listed.push({
      name,
      addresses: own,
      linkType: hardware === undefined ? undefined : linkTypeOf(hardware),
      isUp: flags === undefined ? undefined : (flags & INTERFACE_FLAG.UP) !== 0,
      isLoopback: hardware === undefined
        ? own.some((address) => address === "127.0.0.1")
        : hardware === LOOPBACK_HARDWARE,
    });
  }
  return listed;
}

/** Addresses of this host by interface, as text; empty where they may not be asked for. */
export function interfaceAddresses(): Map<string, string[]> {
  const all = new Map<string, string[]>();
  try {
    for (const { name, address } of Deno.networkInterfaces()) all.set(name, [...(all.get(name) ?? []), address]);
  } catch (error) {
    if (!(error instanceof Deno.errors.NotCapable)) throw error;
  }
  return all;
}
/** An address of this host, as bytes. */
export interface HostAddress {
  readonly interface: string;
  readonly address: Uint8Array;
  readonly prefixLength: number;
}
/** All addresses of this host; none where they may not be asked for. */
export function hostAddresses(): HostAddress[] {
  try {
    return Deno.networkInterfaces().flatMap(({ name, address: text, cidr }) => {
      const address = addressBytes(text);
      const prefix = Number(/\/(\d+)$/.exec(cidr)?.[1] ?? NaN);
      if (!address) return [];
      return [{ interface: name, address, prefixLength: Number.isNaN(prefix) ? address.length * 8 : prefix }];
    });
  } catch (error) {
    if (error instanceof Deno.errors.NotCapable) return [];
    throw error;
  }
}
/** For one interface: its own; with `others` those of all other interfaces after them, since packets to any may come in. */
export function addressesFor(
  name: string,
  all: readonly HostAddress[],
  others: boolean,
): Pick<CaptureInterface, "addresses" | "prefixLengths"> {
  const chosen = all.filter((one) => one.interface === name);
  if (others) chosen.push(...all.filter((one) => one.interface !== name));
  return { addresses: chosen.map(({ address }) => address), prefixLengths: chosen.map((one) => one.prefixLength) };
}
function tryLibc(): Libc | undefined {
  if (Deno.build.os !== "linux") return undefined;
  try {
    const libc = openLibc();
    return askInterface(libc, "lo") === undefined && listKernelInterfaces(libc).length === 0 ? undefined : libc;
  } catch {
    return undefined;
  }
}
const SYSTEM = "/sys/class/net";
function systemNames(): string[] {
  try {
    return [...Deno.readDirSync(SYSTEM)].filter(({ isFile }) => !isFile).map(({ name }) => name);
  } catch {
    return [];
  }
}
function systemNumber(name: string, file: string): number | undefined {
  if (Deno.build.os !== "linux") return undefined;
  try {
    const value = Number(Deno.readTextFileSync(`${SYSTEM}/${name}/${file}`).trim());
    return Number.isNaN(value) ? undefined : value;
  } catch {
    return undefined;
  }
}

/** 4 or 16 bytes. */
function addressBytes(text: string): Uint8Array | undefined {
  if (!text.includes(":")) {
    const parts = text.split(".").map(Number);
    return parts.length === 4 && parts.every((part) => part >= 0 && part < 256) ? Uint8Array.from(parts) : undefined;
  }
  const [plain] = text.split("%");
  const halves = plain!.split("::").map((half) => half === "" ? [] : half.split(":").flatMap(groupsOf));
  const zeros = 8 - halves.flat().length;
  if (halves.length > 2 || zeros < 0 || halves.length === 1 && zeros !== 0) return undefined;
  const groups = halves.length === 1 ? halves[0]! : [...halves[0]!, ...Array<number>(zeros).fill(0), ...halves[1]!];
  return Uint8Array.from(groups.flatMap((group) => [group >> 8, group & 255]));
}
function groupsOf(text: string): number[] {
  if (!text.includes(".")) return [parseInt(text, 16)];
  const [a = 0, b = 0, c = 0, d = 0] = text.split(".").map(Number);
  return [a << 8 | b, c << 8 | d];
}
