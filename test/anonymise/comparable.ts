/**
 * What tshark says of a capture that must not change when it is anonymised: verdicts of checksums, conversations,
 * retransmissions, handshakes; and its addresses in order.
 *
 * @module
 */
const SUMS = ["ip", "tcp", "udp", "icmp", "icmpv6", "igmp", "sctp", "dccp", "udplite"].map((name) =>
  `${name}.checksum.status`
);
const ANALYSIS = [
  ...["flags", "retransmission", "fast_retransmission", "spurious_retransmission", "duplicate_ack", "lost_segment"],
  ...["out_of_order", "ack_rtt", "initial_rtt", "keep_alive", "zero_window", "window_update", "ack_lost_segment"],
].map((name) => `tcp.analysis.${name}`);
const FACTS = [
  ...["frame.len", "frame.cap_len", "frame.time_epoch", ...SUMS, "icmp.ext.checksum.status", "gre.checksum.status"],
  ...["tcp.stream", "udp.stream", "sctp.assoc_index", "tcp.seq", "tcp.ack", "tcp.flags", "tcp.len", "tcp.window_size"],
  ...["tcp.options.mss_val", "tcp.completeness", ...ANALYSIS, "ip.frag_offset", "ip.id", "ip.ttl", "ip.proto"],
  ...["ipv6.nxt", "ipv6.hlim", "vlan.id", "mpls.label", "icmp.type", "icmp.code", "icmpv6.type", "icmpv6.code"],
  ...["arp.opcode", "igmp.type", "sctp.chunk_type"],
];
const ADDRESSES = [
  ...["ip.src", "ip.dst", "ipv6.src", "ipv6.dst", "eth.src", "eth.dst", "arp.src.proto_ipv4", "arp.dst.proto_ipv4"],
  ...["arp.src.hw_mac", "icmpv6.nd.ns.target_address", "icmpv6.nd.na.target_address", "wlan.sa", "wlan.da"],
];
const CHECKED = [
  "ip.check_checksum:TRUE",
  "tcp.check_checksum:TRUE",
  "udp.check_checksum:TRUE",
  "sctp.checksum:CRC32C",
];
let known: Promise<ReadonlySet<string>> | undefined;

async function lines(args: readonly string[]): Promise<string[]> {
  const { stdout } = await new Deno.Command("tshark", { args: [...args], stderr: "null" }).output();
  return new TextDecoder().decode(stdout).split("\n").slice(0, -1);
}
/** Fields that this version has. */
async function fieldsOf(names: readonly string[]): Promise<string[]> {
  known ??= lines(["-G", "fields"]).then((all) => new Set(all.map((line) => line.split("\t")[2])));
  const there = await known;
  return names.filter((name) => there.has(name));
}

export interface Comparable {
  /** A line a packet. */
  readonly facts: readonly string[];
  readonly addresses: readonly string[];
}
export async function comparable(path: string): Promise<Comparable> {
  const fields = async (names: readonly string[]) => (await fieldsOf(names)).flatMap((name) => ["-e", name]);
  // what payload says of connections to come is gone
  const common = ["-r", path, "-n", "--disable-protocol", "ftp", ...CHECKED.flatMap((one) => ["-o", one])];
  const all = [...common, "-T", "fields", "-E", "occurrence=a"];
  const [facts, addresses] = await Promise.all([
    lines([...all, ...await fields(FACTS)]),
    lines([...all, ...await fields(ADDRESSES)]),
  ]);
  return { facts, addresses: addresses.flatMap((line) => line.split(/[\t,]/)).filter((one) => one !== "") };
}
