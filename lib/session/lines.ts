/**
 * Lines about a run that every door says alike.
 *
 * @module
 */
import type { SourceProblem } from "../sources/mod.ts";
import type { InterfaceResult } from "./settings.ts";

/** `eth0: 1000 packets, 3 of them dropped before they could be read` */
export function lossLine({ interface: name, file, received, dropped }: InterfaceResult): string {
  const of = file === undefined ? name : `${file}: ${name}`;
  const packets = received === undefined ? "" : `${received} packet${received === 1 ? "" : "s"}, `;
  if (dropped === undefined) return `${of}: ${packets}how many were dropped is not told`;
  if (dropped === 0) return `${of}: ${packets}none dropped`;
  const help = file === undefined ? " (-b makes the buffer larger)" : "";
  return `${of}: ${packets}${dropped} of them dropped before they could be read${help}`;
}
/** `web.pcap: truncated record: 40 bytes wanted, 12 there at byte 1000`; what is wrong with no file has no place in one. */
export function problemLine({ file, message, byteOffset }: SourceProblem): string {
  return `${file}: ${message}${byteOffset === undefined ? "" : ` at byte ${byteOffset}`}`;
}
