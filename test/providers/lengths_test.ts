/**
 * Lengths of packets whose IP length field is 0: what segmentation offload, BIG TCP and jumbograms (RFC 2675) leave there.
 * What is right is arithmetic: what follows the IP header by the frame's length on the wire, or by the jumbo payload option.
 */
import { deepStrictEqual, ok, strictEqual } from "node:assert";
import { existsSync } from "node:fs";
import { type Packet, pcap } from "../captures/writer.ts";
import { bytes, ethernet, ip4, ip6, tcp, udp } from "../packet/wire/frames.ts";
import { trace } from "../session/in_process.ts";
import { probe, trace as traceInTypeScript } from "../../mod.ts";

const IPV4 = 0x800, IPV6 = 0x86dd, TCP = { protocol: 6, total: 0 };
const u16 = (value: number) => [value >> 8 & 255, value & 255];
const u32 = (value: number) => [...u16(value >>> 16), ...u16(value)];
const jumbo = (next: number, length: number) => bytes(next, 0, 0xc2, 4, u32(length));
const filled = (length: number) => new Uint8Array(length).fill(0x61);
/** A datagram whose length does not fit its field: 0 (RFC 2675 section 4). */
const jumboDatagram = (payload: number) => bytes(u16(9), u16(9), 0, 0, 0, 0, filled(payload));
const BIG = 70_000;
const bigTcp = tcp(BIG), bigUdp = jumboDatagram(BIG);

interface Case {
  readonly name: string;
  readonly frame: Uint8Array;
  readonly plength: number;
  readonly payload: number;
  /** What the header says: 0 but for the control. */
  readonly field?: number;
  readonly wire?: number;
}
const segment = tcp(2960), datagram = udp(1000);
const CASES: readonly Case[] = [
  { name: "IPv4, TCP", frame: ethernet(IPV4, ip4(segment, TCP)), plength: 2980, payload: 2960 },
  {
    name: "IPv4 that says its length",
    frame: ethernet(IPV4, ip4(segment, { protocol: 6 })),
    plength: 2980,
    payload: 2960,
    field: 3000,
  },
  { name: "IPv4, UDP", frame: ethernet(IPV4, ip4(datagram, { total: 0 })), plength: 1008, payload: 1000 },
  {
    name: "IPv4, options",
    frame: ethernet(IPV4, ip4(segment, { ...TCP, options: "94 04 00 00 01 01 01 01" })),
    plength: 2980,
    payload: 2960,
  },
  {
    name: "IPv4 in a VLAN",
    frame: ethernet(0x8100, u16(7), u16(IPV4), ip4(segment, TCP)),
    plength: 2980,
    payload: 2960,
  },
  {
    name: "IPv4, cut",
    frame: ethernet(IPV4, ip4(segment, TCP)).subarray(0, 60),
    wire: 3014,
    plength: 2980,
    payload: 2960,
  },
  { name: "IPv4, BIG TCP", frame: ethernet(IPV4, ip4(bigTcp, TCP)), plength: BIG + 20, payload: BIG },
  { name: "IPv4, nothing but its header", frame: ethernet(IPV4, ip4(bytes(), TCP)), plength: 0, payload: 0 },
  { name: "IPv6, offload", frame: ethernet(IPV6, ip6(segment, 6, 0)), plength: 2980, payload: 2960 },
  {
    name: "IPv6 that says its length",
    frame: ethernet(IPV6, ip6(segment, 6)),
    plength: 2980,
    payload: 2960,
    field: 2980,
  },
  {
    name: "IPv6, offload, cut",
    frame: ethernet(IPV6, ip6(segment, 6, 0)).subarray(0, 90),
    wire: 3034,
    plength: 2980,
    payload: 2960,
  },
  {
    name: "IPv6, offload, UDP in two VLANs",
    frame: ethernet(0x88a8, u16(7), u16(0x8100), u16(8), u16(IPV6), ip6(datagram, 17, 0)),
    plength: 1008,
    payload: 1000,
  },
  {
    name: "IPv6, BIG TCP without the option",
    frame: ethernet(IPV6, ip6(bigTcp, 6, 0)),
    plength: BIG + 20,
    payload: BIG,
  },
  {
    name: "IPv6, jumbogram",
    frame: ethernet(IPV6, ip6(bytes(jumbo(6, BIG + 28), bigTcp), 0, 0)),
    plength: BIG + 28,
    payload: BIG,
  },
  {
    name: "IPv6, jumbogram of UDP",
    frame: ethernet(IPV6, ip6(bytes(jumbo(17, BIG + 16), bigUdp), 0, 0)),
    plength: BIG + 16,
    payload: BIG,
  },
  {
    name: "IPv6, jumbogram with a trailer",
    frame: ethernet(IPV6, ip6(bytes(jumbo(6, BIG + 28), bigTcp), 0, 0), "00 00 00 00"),
    plength: BIG + 28,
    payload: BIG,
  },
  {
    name: "IPv6, jumbogram, cut",
    frame: ethernet(IPV6, ip6(bytes(jumbo(6, BIG + 28), bigTcp), 0, 0)).subarray(0, 110),
    wire: 14 + 40 + 28 + BIG,
    plength: BIG + 28,
    payload: BIG,
  },
  {
    name: "IPv6, the option behind padding",
    frame: ethernet(
      IPV6,
      ip6(bytes(6, 1, 0, 1, "02 00 00", 0xc2, 4, u32(BIG + 36), 0, "00 00", bigTcp), 0, 0),
      "ee ee",
    ),
    plength: BIG + 36,
    payload: BIG,
  },
  // an error, by the RFC: such a length needs no option
  {
    name: "IPv6, an option that says too little",
    frame: ethernet(IPV6, ip6(bytes(jumbo(6, 100), segment), 0, 0)),
    plength: 2988,
    payload: 2960,
  },
  {
    name: "IPv6, an option that says more than there is",
    frame: ethernet(IPV6, ip6(bytes(jumbo(6, BIG), segment), 0, 0)),
    plength: 2988,
    payload: 2960,
  },
  {
    name: "IPv6, hop-by-hop options, none of them jumbo",
    frame: ethernet(IPV6, ip6(bytes(6, 0, "01 04 00 00 00 00", segment), 0, 0)),
    plength: 2988,
    payload: 2960,
  },
  // RFC 8200 section 4.7: nothing follows, and what does is Ethernet's padding
  {
    name: "IPv6, no next header, padded",
    frame: ethernet(IPV6, ip6(bytes(), 59, 0), "00 00 00 00 00 00"),
    plength: 0,
    payload: 0,
  },
  {
    name: "IPv6, nothing of TCP, padded",
    frame: ethernet(IPV6, ip6(bytes(), 6, 0), "00 00 00 00 00 00"),
    plength: 0,
    payload: 0,
  },
];
/** A capture that holds a frame, and ordinary packets before it where the fast path is to be met. */
async function withCapture<T>({ frame, wire }: Case, before: number, use: (path: string) => Promise<T>): Promise<T> {
  const plain = ethernet(IPV4, ip4(tcp(5), { protocol: 6 }));
  const packets: Packet[] = Array.from(
    { length: before },
    (_, i) => ({ seconds: 1 + i, nanoseconds: 0, bytes: plain }),
  );
  packets.push({ seconds: 9000, nanoseconds: 0, bytes: frame, wire });
  packets.push({ seconds: 9001, nanoseconds: 0, bytes: ethernet(IPV6, ip6(tcp(1), 6)) });
  const path = await Deno.makeTempFile({ suffix: ".pcap" });
  await Deno.writeFile(path, pcap(packets));
  try {
    return await use(path);
  } finally {
    await Deno.remove(path);
  }
}
const options = [{ name: "quiet" }, { name: "local", value: "none" }];
const IP = `printf("%u/%u,%u ", args[2]->ip_plength, args[4] == NULL ? 0 : args[4]->ipv4_length,
  args[5] == NULL ? 0 : args[5]->ipv6_plen);`;

