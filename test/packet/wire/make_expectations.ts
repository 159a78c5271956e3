/**
 * Asks tshark what a decoder must find: `deno run -A make_expectations.ts CAPTURE… > expectations.json`.
 *
 * Of each frame of `frames.ts` a line: outermost source and destination, what that header carries, ports. Of each capture
 * packets by source, bytes by destination, datagrams and segments by destination port. Only the outermost IP header
 * counts, and what is right behind it (IPv6's extension headers and AH apart); every fragment stands for itself.
 *
 * @module
 */
import { pcap } from "../../captures/writer.ts";
import { FRAMES } from "./frames.ts";

const FIELDS = [
  "frame.protocols",
  "ip.src",
  "ip.dst",
  "ip.len",
  "ipv6.src",
  "ipv6.dst",
  "ipv6.plen",
  "udp.srcport",
  "udp.dstport",
  "tcp.srcport",
  "tcp.dstport",
  "ip.frag_offset",
  "ipv6.fraghdr.offset",
] as const;
const PREFERENCES = ["ip.defragment:FALSE", "ipv6.defragment:FALSE", "tcp.desegment_tcp_streams:FALSE"];

interface Found {
  readonly source: string;
  readonly target: string;
  readonly length: number;
  /** tcp, udp, fragment, or another of tshark's names. */
  readonly above: string;
  readonly ports: readonly string[];
}
function read(line: string): Found | undefined {
  const cells = line.split("\t");
  const field = (name: typeof FIELDS[number]) => cells[FIELDS.indexOf(name)] ?? "";
  const chain = field("frame.protocols").split(":");
  const at = chain.findIndex((name) => name === "ip" || name === "ipv6");
  if (at < 0) return undefined;
  const isSix = chain[at] === "ipv6";
  const source = field(isSix ? "ipv6.src" : "ip.src"), target = field(isSix ? "ipv6.dst" : "ip.dst");
  if (source === "" || target === "") return undefined;
  let behind = at + 1;
  while (chain[behind]?.startsWith("ipv6.") || chain[behind] === "ah") behind++;
  const isLater = Number(field(isSix ? "ipv6.fraghdr.offset" : "ip.frag_offset") || 0) !== 0;
  const above = isLater ? "fragment" : chain[behind] ?? "none";
  const ports = above === "udp"
    ? [field("udp.srcport"), field("udp.dstport")]
    : above === "tcp"
    ? [field("tcp.srcport"), field("tcp.dstport")]
    : [];
  const length = isSix ? Number(field("ipv6.plen") || 0) + 40 : Number(field("ip.len") || 0);
  return { source, target, length, above, ports: ports[1] === "" ? [] : ports };
}
function ask(path: string): (Found | undefined)[] {
  const args = ["-n", "-r", path, "-T", "fields", "-E", "separator=/t", "-E", "occurrence=f"];
  for (const field of FIELDS) args.push("-e", field);
  for (const preference of PREFERENCES) args.push("-o", preference);
  const { stdout } = new Deno.Command("tshark", { args, stderr: "null" }).outputSync();
  return new TextDecoder().decode(stdout).split("\n").slice(0, -1).map(read);
}
type Counts = Record<string, number>;
const add = (counts: Counts, key: string, value = 1) => counts[key] = (counts[key] ?? 0) + value;

function summarize(found: readonly (Found | undefined)[]) {
  const sources: Counts = {}, bytes: Counts = {}, udp: Counts = {}, tcp: Counts = {};
  for (const one of found) {
    if (!one) continue;
    add(sources, one.source);
    add(bytes, one.target, one.length);
    if (one.ports.length > 0) add(one.above === "udp" ? udp : tcp, one.ports[1]);
  }
  return { sources, bytes, udp, tcp };
}

const frames: Record<string, string> = {};
const file = Deno.makeTempFileSync({ suffix: ".pcap" });
for (const { name, linkType, bytes } of FRAMES) {
  Deno.writeFileSync(file, pcap([{ seconds: 1, nanoseconds: 0, bytes }], { linkType }));
  const [found] = ask(file);
  frames[name] = found ? [found.source, found.target, found.above, ...found.ports].join(" ") : "";
}
Deno.removeSync(file);
const captures: Record<string, unknown> = {};
for (const path of Deno.args) captures[path.split("/").at(-1)!] = summarize(ask(path));
const { stdout } = new Deno.Command("tshark", { args: ["-v"] }).outputSync();
const made = `made by make_expectations.ts with ${new TextDecoder().decode(stdout).split("\n")[0]}`;
const lines = (record: Record<string, unknown>) =>
  Object.entries(record).map(([key, value]) => `    ${JSON.stringify(key)}: ${JSON.stringify(value)}`).join(",\n");
console.log(
  `{\n  "made": ${JSON.stringify(made)},\n  "frames": {\n${lines(frames)}\n  },\n  "captures": {\n${
    lines(captures)
  }\n  }\n}`,
);
