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
