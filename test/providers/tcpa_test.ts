/** The tcpa provider's argument; which segments get which verdict is in `tshark/`. */
import { strictEqual } from "node:assert";
import { trace } from "../session/in_process.ts";
import { frame4, segment, traceFrames } from "./segments.ts";

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
Deno.test("a window is not said to be full where the option that scales it was cut off", async () => {
  // as Linux orders them: segment size, SACK permitted, timestamps, padding, scale 7
  const options = [2, 4, 5, 180, 4, 2, 8, 10, 0, 0, 0, 1, 0, 0, 0, 0, 1, 3, 3, 7];
  const frames = [
    segment({ from: 0, flags: 2, seq: 100, options }),
    segment({ from: 1, flags: 18, seq: 500, ack: 101, options }),
    segment({ from: 0, flags: 16, seq: 101, ack: 501, window: 100 }),
    segment({ from: 1, flags: 16, seq: 501, ack: 101, data: 100 }),
    segment({ from: 1, flags: 16, seq: 601, ack: 101, data: 100 }),
  ].map((part, i) => frame4(i === 0 || i === 2 ? 0 : 1, part));
  const program = `tcpa:::window-full { printf("full "); }
    tcp:::send /args[3]->tcps_lport == 80/ { printf("%d %d, ", args[3]->tcps_swnd, args[3]->tcps_snd_ws); }`;
  const shown = async (most: number) => {
    const packets = frames.map((bytes, i) => (
      { seconds: 1_700_000_000 + i, nanoseconds: 0, bytes: bytes.slice(0, most), wire: bytes.length }
    ));
    return (await traceFrames(packets, program)).output.trim();
  };
  strictEqual(await shown(1000), "64240 7, 12800 7, 12800 7,");
  strictEqual(await shown(74), "64240 7, 12800 7, 12800 7,");
  for (const most of [73, 64, 54]) strictEqual(await shown(most), "64240 -1, 100 -1, 100 -1,", `${most} bytes`);
});
