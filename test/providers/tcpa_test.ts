/** The tcpa provider's argument; which segments get which verdict is in `tshark/`. */
import { strictEqual } from "node:assert";
import { trace } from "../session/in_process.ts";

Deno.test("tcpa:::close tells the totals of the connection, seen from the end that has sent the segment", async () => {
  const { output } = await trace(
    `tcpa:::close /args[5]->tcpa_sent_bytes + args[5]->tcpa_peer_bytes == 60000/ { printf("%d", args[5]->tcpa_peer_again); }`,
    { captures: [new URL("../captures/demo.pcap", import.meta.url).pathname], options: [{ name: "quiet" }] },
  );
  strictEqual(output.trim(), "0");
});
async function evidence(capture: string, program: string): Promise<string> {
  const { output } = await trace(program, {
    captures: [new URL(`../captures/${capture}`, import.meta.url).pathname],
    options: [{ name: "quiet" }, { name: "local", value: "none" }],
  });
  return output.trim();
}
Deno.test("an acknowledgment that reports data twice tells that sending again was needless", async () => {
  // tshark shows SLE and SRE of these at or below the acknowledgment: a FIN and two SYNs that had come before
  strictEqual(
    await evidence(
      "own-tcp-states-b.pcap",
      `tcpa:::needless-retransmission /args[5]->tcpa_evidence & TCPA_EV_DSACK/ { printf("%d ", args[0]->pkt_addr); }`,
    ),
    "144 149 150",
  );
});
Deno.test("a retransmission tells what speaks for it", async () => {
  const program = (bits: string) =>
    `tcpa:::retransmission /(args[5]->tcpa_evidence & (${bits})) == (${bits})/
    { @ = count(); } END { printa("%@d", @); }`;
  // with a later timestamp than any before, and captured before: sent again by the host
  const sent = await evidence("own-variety.pcap", program("TCPA_EV_TIMESTAMP | TCPA_EV_REPEATED"));
  strictEqual(Number(sent) > 0, true);
  const all = await evidence("own-variety.pcap", 'tcpa:::retransmission { @ = count(); } END { printa("%@d", @); }');
  const some = await evidence(
    "own-variety.pcap",
    `tcpa:::retransmission /args[5]->tcpa_evidence != 0/ { @ = count(); } END { printa("%@d", @); }`,
  );
  strictEqual(some, all);
});
Deno.test("each zero window that ends is told", async () => {
  const program = (name: string) => `tcpa:::${name} { printf("%d ", args[0]->pkt_addr); }`;
  const begins = (await evidence("own-variety.pcap", program("zero-window"))).split(" ").map(Number);
  const ends = (await evidence("own-variety.pcap", program("zero-window-end"))).split(" ").map(Number);
  strictEqual(ends.length > 0, true);
  for (const end of ends) strictEqual(begins.some((begin) => begin < end), true);
});
