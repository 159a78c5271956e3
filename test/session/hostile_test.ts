/**
 * Damaged captures through the whole path, from the reader to D's clauses: every cut of the small captures, and ten
 * thousand of flipped bits. Nothing may throw, and no more may be counted than there are packets.
 */
import { ok } from "node:assert";
import { Random } from "../fuzz/random.ts";
import { ReusedMachine } from "./reused_machine.ts";

const PROGRAM = `
ip:::send, ip:::receive { @ip[args[2]->ip_saddr, args[2]->ip_daddr] = quantize(args[2]->ip_plength); @n = count(); }
ip:::receive { @v4[args[4]->ipv4_ttl, args[4]->ipv4_protostr] = count(); @v6[args[5]->ipv6_nexthdr] = count(); }
tcp:::send, tcp:::receive { @tcp[args[4]->tcp_flags, args[3]->tcps_state, args[3]->tcps_raddr] = count(); }
tcp:::state-change { @state[args[3]->tcps_state, args[5]->tcps_state] = count(); }
udp:::send, udp:::receive { @udp[args[4]->udp_dport] = sum(args[4]->udp_length); }
icmp:::send, icmp6:::send { @icmp[args[4]->icmp_type] = count(); }
ERROR { @errors[arg4] = count(); }
`;
const FLIPS = 10_000;

/** Packets that the reader gave, and how often ip's probes fired. */
function count(machine: ReusedMachine, bytes: Uint8Array): { packets: number; fired: number } {
  const { packets } = machine.run(bytes);
  return { packets, fired: machine.count("n") };
}
const folder = new URL("../captures/", import.meta.url);
const captures = [...Deno.readDirSync(folder)].map(({ name }) => name).filter((name) => /\.pcap(ng)?$/.test(name))
  .sort()
  .map((name) => ({ name, bytes: Deno.readFileSync(new URL(name, folder)) }))
  .filter(({ bytes }) => bytes.length > 0 && bytes.length < 8192);

Deno.test("every cut of every small capture", async () => {
  const machine = await ReusedMachine.make(PROGRAM);
  for (const { name, bytes } of captures) {
    const whole = count(machine, bytes);
    // what is no capture, or an empty one, fires nothing
    if (!/not-a-capture|header-only/.test(name)) ok(whole.fired > 0, `${name} fires nothing`);
    let last = 0;
    for (let length = 0; length < bytes.length; length++) {
      const { packets, fired } = count(machine, bytes.subarray(0, length));
      ok(packets >= last && packets <= whole.packets, `${name} cut at ${length}: ${packets} packets`);
      ok(fired <= 2 * packets, `${name} cut at ${length}: fired ${fired} times for ${packets} packets`);
      last = packets;
    }
  }
});
Deno.test(`${FLIPS} captures with flipped bits (seed 1)`, async () => {
  const machine = await ReusedMachine.make(PROGRAM);
  const random = new Random(1);
  for (let n = 0; n < FLIPS; n++) {
    const { name, bytes } = random.pick(captures);
    const hostile = bytes.slice();
    const flips = 1 + random.below(8);
    for (let i = 0; i < flips; i++) hostile[random.below(hostile.length)] ^= 1 << random.below(8);
    const { packets, fired } = count(machine, hostile);
    ok(fired <= 2 * packets, `${name}, number ${n}: fired ${fired} times for ${packets} packets`);
  }
});
