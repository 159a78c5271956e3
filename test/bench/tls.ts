/**
 * A capture of many handshakes of TLS: those of the notebooks, again and again between other hosts.
 *
 * @module
 */
import { benchPath } from "./captures.ts";

const HANDSHAKES = new URL("../../notebooks/captures/tls.pcap", import.meta.url);
const FILE_HEADER = 24, RECORD_HEADER = 16, ETHERNET = 14;
/** Copies: some 20,000 packets with 1,700 hellos of clients. */
const COPIES = 90;

/** Path of the capture, and how many packets it has. */
export function writeHandshakes(): { readonly path: string; readonly packets: number } {
  const bytes = Deno.readFileSync(HANDSHAKES), view = new DataView(bytes.buffer);
  const path = benchPath("handshakes.pcap"), all = new Uint8Array(FILE_HEADER + COPIES * (bytes.length - FILE_HEADER));
  all.set(bytes.subarray(0, FILE_HEADER));
  let packets = 0;
  for (let copy = 0, to = FILE_HEADER; copy < COPIES; copy++) {
    for (let at = FILE_HEADER; at < bytes.length;) {
      const size = RECORD_HEADER + view.getUint32(at + 8, true), ip = to + RECORD_HEADER + ETHERNET;
      all.set(bytes.subarray(at, at + size), to);
      new DataView(all.buffer).setUint32(to, view.getUint32(at, true) + 60 * copy, true);
      // both addresses, 127.0.0.1, become 10.0.COPY.1
      for (const address of [ip + 12, ip + 16]) all.set([10, 0, copy, 1], address);
      at += size;
      to += size;
      packets++;
    }
  }
  Deno.writeFileSync(path, all);
  return { path, packets };
}
