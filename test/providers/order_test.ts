/** The order of the tcp probes of one segment, and of those of ip around them, is FreeBSD's. */
import { deepStrictEqual } from "node:assert";
import { trace } from "../session/in_process.ts";

const STATES = JSON.parse(Deno.readTextFileSync(new URL("../captures/own-tcp-states.json", import.meta.url)));
/** Probes of one connection, a line for each packet, as one host sees them. */
async function order(host: "a" | "b", scenario: string): Promise<string[]> {
  const { port } = STATES.scenarios.find(({ name }: { name: string }) => name === scenario);
  const probes = (names: string, at: string) => `${names} /${at}/ { printf("%s\\n", probename); }`;
  const ofState = `(args[3]->tcps_lport == ${port} || args[3]->tcps_rport == ${port})`;
  const ofSegment = `(args[4]->tcp_sport == ${port} || args[4]->tcp_dport == ${port})`;
  const segments = ["send", "receive", "connect-request", "connect-established", "connect-refused"];
  segments.push("accept-established", "accept-refused");
  const program = probes("tcp:::state-change", ofState) +
    probes(segments.map((name) => `tcp:::${name}`).join(","), ofSegment) +
    `tcp:::debug-input, tcp:::debug-output, tcp:::debug-drop
       /args[1]->tcp_sport == ${port} || args[1]->tcp_dport == ${port}/ { printf("%s.\\n", probename); }`;
  const { output } = await trace(program, {
    captures: [new URL(`../captures/own-tcp-states-${host}.pcap`, import.meta.url).pathname],
    options: [{ name: "quiet" }, { name: "local", value: host === "a" ? "10.99.0.1" : "10.99.0.2" }],
  });
  return output.trim().split(".").map((packet) => packet.trim().split(/\s+/).join(" ")).filter((packet) =>
    packet !== ""
  );
}

Deno.test("opening, as the end that connects: state, connect-request, send; receive, state, connect-established", async () => {
  deepStrictEqual((await order("a", "close_by_client")).slice(0, 3), [
    "state-change connect-request send debug-output",
    "receive state-change connect-established debug-input",
    "send debug-output",
  ]);
});
Deno.test("opening, as the end that is connected to: receive; state, send; receive, state, accept-established", async () => {
  deepStrictEqual((await order("b", "close_by_client")).slice(0, 3), [
    "receive debug-input",
    "state-change send debug-output",
    "receive state-change accept-established debug-input",
  ]);
});
Deno.test("refused: accept-refused before the RST is sent; connect-refused before the state is closed", async () => {
  deepStrictEqual(await order("a", "refused"), [
    "state-change connect-request send debug-output",
    "receive connect-refused state-change debug-input",
  ]);
  deepStrictEqual(await order("b", "refused"), ["receive debug-input", "accept-refused send debug-output"]);
});
Deno.test("a SYN that is sent again asks again, and changes no state", async () => {
  const [first, second] = await order("a", "unanswered");
  deepStrictEqual([first, second], [
    "state-change connect-request send debug-output",
    "connect-request send debug-output",
  ]);
});
Deno.test("what lies beyond the window is dropped, and answered", async () => {
  deepStrictEqual((await order("a", "data_beyond_window")).slice(3, 5), ["receive debug-drop", "send debug-output"]);
});
