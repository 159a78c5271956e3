/**
 * Asks tshark what happened in captures: `deno run -A make_expectations.ts CAPTURE… > expectations.json`.
 *
 * tshark decodes; this only counts. Only the outermost IP header of a frame counts, and what is right behind it (IPv6's
 * extension headers and AH apart); every fragment stands for itself. A connection is established by a SYN, a SYN|ACK
 * that acknowledges it and an ACK of that; refused by a RST|ACK that acknowledges a SYN which had no other answer.
 *
 * @module
 */
export const VERDICTS = {
  "retransmission": "retransmission",
  "fast-retransmission": "fast_retransmission",
  "spurious-retransmission": "spurious_retransmission",
  "out-of-order": "out_of_order",
  "duplicate-ack": "duplicate_ack",
  "zero-window": "zero_window",
  "window-update": "window_update",
  "window-full": "window_full",
  "keep-alive": "keep_alive",
  "keep-alive-ack": "keep_alive_ack",
  "window-probe": "zero_window_probe",
  "window-probe-ack": "zero_window_probe_ack",
  "lost-segment": "lost_segment",
  "acked-unseen": "ack_lost_segment",
} as const;
const PLAIN = [
  ...["frame.number", "frame.protocols", "frame.encap_type", "ip.src", "ip.dst", "ipv6.src", "ipv6.dst"],
  ...["ip.frag_offset", "ipv6.fraghdr.offset", "udp.dstport", "icmp.type", "icmpv6.type"],
  ...["tcp.srcport", "tcp.dstport", "tcp.flags", "tcp.seq_raw", "tcp.ack_raw", "tcp.stream"],
] as const;
export const FIELDS: readonly string[] = [...PLAIN, ...Object.values(VERDICTS).map((name) => `tcp.analysis.${name}`)];
/** Each packet stands for itself; no heuristic decides what TCP or UDP carry. */
export const PREFERENCES = ["ip.defragment:FALSE", "ipv6.defragment:FALSE", "tcp.desegment_tcp_streams:FALSE"];

type Counts = Record<string, number>;
const add = (counts: Counts, key: string) => counts[key] = (counts[key] ?? 0) + 1;

interface Opening {
  /** source, target, their ports, as the SYN had them. */
  readonly ends: readonly string[];
  readonly seq: number;
  answered?: number;
  done?: boolean;
}
export function above(field: (name: string) => string): { source: string; target: string; above: string } | undefined {
  const chain = field("frame.protocols").split(":");
  const at = chain.findIndex((name) => name === "ip" || name === "ipv6");
  const isSix = chain[at] === "ipv6";
  const source = field(isSix ? "ipv6.src" : "ip.src"), target = field(isSix ? "ipv6.dst" : "ip.dst");
  if (at < 0 || source === "" || target === "") return undefined;
  let behind = at + 1;
  while (chain[behind]?.startsWith("ipv6.") || chain[behind] === "ah") behind++;
  const isLater = Number(field(isSix ? "ipv6.fraghdr.offset" : "ip.frag_offset") || 0) !== 0;
  return { source, target, above: isLater ? "fragment" : chain[behind] ?? "none" };
}
class Summary {
  packets = 0;
  readonly established: Counts = {};
  readonly refused: Counts = {};
  readonly resets: Counts = {};
  readonly udp: Counts = {};
  readonly icmp: Counts = {};
  readonly icmp6: Counts = {};
  readonly verdicts: Record<string, number[]> = {};
  readonly #openings = new Map<string, Opening>();

  take(line: string): void {
    const cells = line.split("\t");
    const field = (name: string) => cells[FIELDS.indexOf(name)] ?? "";
    if (field("frame.encap_type") === "") return; // a custom block of pcapng, which tshark numbers
    this.packets++;
    const found = above(field);
    if (!found) return;
    if (found.above === "udp" && field("udp.dstport") !== "") add(this.udp, field("udp.dstport"));
    if (found.above === "icmp" && field("icmp.type") !== "") add(this.icmp, field("icmp.type"));
    if (found.above === "icmpv6" && field("icmpv6.type") !== "") add(this.icmp6, field("icmpv6.type"));
    if (found.above !== "tcp" || field("tcp.flags") === "") return;
    for (const [probe, name] of Object.entries(VERDICTS)) {
      if (field(`tcp.analysis.${name}`) !== "") (this.verdicts[probe] ??= []).push(this.packets);
    }
    this.#segment(field, [found.source, found.target, field("tcp.srcport"), field("tcp.dstport")]);
  }
  #segment(field: (name: string) => string, ends: readonly string[]): void {
    const flags = Number(field("tcp.flags")) & 0xff;
    const seq = Number(field("tcp.seq_raw")), ack = Number(field("tcp.ack_raw"));
    const stream = field("tcp.stream");
    const [source, target, sourcePort, targetPort] = ends;
    const opening = this.#openings.get(stream);
    const isAnswer = opening?.ends.join() === [target, source, targetPort, sourcePort].join();
    if (flags & 4) {
      add(this.resets, `${source} ${target} ${targetPort}`);
      const isRefusal = (flags & 16) !== 0 && isAnswer && opening.answered === undefined &&
        ack === (opening.seq + 1) >>> 0;
      if (isRefusal) {
        add(this.refused, `${target} ${source} ${sourcePort}`);
        this.#openings.delete(stream);
      }
    } else if ((flags & 0x12) === 2) {
      if (!opening?.done) this.#openings.set(stream, { ends, seq });
    } else if ((flags & 0x12) === 0x12) {
      if (isAnswer && ack === (opening.seq + 1) >>> 0) opening.answered = seq;
    } else if (flags & 16 && opening?.answered !== undefined && !opening.done && opening.ends.join() === ends.join()) {
      if (((ack - opening.answered - 1) >>> 0) >= 2 ** 31) return;
      opening.done = true;
      add(this.established, `${source} ${target} ${targetPort}`);
    }
  }
}
function ask(path: string): Summary {
  const args = ["-n", "-r", path, "-T", "fields", "-E", "separator=/t", "-E", "occurrence=f"];
  for (const field of FIELDS) args.push("-e", field);
  for (const preference of PREFERENCES) args.push("-o", preference);
  const { stdout } = new Deno.Command("tshark", { args, stderr: "null" }).outputSync();
  const summary = new Summary();
  for (const line of new TextDecoder().decode(stdout).split("\n").slice(0, -1)) summary.take(line);
  return summary;
}
if (import.meta.main) {
  const { stdout } = new Deno.Command("tshark", { args: ["-v"] }).outputSync();
  const made = `made by make_expectations.ts with ${new TextDecoder().decode(stdout).split("\n")[0]}`;
  const lines = Deno.args.map((path) => `    ${JSON.stringify(path.split("/").at(-1))}: ${JSON.stringify(ask(path))}`);
  console.log(`{\n  "made": ${JSON.stringify(made)},\n  "captures": {\n${lines.join(",\n")}\n  }\n}`);
}
