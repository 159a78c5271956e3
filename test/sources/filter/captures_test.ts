/**
 * Filters over captures: what is filtered gives the same answer as the whole.
 */
import { denoHost } from "../../../lib/host/deno/mod.ts";
import { strictEqual } from "node:assert";
import { openCapture } from "../../../lib/sources/capture/mod.ts";
import { PcapngWriter } from "../../../lib/sources/capture/writing/mod.ts";
import { compileFilter, type FilterNeed, interpretFilter, pcapExpression } from "../../../lib/sources/filter/mod.ts";
import { trace } from "../../session/in_process.ts";
import { plainMemory } from "../plain_memory.ts";
import { needOf } from "./compiled.ts";

const PROGRAMS: readonly string[] = [
  "ip::: { @[probename, args[2]->ip_saddr, args[2]->ip_ver] = sum(args[2]->ip_plength); }",
  "ip::: /args[2]->ip_ver == 6/ { @[args[5]->ipv6_nextstr] = count(); }",
  "ip::: /args[4]->ipv4_protocol == IPPROTO_UDP/ { @[args[4]->ipv4_ttl] = count(); }",
  'ip::: /args[2]->ip_daddr == "192.168.0.1" || args[2]->ip_saddr == "127.0.0.1"/ { @[probename] = count(); }',
  "tcp:::send, tcp:::receive { @[probename, args[4]->tcp_flags] = count(); @w = max(args[3]->tcps_swnd); }",
  "tcp:::send /args[4]->tcp_dport == 80 || args[4]->tcp_sport == 6379/ { @[args[4]->tcp_seq] = count(); }",
  "tcp:::send /args[4]->tcp_flags & TH_SYN/ { @[args[4]->tcp_sport, args[4]->tcp_dport] = count(); }",
  "tcp:::state-change { @[args[3]->tcps_lport, args[3]->tcps_state, args[5]->tcps_state] = count(); }",
  "tcp:::state-change /args[3]->tcps_lport < 1024/ { @[args[3]->tcps_rport, args[3]->tcps_state] = count(); }",
  "tcp:::receive /args[4]->tcp_sport == 80/ { @[args[3]->tcps_srtt, args[3]->tcps_retransmitted] = count(); }",
  "tcp:::send /args[4]->tcp_dport == 22/ { @[args[1]->cs_cid] = count(); }",
  "tcpa::: { @[probename, args[4]->tcp_dport] = count(); }",
  "tcpa:::rtt-sample, tcpa:::close /args[4]->tcp_sport == 80/ { @[args[3]->tcps_rport] = count(); }",
  "udp::: /args[4]->udp_sport == 53 || args[4]->udp_dport == 53/ { @[probename] = sum(args[4]->udp_length); }",
  "udp:::send /args[4]->udp_dport >= 1024/ { @[args[3]->udps_rport, args[2]->ip_daddr] = count(); }",
  "udp:::send /((struct packet *)arg0)->payload_captured > 9/ { @[((struct packet *)arg0)->payload[9]] = count(); }",
  "sctp:::send, udplite:::send { @[probeprov] = count(); } icmp:::, icmp6::: { @i[args[4]->icmp_type] = count(); }",
  "arp::: { @[args[4]->arp_op, args[4]->arp_saddr] = count(); }",
  'BEGIN { printf("only this"); }',
];
const SHARED = "../shared/captures";
const OWN = "test/captures";

function capturesIn(folder: string): string[] {
  try {
    return [...Deno.readDirSync(folder)].map(({ name }) => name)
      .filter((name) => /\.(pcapn?g?|snoop)(\.gz|\.zst)?$/.test(name) && !name.includes("bad")).sort()
      .map((name) => `${folder}/${name}`);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return [];
    throw error;
  }
}
/** A filter as libpcap compiles it for a link type; undefined where there is no tcpdump. */
function compiledByPcap(expression: string, linkType: string): Uint8Array | undefined {
  let text: string;
  try {
    const { success, stdout, stderr } = new Deno.Command("tcpdump", { args: ["-y", linkType, "-ddd", expression] })
      .outputSync();
    if (!success) throw new Error(new TextDecoder().decode(stderr));
    text = new TextDecoder().decode(stdout);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return undefined;
    throw error;
  }
  const [, ...lines] = text.trim().split("\n");
  const program = new DataView(new ArrayBuffer(8 * lines.length));
  for (const [i, line] of lines.entries()) {
    const [code, yes, no, value] = line.split(" ").map(Number);
    program.setUint16(8 * i, code!, true);
    program.setUint8(8 * i + 2, yes!);
    program.setUint8(8 * i + 3, no!);
    program.setUint32(8 * i + 4, value!, true);
  }
  return new Uint8Array(program.buffer);
}
const PCAP_LINK_TYPES: Readonly<Record<number, string>> = { 1: "EN10MB", 101: "RAW", 276: "LINUX_SLL2" };

