/**
 * Capture files of pcap(): pcapng, from which the same can be asked again.
 *
 * @module
 */
import type { PacketFile, RecordedPacket } from "../../engine/consume/mod.ts";
import { PcapngWriter } from "../../sources/capture/writing/mod.ts";
import type { CaptureInterface, PacketBatch, PacketSource } from "../../sources/mod.ts";
import type { SessionClient, WholeFile } from "../settings.ts";

/** One packet in the form in which captures are read. */
function oneOf(packet: RecordedPacket, interfaceNumber: number): PacketBatch {
  const { timestampNs, bytes, wireLength, direction } = packet;
  const billion = 1_000_000_000n, nanoseconds = (timestampNs % billion + billion) % billion;
  return {
    count: 1,
    firstNumber: 1,
    address: Int32Array.of(0),
    capturedLength: Int32Array.of(bytes.length),
    wireLength: Int32Array.of(wireLength),
    seconds: Float64Array.of(Number((timestampNs - nanoseconds) / billion)),
    nanoseconds: Int32Array.of(Number(nanoseconds)),
    interface: Int32Array.of(interfaceNumber),
    direction: Uint8Array.of(direction),
  };
}

export class PacketFiles {
  source: PacketSource | undefined;
  constructor(readonly client: SessionClient) {}

  /** freopen() of a file for packets; or why not. */
  open(path: string): PacketFile | string {
    const opened = this.client.openWhole!(path);
    return typeof opened === "string" ? opened : packetFile(opened, () => this.source?.interfaces ?? []);
  }
}
/** @param interfaces of the source, as they are known by now */
function packetFile(file: WholeFile, interfaces: () => readonly CaptureInterface[]): PacketFile {
  const writer = new PcapngWriter((bytes) => file.write(bytes));
  const described: CaptureInterface[] = [];
  /** Places in `described`, by the number of the interface and the link type that packets of it are kept with. */
  const places = new Map<string, number>();
  const placeOf = ({ interface: number, linkType }: RecordedPacket) => {
    const key = `${number} ${linkType}`;
    let place = places.get(key);
    if (place === undefined) {
      const { name, addresses, prefixLengths } = interfaces()[number] ?? {};
      places.set(key, place = described.length);
      described.push({ linkType, name, addresses, prefixLengths, file: "" });
      writer.describe(described);
    }
    return place;
  };
  return {
    packet: (packet) => writer.packet(oneOf(packet, placeOf(packet)), 0, packet.bytes),
    close(complete) {
      try {
        if (complete) writer.end();
      } catch (error) {
        file.close(false);
        throw error;
      }
      file.close(complete);
    },
  };
}
