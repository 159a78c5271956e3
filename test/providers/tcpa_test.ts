/**
 * The tcpa provider against tshark's `tcp.analysis.*` over real captures: how many segments got each verdict. A capture that
 * is not here is skipped, saying so.
 */
import { strictEqual } from "node:assert";
import { trace } from "../session/in_process.ts";

const COUNTS: [capture: string, probe: string, packets: number][] = [
  ["gzip-http.pcap.gz", "window-full", 1],
  ["ipv6-extension-headers.pcap", "acked-unseen", 1],
  ["mix-tcpreplay.pcap", "retransmission", 2],
  ["mix-tcpreplay.pcap", "duplicate-ack", 2],
  ["null-ipv6.pcap", "window-update", 1],
  ["null-redis.pcap", "window-update", 3],
  ["null-redis.pcap", "keep-alive", 2],
  ["null-redis.pcap", "keep-alive-ack", 2],
  ["own-tcp-syn-unanswered.pcap", "retransmission", 3],
  ["pptp-big-endian.pcap", "duplicate-ack", 4],
  ["tcp-duplicates-ssh.pcap", "fast-retransmission", 92],
  ["tcp-duplicates-ssh.pcap", "duplicate-ack", 114],
  ["tcp-ecn-vnc.pcap", "duplicate-ack", 1],
  ["tcp-ftp-30-logins.pcap", "retransmission", 2],
  ["tcp-ftp-30-logins.pcap", "duplicate-ack", 2],
  ["tcp-mptcp-unordered.pcap", "duplicate-ack", 4],
  ["tcp-mptcp-unordered.pcap", "window-update", 1],
  ["vlan-mpls-mixed.pcap", "duplicate-ack", 1],
  // Where we differ. Packets 3 and 20 came within 3 ms of what was sent before, without a measured round trip: we call
  // them out of order, tshark retransmissions (4 of them).
  ["pptp-big-endian.pcap", "retransmission", 2],
  ["pptp-big-endian.pcap", "out-of-order", 2],
  // Packets 365 and 366 the same (tshark: 166 retransmissions).
  ["tcp-duplicates-ssh.pcap", "retransmission", 164],
  ["tcp-duplicates-ssh.pcap", "out-of-order", 2],
  // Packet 8 is in the capture after its own acknowledgment but was sent before it: nothing is sent again (tshark: 1).
  ["ipv6-extension-headers.pcap", "retransmission", 0],
];
const folders = ["../captures/", "../../../shared/captures/"].map((path) => new URL(path, import.meta.url));
function pathOf(capture: string): string | undefined {
  for (const folder of folders) {
    const path = new URL(capture, folder).pathname;
    try {
      if (Deno.statSync(path).isFile) return path;
    } catch { /* not in this one */ }
  }
  return undefined;
}
for (const [capture, probe, packets] of COUNTS) {
  const path = pathOf(capture);
  Deno.test({
    name: `tcpa:::${probe} in ${capture}${path ? "" : " (capture not here)"}`,
    ignore: !path,
    async fn() {
      const options = [{ name: "quiet" }, { name: "local", value: "none" }];
      const { output } = await trace(`tcpa:::${probe} { @ = count(); }`, { captures: [path!], options });
      strictEqual(Number(output.trim() || 0), packets);
    },
  });
}
Deno.test("tcpa:::close tells the totals of the connection, seen from the end that has sent the segment", async () => {
  const { output } = await trace(
    `tcpa:::close /args[5]->tcpa_sent_bytes + args[5]->tcpa_peer_bytes == 60000/ { printf("%d", args[5]->tcpa_peer_again); }`,
    { captures: [new URL("demo.pcap", folders[0]).pathname], options: [{ name: "quiet" }] },
  );
  strictEqual(output.trim(), "0");
});
