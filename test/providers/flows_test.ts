/** Flows of udp, sctp and of what ICMP errors quote, over captures; what tshark says of the same is beside each. */
import { deepStrictEqual, match, strictEqual } from "node:assert";
import { trace } from "../session/in_process.ts";

const own = (name: string) => new URL(`../captures/${name}`, import.meta.url).pathname;
const shared = (name: string) => new URL(`../../../shared/captures/${name}`, import.meta.url).pathname;
const isHere = (path: string) => {
  try {
    return Deno.statSync(path).isFile;
  } catch {
    return false;
  }
};
async function lines(program: string, capture: string): Promise<string[]> {
  const options = [{ name: "quiet" }, { name: "local", value: "none" }];
  const { output } = await trace(program, { captures: [capture], options });
  return output.trim().split("\n").map((line) => line.trim());
}

Deno.test("an ICMP error quotes a datagram, and has its flow", async () => {
  const found = await lines(
    `udp:::send { printf("sent %d %s:%d %s:%d\\n", args[1]->cs_cid, args[2]->ip_saddr, args[4]->udp_sport,
       args[2]->ip_daddr, args[4]->udp_dport); }
     icmp:::send, icmp6:::send /args[5]->icmpq_ver != 0/ { printf("quoted %d %s:%d %s:%d\\n", args[1]->cs_cid,
       args[5]->icmpq_saddr, args[5]->icmpq_sport, args[5]->icmpq_daddr, args[5]->icmpq_dport); }
     icmp:::send, icmp6:::send /args[5]->icmpq_ver == 0/ { @other = count(); }`,
    own("own-udp-unreachable.pcap"),
  );
  const sent = found.filter((line) => line.startsWith("sent ")).map((line) => line.slice(5));
  const quoted = found.filter((line) => line.startsWith("quoted ")).map((line) => line.slice(7));
  // tshark: icmp.type == 3 || icmpv6.type == 1
  strictEqual(quoted.length, 8);
  for (const one of quoted) match(one, /^[1-9]/);
  deepStrictEqual(quoted.filter((one) => !sent.includes(one)), []);
});
const association = shared("sctp-association.pcap");
Deno.test({
  name: "sctp: chunks and states" + (isHere(association) ? "" : " (capture not here)"),
  ignore: !isHere(association),
  async fn() {
    const found = await lines(
      `sctp:::send { @data = sum(args[5]->sctpc_data); }
       sctp:::send /args[5]->sctpc_types & (1 << SCTP_SELECTIVE_ACK)/ { @sacks = count(); }
       sctp:::state-change { printf("%s %s %s\\n", args[3]->sctps_laddr, sctp_state_string[args[5]->sctps_state],
         sctp_state_string[args[3]->sctps_state]); }`,
      association,
    );
    deepStrictEqual(found.filter((line) => line !== ""), [
      "192.168.170.8 state-closed state-cookie-wait",
      "192.168.170.8 state-cookie-wait state-cookie-echoed",
      "192.168.170.56 state-closed state-established",
      "192.168.170.8 state-cookie-echoed state-established",
      "120", // tshark: sctp.chunk_type 0 occurs 120 times, 3 in 49 packets
      "49",
    ]);
  },
});
Deno.test("udp: a flow for each pair of ends, both ways", async () => {
  const found = await lines(
    `udp:::send { printf("%d %s:%d %s:%d\\n", args[3]->udps_addr, args[3]->udps_laddr, args[3]->udps_lport,
       args[3]->udps_raddr, args[3]->udps_rport); }`,
    own("demo.pcap"),
  );
  const flows = new Map<string, string>();
  for (const line of found) {
    const [id, ...ends] = line.split(" ");
    const pair = ends.sort().join(" ");
    strictEqual(flows.get(pair) ?? id, id);
    flows.set(pair, id);
  }
  strictEqual(new Set(flows.values()).size, flows.size);
  strictEqual(flows.size, 2); // tshark -z conv,udp: 2 IPv4 and IPv6 conversations
});
for (
  const [capture, whole] of [["frag-ipv4.pcap", ["8320"]], ["frag-ipv6.pcap", ["1003", "741", "1452", "786"]]] as const
) {
  const path = shared(capture);
  Deno.test({
    name: `datagrams whole again in ${capture}${isHere(path) ? "" : " (capture not here)"}`,
    ignore: !isHere(path),
    async fn() {
      const found = await lines(`ipa:::reassembled { printf("%d\\n", args[4]->ipw_transport_length); }`, path);
      // tshark: ip.reassembled.length, ipv6.reassembled.length
      const lengths = new Set<string>(whole);
      deepStrictEqual(new Set(found), lengths);
      strictEqual(found.length, capture === "frag-ipv4.pcap" ? 6 : 4);
    },
  });
}
