/**
 * The same packets in every container: formats, byte orders, compressions, one file and many.
 *
 * @module
 */
import { gzipSync, zstdCompressSync } from "node:zlib";
import { concatenate, type Packet, pcap, Section } from "../captures/writer.ts";

/** Files that hold the packets, in order of time. */
export type Files = readonly { readonly ending: string; readonly bytes: Uint8Array }[];
export interface Container {
  readonly name: string;
  write(packets: readonly Packet[]): Files;
}
const NANOSECONDS = 0xa1b23c4d;
const one = (ending: string, bytes: Uint8Array): Files => [{ ending, bytes }];
/** Parts of a size that differs from file to file. */
function* split(packets: readonly Packet[], files: number): Generator<readonly Packet[]> {
  for (let i = 0; i < files; i++) {
    yield packets.slice(
      Math.floor(packets.length * (i / files) ** 1.3),
      Math.floor(packets.length * ((i + 1) / files) ** 1.3),
    );
  }
}
/** As dumpcap writes it: one interface, enhanced packets. */
export function pcapng(packets: readonly Packet[], little = true): Uint8Array<ArrayBuffer> {
  // the blocks of a section are put together by copying: many short sections would not be the same file
  const blocks: Uint8Array[] = [new Section(little).interface(1, 262144).bytes];
  const headLength = new Section(little).bytes.length;
  for (const { seconds, nanoseconds, bytes, wire } of packets) {
    const time = BigInt(seconds) * 1_000_000n + BigInt(nanoseconds / 1000);
    blocks.push(new Section(little).enhanced(0, time, bytes, wire).bytes.subarray(headLength));
  }
  return concatenate(...blocks);
}
export const CONTAINERS: readonly Container[] = [
  { name: "pcap", write: (packets) => one("pcap", pcap(packets)) },
  { name: "pcap, big-endian", write: (packets) => one("pcap", pcap(packets, { little: false })) },
  { name: "pcap, nanoseconds", write: (packets) => one("pcap", pcap(packets, { magic: NANOSECONDS })) },
  { name: "pcapng", write: (packets) => one("pcapng", pcapng(packets)) },
  { name: "pcapng, big-endian", write: (packets) => one("pcapng", pcapng(packets, false)) },
  { name: "gzip", write: (packets) => one("pcap.gz", gzipSync(pcap(packets))) },
  { name: "gzip of pcapng", write: (packets) => one("pcapng.gz", gzipSync(pcapng(packets))) },
  { name: "zstd", write: (packets) => one("pcap.zst", zstdCompressSync(pcap(packets))) },
  {
    name: "two files",
    write: (packets) => [...split(packets, 2)].map((part) => ({ ending: "pcap", bytes: pcap(part) })),
  },
  {
    name: "twenty files of all kinds",
    write: (packets) =>
      [...split(packets, 20)].map((part, i) =>
        i % 3 === 0
          ? { ending: "pcap.gz", bytes: gzipSync(pcap(part)) }
          : i % 3 === 1
          ? { ending: "pcapng", bytes: pcapng(part) }
          : { ending: "pcap", bytes: pcap(part) }
      ),
  },
];
