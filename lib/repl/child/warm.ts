/**
 * Warms everything that a first question needs: parser, compiler, machine, decoder, tables. A run over some packets.
 *
 * @module
 */
import { trace } from "../../run/mod.ts";

/** What most questions are made of. */
const PROGRAM = `
  ip:::receive, ip:::send { @[args[2]->ip_saddr] = count(); @q = quantize(args[2]->ip_plength); }
  tcp:::send, tcp:::receive { @t[args[4]->tcp_dport, probename] = sum(args[2]->ip_plength); }
  tcp:::receive /args[4]->tcp_flags & 2 && args[4]->tcp_sport == 1/ { printf("%s", args[2]->ip_daddr); }
`;

/** pcap: the header of the file; the header of a record with a TCP SYN over IPv4 over Ethernet (RFC 9293, 791). */
const HEADER = "d4c3b2a1020004000000000000000000ffff000001000000";
const RECORD = "00000000000000003600000036000000" +
  "020000000001020000000002080045000028000100004006f97f7f0000017f0000020050c0000000000100000000500200ff00000000";
/** So many that what runs for each packet is compiled for speed. */
const PACKETS = 3_000;

/** Settles when everything is warm, or somebody wants to run something; never fails, since nobody waits for it. */
export async function warmUp(signal: AbortSignal): Promise<void> {
  let path: string | undefined;
  try {
    path = await Deno.makeTempFile({ suffix: ".pcap" });
    await Deno.writeFile(path, Uint8Array.fromHex(HEADER + RECORD.repeat(PACKETS)));
    await trace(path, PROGRAM, { options: { quiet: true }, signal });
  } catch {
    // the first question takes a little longer then
  } finally {
    if (path) await Deno.remove(path).catch(() => {});
  }
}
