/**
 * Warms everything that a first question needs: parser, compiler, machine, decoder, tables. A run over some packets.
 *
 * @module
 */
import { trace } from "../../api/mod.ts";

/** What most questions are made of. */
const PROGRAM = `
  ip:::receive, ip:::send { @[args[2]->ip_saddr] = count(); @q = quantize(args[2]->ip_plength); }
  tcp:::send, tcp:::receive { @t[args[4]->tcp_dport, probename] = sum(args[2]->ip_plength); }
  tcp:::receive /args[4]->tcp_flags & 2 && args[4]->tcp_sport == 1/ { printf("%s", args[2]->ip_daddr); }
`;

/** A capture that comes along: TCP, and more packets than it takes for what runs for each of them to be compiled for speed. */
const CAPTURE = new URL("../../../notebooks/captures/slow.pcap", import.meta.url);

/** Settles when everything is warm, or somebody wants to run something; never fails, since nobody waits for it. */
export async function preload(signal: AbortSignal): Promise<void> {
  try {
    await trace(decodeURIComponent(CAPTURE.pathname), PROGRAM, { options: { quiet: true }, signal });
  } catch {
    // the first question takes a little longer then
  }
}
