/**
 * Asks tshark what is in each message of `messages.ts` and of shared captures: `deno run -A make_expectations.ts >
 * expectations.json`; TSHARK names another command, with its arguments.
 *
 * @module
 */
import { pcap } from "../../captures/writer.ts";
import { MESSAGES } from "./messages.ts";

const [command, ...before] = (Deno.env.get("TSHARK") ?? "tshark").split(" ");
const SHARED = ["icmp6-neighbours.pcap", "ipv4-options-igmp.pcap", "mix-tcpreplay.pcap", "raw-ipv6-mld.pcap"];
/** Of IGMP, of MLD. */
const FIELDS = [
  ["igmp.type", "igmp.version", "igmp.checksum.status", "igmp.s", "igmp.qrv", "igmp.qqic"],
  ["igmp.num_src", "igmp.num_grp_recs", "igmp.record_type", "igmp.maddr", "igmp.saddr"],
  ["icmpv6.type", "icmpv6.checksum.status", "icmpv6.mld.flag.s", "icmpv6.mld.flag.qrv", "icmpv6.mld.qqi"],
  ["icmpv6.mld.nb_sources", "icmpv6.mldr.nb_mcast_records", "icmpv6.mldr.mar.record_type"],
  ["icmpv6.mld.multicast_address", "icmpv6.mldr.mar.multicast_address"],
  ["icmpv6.mld.source_address", "icmpv6.mldr.mar.source_address"],
].flat();
const FILTER = "(igmp or icmpv6.type in {130..132,143}) and not icmp";

async function tshark(args: readonly string[], input?: Uint8Array<ArrayBuffer>): Promise<string> {
  const child = new Deno.Command(command, {
    args: [...before, ...args],
    stdin: input ? "piped" : "null",
    stdout: "piped",
    stderr: "null",
  }).spawn();
  if (input) {
    const writer = child.stdin.getWriter();
    await writer.write(input);
    await writer.close();
  }
  return new TextDecoder().decode((await child.output()).stdout);
}
/** By frame: what tshark says, `field=value`, without those that it does not have. */
async function read(path: string, input?: Uint8Array<ArrayBuffer>): Promise<Record<string, string>> {
  const options = ["ip.check_checksum:FALSE", "icmpv6.strict_sum_check:TRUE"].slice(0, 1).flatMap((one) => ["-o", one]);
  const fields = ["frame.number", ...FIELDS].flatMap((field) => ["-e", field]);
  const text = await tshark(["-n", ...options, "-r", path, "-Y", FILTER, "-T", "fields", ...fields], input);
  return Object.fromEntries(
    text.trimEnd().split("\n").map((line) => {
      const [number, ...values] = line.split("\t");
      const said = values.flatMap((value, i) => value === "" || value === undefined ? [] : [`${FIELDS[i]}=${value}`]);
      return [number, said.join(" ")];
    }),
  );
}
const capture = pcap(MESSAGES.map(([, bytes], i) => ({ seconds: i + 1, nanoseconds: 0, bytes })));
const found: Record<string, Record<string, string>> = { own: await read("-", capture) };
for (const name of SHARED) {
  found[name] = await read(new URL(`../../../../shared/captures/${name}`, import.meta.url).pathname);
}
const [version] = (await tshark(["-v"])).split("\n");
console.log(JSON.stringify({ made: `made by make_expectations.ts with ${version}`, captures: found }, null, 2));
