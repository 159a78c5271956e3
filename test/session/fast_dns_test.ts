/**
 * Messages of DNS on the fast path: sound ones and mutants, over both families, on ports of DNS and others; it gives what the slow
 * path gives, and it is taken.
 */
import { fail, ok } from "node:assert";
import { type Packet, pcap } from "../captures/writer.ts";
import { Random } from "../fuzz/random.ts";
import { dnsMessage, dnsName, QUESTION, u16 } from "../packet/dns/dns_messages.ts";
import { bytes, ethernet, ip4, ip6 } from "../packet/wire/frames.ts";
import { udpTo } from "../packet/wire/tunnel_frames.ts";
import { firstDifference, outcomeOf, ReusedMachine } from "./reused_machine.ts";

const CLIENT = "c0 00 02 01", SERVER = "c0 00 02 35", GROUP = "e0 00 00 fb";
const RECORDS = [
  { type: 1, data: [192, 0, 2, 80] },
  { type: 28, data: "20 01 0d b8 00 00 00 00 00 00 00 00 00 00 00 01" },
  { type: 5, data: [...dnsName("Alias.example.test")] },
  { type: 16, data: [3, 1, 2, 3] },
  { type: 5, data: QUESTION },
] as const;
const EDNS = { name: [0], type: 41, class: 1232, ttl: 0x01008000, data: [] } as const;
const SUBNET = { ...EDNS, data: bytes(u16(8), u16(7), u16(1), 24, 0, 192, 0, 2) } as const;
const NAMES = ["www.example.test", "WWW.Example.test", "a-longer.name.of-several.labels.example.test", "."];

function message(random: Random, isResponse: boolean): Uint8Array {
  const pick = <T>(all: readonly T[]): T => all[random.below(all.length)];
  const records = () => Array.from({ length: random.below(4) }, () => pick(RECORDS));
  const made = dnsMessage({
    id: random.below(4),
    flags: isResponse ? pick([0x8180, 0x8183, 0x8180, 0x8380, 0xa180]) : pick([0x0100, 0x0100, 0x2800]),
    name: dnsName(pick(NAMES)),
    type: pick([1, 28, 1, 65300]),
    isBare: random.below(12) === 0,
    answers: isResponse ? records() : [],
    additionals: pick([[], [EDNS], [SUBNET], []]),
  });
  if (random.below(8) === 0) made[random.below(made.length)] = random.below(256);
  return random.below(12) === 0 ? made.slice(0, random.below(made.length)) : made;
}
function packet(random: Random, i: number): Packet {
  const isResponse = random.below(2) === 0, client = 4000 + random.below(6);
  const port = [53, 53, 53, 5353, 5355, 99][random.below(6)];
  const body = message(random, isResponse);
  const [from, to] = isResponse ? [port, client] : [client, port];
  const datagram = udpTo(to, body, from);
  const target = port === 5353 && !isResponse ? GROUP : isResponse ? CLIENT : SERVER;
  const frame = random.below(4) === 0
    ? ethernet(0x86dd, ip6(datagram, 17))
    : ethernet(0x800, ip4(datagram, { from: isResponse ? SERVER : CLIENT, to: target }));
  return { seconds: 1_700_000_000 + Math.floor(i / 40), nanoseconds: i % 40 * 25_000_000, bytes: frame };
}
const MESSAGE = `args[4]->dns_id, args[4]->dns_opcode, args[4]->dns_rcode, args[4]->dns_type, args[4]->dns_typestr,
  args[4]->dns_class, args[4]->dns_variant, args[4]->dns_bad, args[4]->dns_udpsize, args[4]->dns_do`;
const ALL =
  `@[probename, args[3]->app_caddr, args[3]->app_cport, args[3]->app_saddr, args[3]->app_outbound, ${MESSAGE}] =
    count(); h = h * 31 + args[4]->dns_length; @order = sum(h % 1000003);
  @x[args[5] == NULL ? 0 : args[5]->dnsx_id] = sum(args[5] == NULL ? 0 : args[5]->dnsx_latency_us * 3 +
    args[5]->dnsx_last_us + args[5]->dnsx_queries * 5 + args[5]->dnsx_responses * 7 + args[5]->dnsx_case * 11);
  @names[args[4]->dns_name, args[4]->dns_lname, args[4]->dns_addrs, args[4]->dns_cname, args[4]->dns_ecs] =
    sum(args[4]->dns_minttl); @packet[args[0]->pkt_addr % 50, args[1]->cs_cid] = sum(args[2]->ip_plength);`;
const PROGRAMS: Readonly<Record<string, string>> = {
  "all that is known": `dns:::query, dns:::response, dns:::retransmission, dns:::unsolicited { ${ALL} }`,
  "latency by name":
    `dns:::response { @[args[4]->dns_lname] = quantize(args[5] == NULL ? -1 : args[5]->dnsx_latency_us); }`,
  "queries": `dns:::query { @[args[4]->dns_name] = count(); }`,
  "with packets of ip":
    `ip:::send, ip:::receive { @ip[probename] = sum(args[2]->ip_plength); } dns:::response { @dns[args[4]->dns_rcode] = count(); }`,
  "malformed": `dns:::response { @ = count(); } dns:::malformed { @bad[args[5]->undecoded_reason] = count(); }`,
};
for (const [name, text] of Object.entries(PROGRAMS)) {
  Deno.test(`${name}: the fast path of DNS gives what the slow path gives, and is taken`, async () => {
    const machine = await ReusedMachine.make(`uint64_t h;\n${text}`), random = new Random(53);
    for (let round = 0; round < 6; round++) {
      const capture = pcap(Array.from({ length: 800 }, (_, i) => packet(random, i)));
      const local = round % 2 === 0 ? "none" : "192.0.2.1";
      const expected = outcomeOf(machine, machine.run(capture, { local }));
      for (const settings of [{ fastPath: true }, { fastPath: true, recordsAfter: 20 }]) {
        const fast = machine.run(capture, { local, ...settings }), seen = outcomeOf(machine, fast);
        if (seen !== expected) fail(`round ${round}: ${firstDifference(seen, expected)}`);
        const { slowPathPackets } = fast.report!;
        ok(slowPathPackets < 500, `${slowPathPackets} packets took the slow path`);
      }
    }
  });
}
