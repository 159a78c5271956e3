/** The observed host is found among the first packets of IP, whatever comes before them. */
import { match } from "node:assert";
import { pcap } from "../captures/writer.ts";
import { trace } from "./in_process.ts";

const arp = Uint8Array.from({ length: 60 }, (_, at) => at === 12 ? 8 : at === 13 ? 6 : 0);
function packetBetween(one: number, other: number): Uint8Array {
  const bytes = new Uint8Array(60);
  bytes.set([8, 0, 0x45, 0, 0, 20, 0, 0, 0, 0, 63, 17], 12);
  bytes.set([10, 0, 0, one, 10, 0, 0, other], 26);
  return bytes;
}

Deno.test("of a capture that begins with thousands of ARP messages as many packets of IP are looked at", async () => {
  // the first hundred would not tell the two apart
  const frames = [
    ...Array(4000).fill(arp),
    ...Array(100).fill(packetBetween(1, 2)),
    ...Array.from({ length: 4000 }, (_, i) => packetBetween(1, 3 + i % 200)),
  ];
  const path = await Deno.makeTempFile({ suffix: ".pcap" });
  try {
    await Deno.writeFile(path, pcap(frames.map((bytes, i) => ({ seconds: i, nanoseconds: 0, bytes }))));
    const { result } = await trace("ip:::send { @ = count(); }", { captures: [path] });
    match(result.view ?? "", /^seen from 10\.0\.0\.1,/);
  } finally {
    await Deno.remove(path);
  }
});