for (const one of CASES) {
  Deno.test(`lengths: ${one.name}`, async () => {
    const { frame, plength, payload, field = 0 } = one;
    const isFour = frame[0] === 0x02 && !one.name.startsWith("IPv6");
    const wanted = `${plength}/${isFour ? `${field},0` : `0,${field}`} 21/0,21 `;
    await withCapture(one, 0, async (path) => {
      const found = await trace(`ip:::send { ${IP} }`, { captures: [path], options });
      strictEqual(found.output.trim(), wanted.trim());
      const payloads = await trace(`ip:::send { printf("%u ", args[0]->pkt_payload); }`, { captures: [path], options });
      strictEqual(payloads.output.trim(), `${payload} 1`);
      const inTypeScript: number[] = [];
      const clause = probe("ip:::send", ({ args }) => void inTypeScript.push(args[2].ip_plength));
      await traceInTypeScript(path, clause, { options: { quiet: true, local: "none" } });
      deepStrictEqual(inTypeScript, [plength, 21]);
    });
    // by the fast paths, too
    await withCapture(one, 1100, async (path) => {
      for (const provider of ["ip", "tcp"]) {
        const program = `${provider}:::send { @[args[2]->ip_plength] = count(); }`;
        const [short, long] = [
          await trace(program, { captures: [path], options }),
          await trace(`${program} udplite:::send /0/ {} tcp:::siftr /0/ {}`, { captures: [path], options }),
        ];
        strictEqual(short.output, long.output);
        if (provider === "ip") {
          ok(new RegExp(`^\\s+${plength}\\s+1$`, "m").test(short.output), short.output);
        }
      }
    });
  });
}
Deno.test("bytes of a connection: BIG TCP's segments count whole", async () => {
  for (
    const frame of [ethernet(IPV4, ip4(bigTcp, TCP)), ethernet(IPV6, ip6(bytes(jumbo(6, BIG + 28), bigTcp), 0, 0))]
  ) {
    await withCapture({ name: "", frame, plength: 0, payload: 0 }, 0, async (path) => {
      const { output } = await trace('tcp:::send { printf("%u ", args[3]->tcps_snxt); }', {
        captures: [path],
        options,
      });
      strictEqual(output.trim().split(/\s+/)[0], String(1000 + BIG));
    });
  }
});
const shared = new URL("../../../shared/captures/tcp-tso-zero-length.pcapng", import.meta.url).pathname;
Deno.test({
  name: "a real capture with lengths of 0: what its frames hold",
  ignore: !existsSync(shared),
  async fn() {
    // Ethernet's header and IP's of 20 bytes: no packet of this capture has options or a tag
    const program = `ip:::send /args[4]->ipv4_length == 0/ { @n = count(); @right = sum(args[0]->pkt_length - 14 - 20);
      @said = sum(args[2]->ip_plength); } END { printa("%@d %@d %@d", @n, @right, @said); }`;
    const { output } = await trace(program, { captures: [shared], options });
    const [packets, right, said] = output.trim().split(" ").map(Number);
    ok(packets > 0);
    deepStrictEqual(said, right);
  },
});
