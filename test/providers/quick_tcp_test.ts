/** The short way of segments fires what the long way fires, and leaves the connections the same. */
import { ok, strictEqual } from "node:assert";
import { trace } from "../session/in_process.ts";

const SEGMENTS = `tcp:::send, tcp:::receive {
  @[probename, args[3]->tcps_laddr, args[3]->tcps_lport, args[3]->tcps_raddr, args[3]->tcps_rport, args[3]->tcps_state,
    args[3]->tcps_snxt, args[3]->tcps_rnxt, args[3]->tcps_suna, args[3]->tcps_swnd, args[3]->tcps_rwnd, args[3]->tcps_srtt,
    args[2]->ip_plength, args[4]->tcp_seq, args[4]->tcp_flags, timestamp] = count();
}`;
const CAPTURES = ["demo", "own-variety", "own-tcp-states-a", "own-tcp-states-b", "own-tcp6-nano", "own-tcp-resets"];

for (const capture of CAPTURES) {
  for (const local of [undefined, "none"]) {
    Deno.test(`the short way of ${capture}.pcap, ${local ?? "its own"} view`, async () => {
      const run = async (more: string) => {
        const options = [{ name: "quiet" }, ...(local ? [{ name: "local", value: local }] : [])];
        const { output } = await trace(SEGMENTS + more, {
          captures: [new URL(`../captures/${capture}.pcap`, import.meta.url).pathname],
          options,
        });
        return output;
      };
      const short = await run("");
      ok(short.trim().split("\n").length > 4);
      // probes that fire for what a segment has done to its connection have all go the long way
      strictEqual(short, await run(" tcp:::siftr /0/ { trace(0); }"));
    });
  }
}
