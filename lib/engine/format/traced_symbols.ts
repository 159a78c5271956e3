/**
 * Stacks and addresses of what is traced, as text: a process in front (0: the kernel), then addresses.
 *
 * @module
 */
import { type DType, type TracedKind, tracedKind } from "../../d/types/mod.ts";

/** What an address belongs to, as far as it is known. */
export interface TracedSymbol {
  readonly module?: string;
  readonly name?: string;
  /** Where what is named begins. */
  readonly start: bigint;
}
/** Who knows names of addresses. */
export interface TracedSymbols {
  /** @param pid 0: the kernel's */
  find(pid: number, address: bigint): TracedSymbol | undefined;
  /** A function that tracing itself has put on the stack. */
  isOwnFrame(name: string): boolean;
}
/** Frames that tracing itself may put on the kernel's stack: so many more are recorded than were asked for. */
export const OWN_FRAMES = 4;
type Symbol = TracedSymbol | undefined;

/** An address of the kernel's, with its name where it has one: %a. */
export function addressText(address: bigint, symbols: TracedSymbols | undefined): string {
  return frameText(symbols?.find(0, address), address);
}
/** `vmlinux`do_exit+0x1c`, or less where less is known. */
function frameText(symbol: Symbol, address: bigint): string {
  if (symbol?.module === undefined) return `0x${address.toString(16)}`;
  if (symbol.name === undefined) return `${symbol.module}\`0x${address.toString(16)}`;
  const offset = address - symbol.start;
  return `${symbol.module}\`${symbol.name}${offset === 0n ? "" : `+0x${offset.toString(16)}`}`;
}
function read(bytes: Uint8Array): { readonly pid: number; readonly addresses: bigint[] } {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const addresses: bigint[] = [];
  for (let at = 8; at + 8 <= bytes.length; at += 8) {
    const address = view.getBigUint64(at, true);
    if (address === 0n) break;
    addresses.push(address);
  }
  return { pid: bytes.length < 8 ? 0 : view.getUint32(0, true), addresses };
}
/** Frames of a stack, the innermost first. */
function stackFrames(bytes: Uint8Array, symbols: TracedSymbols | undefined): string[] {
  const { pid, addresses } = read(bytes);
  const frames = pid === 0 ? tracedFrames(addresses, bytes, symbols) : addresses;
  return frames.map((address) => frameText(symbols?.find(pid, address), address));
}
/** Frames of the kernel's stack without those of tracing itself, as many as were asked for. */
function tracedFrames(
  addresses: readonly bigint[],
  bytes: Uint8Array,
  symbols: TracedSymbols | undefined,
): readonly bigint[] {
  const isOwn = (address: bigint) => {
    const name = symbols?.find(0, address)?.name;
    return name !== undefined && symbols!.isOwnFrame(name);
  };
  const first = addresses.findIndex((address) => !isOwn(address));
  const asked = Math.max(0, bytes.length / 8 - 1 - OWN_FRAMES);
  return first < 0 ? [] : addresses.slice(first, first + asked);
}
/** Makes keys equal that show the same: addresses within one function, stacks that differ in frames of tracing itself. */
export class TracedKeys {
  /** The first address of each module that was seen. */
  readonly #modules = new Map<string, bigint>();
  constructor(readonly symbols: TracedSymbols) {}

  /** @param bytes a value of that type, which is changed */
  unite(kind: TracedKind, bytes: Uint8Array): void {
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    const { pid, addresses } = read(bytes);
    if (kind === "stack") {
      if (pid !== 0) return;
      const frames = tracedFrames(addresses, bytes, this.symbols);
      bytes.fill(0, 8);
      return frames.forEach((address, i) => view.setBigUint64(8 + 8 * i, address, true));
    }
    const symbol = addresses.length > 0 ? this.symbols.find(pid, addresses[0]) : undefined;
    if (kind === "uaddr" || !symbol) return;
    view.setBigUint64(8, kind.endsWith("mod") ? this.#moduleOf(pid, symbol, addresses[0]) : symbol.start, true);
  }
  #moduleOf(pid: number, { module }: TracedSymbol, address: bigint): bigint {
    const name = `${pid} ${module}`;
    if (!this.#modules.has(name)) this.#modules.set(name, address);
    return this.#modules.get(name)!;
  }
}
/** As D prints it: a newline, then a line for each frame. */
export function stackText(bytes: Uint8Array, symbols: TracedSymbols | undefined, indent: number): string {
  return `\n${stackFrames(bytes, symbols).map((frame) => `${" ".repeat(indent)}${frame}\n`).join("")}`;
}
/** What sym(), func(), mod() and the others show of an address. */
export function symbolText(kind: TracedKind, bytes: Uint8Array, symbols: TracedSymbols | undefined): string {
  const { pid, addresses: [address = 0n] } = read(bytes);
  const symbol = symbols?.find(pid, address);
  if (kind === "uaddr") return frameText(symbol, address);
  if (kind === "mod" || kind === "umod") return symbol?.module ?? `0x${address.toString(16)}`;
  return frameText(symbol, symbol?.name === undefined ? address : symbol.start);
}
/** A stack as one text, the outermost first, as programs that draw flames take it; a symbol as its name. */
export function tracedText(type: DType, bytes: Uint8Array, symbols: TracedSymbols | undefined): string | undefined {
  const kind = tracedKind(type);
  if (kind === undefined) return undefined;
  return kind === "stack" ? stackFrames(bytes, symbols).reverse().join(";") : symbolText(kind, bytes, symbols);
}