/** Writes what the filters let pass, as much as they let pass; returns how many did. */
function writeFiltered(path: string, need: FilterNeed, to: string): { all: number; passed: number } {
  const memory = plainMemory(16);
  const source = openCapture([path], { memory, host: denoHost });
  const file = Deno.openSync(to, { write: true, create: true, truncate: true });
  const writer = new PcapngWriter((bytes) => void file.writeSync(bytes));
  const filters = new Map<number, Uint8Array>();
  let all = 0, passed = 0;
  for (let batch = source.next(); batch; batch = source.next()) {
    if (batch instanceof Promise) throw new Error("a file answers at once");
    writer.describe(source.interfaces);
    for (let i = 0; i < batch.count; i++, all++) {
      const { linkType } = source.interfaces[batch.interface[i]!]!;
      const filter = filters.get(linkType) ?? compileFilter(need, linkType);
      filters.set(linkType, filter);
      const bytes = memory.bytes.subarray(batch.address[i]!, batch.address[i]! + batch.capturedLength[i]!);
      const most = interpretFilter(filter, bytes, { length: batch.wireLength[i]! });
      if (most === 0) continue;
      passed++;
      batch.capturedLength[i] = Math.min(batch.capturedLength[i]!, most);
      writer.packet(batch, i, memory.bytes);
    }
  }
  writer.end();
  source.close();
  file.close();
  return { all, passed };
}

async function answers(program: string, captures: readonly string[]): Promise<string> {
  // the same view of both, whatever is left in one of them
  const { output } = await trace(program, { captures, options: [{ name: "local", value: "none" }] });
  return output;
}

const noTcpdump = compiledByPcap("ip", "EN10MB") === undefined ? " (skipped: there is no tcpdump)" : "";
Deno.test({
  name: `what a capture program is told lets pass no less${noTcpdump}`,
  ignore: noTcpdump !== "",
  async fn() {
    const captures = [...capturesIn(OWN), ...capturesIn(SHARED)];
    for (const program of PROGRAMS) {
      const need = await needOf(program);
      const expression = pcapExpression(need)!;
      const filters = new Map(
        Object.entries(PCAP_LINK_TYPES).map(([type, name]) => [Number(type), {
          ours: compileFilter(need, Number(type)),
          theirs: compiledByPcap(expression, name)!,
        }]),
      );
      let all = 0, passed = 0;
      for (const path of captures) {
        const memory = plainMemory(16);
        const source = openCapture([path], { memory, host: denoHost });
        for (let batch = source.next(); batch; batch = source.next()) {
          if (batch instanceof Promise) throw new Error("a file answers at once");
          for (let i = 0; i < batch.count; i++) {
            const filter = filters.get(source.interfaces[batch.interface[i]!]!.linkType);
            if (!filter) continue;
            const bytes = memory.bytes.subarray(batch.address[i]!, batch.address[i]! + batch.capturedLength[i]!);
            const about: { length: number } = { length: batch.wireLength[i]! };
            const theirs = interpretFilter(filter.theirs, bytes, about);
            all++;
            if (theirs !== 0) passed++;
            else {strictEqual(
                interpretFilter(filter.ours, bytes, about),
                0,
                `${path}: ${batch.firstNumber + i}: ${expression}`,
              );}
          }
        }
        source.close();
      }
      strictEqual(passed < all, true, `${passed} of ${all} packets: ${expression}`);
    }
  },
});

Deno.test("filtered captures give the same answers", async (t) => {
  const own = capturesIn(OWN), captures = [...own, ...capturesIn(SHARED)];
  const folder = Deno.makeTempDirSync();
  try {
    for (const program of PROGRAMS) {
      await t.step(program, async () => {
        const need = await needOf(program);
        let all = 0, passed = 0;
        const filtered = captures.map((_, index) => `${folder}/${index}.pcapng`);
        for (const [index, path] of captures.entries()) {
          const counts = writeFiltered(path, need, filtered[index]!);
          all += counts.all;
          passed += counts.passed;
        }
        const answer = await answers(program, captures);
        strictEqual(await answers(program, filtered), answer);
        // those in the repository alone do not have something of everything
        if (captures.length > own.length) {
          strictEqual(answer.trim().length > 0, true, "the captures have nothing of it");
        }
        if (program.includes("only this")) strictEqual(passed, 0);
        else strictEqual(passed < all, true, `${passed} of ${all} packets`);
      });
    }
  } finally {
    Deno.removeSync(folder, { recursive: true });
  }
});
