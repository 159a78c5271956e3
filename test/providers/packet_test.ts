/**
 * The packet provider: once for each record, whatever is in it, however it comes and from wherever it is seen; and what the
 * link says of each. Referees: capinfos and tshark over captures, the documents of IEEE 802.1Q, 802.11, RFC 3032 and
 * RFC 2516 for what is made here.
 */
import { deepStrictEqual, match, ok, strictEqual } from "node:assert";
import { existsSync, readdirSync } from "node:fs";
import { type Packet, pcap, Section } from "../captures/writer.ts";
import { bytes, ethernet, FRAMES, ip4, ip6, tcp, udp } from "../packet/wire/frames.ts";
import { trace } from "../session/in_process.ts";
import { repeatCapture } from "../session/repeated.ts";
import { needOf } from "../sources/filter/compiled.ts";
import { FULL_SNAP_LENGTH, HEADER_SNAP_LENGTH } from "../../lib/sources/filter/mod.ts";

const shared = new URL("../../../shared/captures/", import.meta.url).pathname;
const own = new URL("../captures/", import.meta.url).pathname;
const u16 = (value: number) => [value >> 8 & 255, value & 255];
const u32 = (value: number) => [...u16(value >>> 16), ...u16(value)];
const QUIET = { name: "quiet" };
const local = (value: string) => ({ name: "local", value });

async function withFile<T>(content: Uint8Array, use: (path: string) => Promise<T>, suffix = ".pcap"): Promise<T> {
  const path = await Deno.makeTempFile({ suffix });
  await Deno.writeFile(path, content);
  try {
    return await use(path);
  } finally {
    await Deno.remove(path);
  }
}
const packetsOf = (frames: readonly Uint8Array[]): Packet[] =>
  frames.map((bytes, i) => ({ seconds: 1 + i, nanoseconds: 0, bytes }));
async function count(path: string, options: { name: string; value?: string }[] = [], more = ""): Promise<number> {
  const program = `packet:::captured { @ = count(); } ${more} END { printa("%@d\\n", @); }`;
  return Number(
    (await trace(program, { captures: [path], options: [QUIET, ...options] })).output.trim().split(/\s/)[0],
  );
}
const hasCapinfos = new Deno.Command("sh", { args: ["-c", "command -v capinfos tshark"] }).outputSync().success;
/** Undefined where capinfos takes the file for damaged. */
function capinfos(path: string): number | undefined {
  const { success, stdout } = new Deno.Command("capinfos", { args: ["-c", "-M", path], stderr: "null" }).outputSync();
  const found = /packets:\s+(\d+)/.exec(new TextDecoder().decode(stdout));
  return success && found ? Number(found[1]) : undefined;
}
const captures = [shared, own].flatMap((folder) =>
  existsSync(folder) ? readdirSync(folder).map((name) => folder + name) : []
)
  .filter((path) => /\.(pcap|pcapng|snoop|gz)$/.test(path));

Deno.test({
  name: "as many records as capinfos counts, in every capture there is",
  ignore: !hasCapinfos || captures.length === 0,
  async fn() {
    let compared = 0;
    for (const path of captures) {
      const expected = capinfos(path);
      if (!expected) continue;
      strictEqual(await count(path), expected, path);
      strictEqual(await count(path, [local("192.0.2.77")]), expected, `${path}, a host that is not in it`);
      compared++;
    }
    ok(compared > 20, `${compared} captures`);
  },
});
Deno.test("-l --hits has the same number", async () => {
  const main = new URL("../../lib/cli/main.ts", import.meta.url).pathname;
  const path = existsSync(`${shared}mix-tcpreplay.pcap`) ? `${shared}mix-tcpreplay.pcap` : `${own}demo.pcap`;
  const { stdout } = await new Deno.Command(Deno.execPath(), {
    args: ["run", "--no-prompt", "-A", main, "-l", "--hits", "-r", path, "-n", "packet:::"],
    stderr: "null",
  }).output();
  const hits = /^ *(\d+) +\d+ +packet .* captured$/m.exec(new TextDecoder().decode(stdout));
  strictEqual(Number(hits?.[1]), await count(path));
});
Deno.test("by the fast paths and the slow one, over records and over columns", async () => {
  for (const [name, packets] of [["demo.pcap", 341], ["own-variety.pcap", 471]] as const) {
    const times = Math.ceil(10_000 / packets), path = repeatCapture(name, times);
    try {
      for (const options of [[], [{ name: "fastpath", value: "off" }]]) {
        const program =
          "packet:::captured { @ = count(); @t = sum(timestamp % 1000003); } END { printa(@); printa(@t); }";
        const run = (limits = {}) => trace(program, { captures: [path], options: [QUIET, ...options], limits });
        const records = await run(), columns = await run({ packets: Number.MAX_SAFE_INTEGER });
        strictEqual(records.output, columns.output);
        match(records.output, new RegExp(`^\\s+${times * packets}\\s`));
        strictEqual(records.result.slowPathPackets! < times * packets, options.length === 0);
      }
      // it stops in the middle as other probes do
      const { result } = await trace("packet:::captured /n++ == 8999/ { exit(0); }", {
        captures: [path],
        options: [QUIET],
      });
      deepStrictEqual([result.packets, result.stoppedAt], [9000, 9000]);
    } finally {
      Deno.removeSync(path);
    }
  }
});
Deno.test("each fragment is a record, and what is put together is none", async () => {
  const payload = bytes(u16(9), u16(9), u16(32), 0, 0, Array(24).fill(7));
  const fragments = [[0x2000, 0, 16], [0x0002, 16, 32]].map(([fragment, from, to]) =>
    ethernet(0x800, ip4(payload.subarray(from, to), { fragment }))
  );
  await withFile(pcap(packetsOf(fragments)), async (path) => {
    const program = 'packet:::captured { printf("%d ", args[0]->pkt_addr); } ipa:::reassembled { printf("whole "); }';
    const { output } = await trace(program, { captures: [path], options: [QUIET, local("none")] });
    strictEqual(output.trim(), "1 2 whole");
  });
});
Deno.test("whatever the view: none, a host that takes no part, one that does", async () => {
  const frames = [
    ethernet(0x800, ip4(udp())),
    ethernet(0x806, "00 01 08 00 06 04 00 01", Array(20).fill(1)),
    ethernet(0x88cc, Array(46).fill(0)),
    bytes(1, 2, 3),
    ethernet(0x800, ip4(udp(), { from: "0a 00 00 01", to: "0a 00 00 02" })),
  ];
  await withFile(pcap(packetsOf(frames)), async (path) => {
    for (const value of ["none", "203.0.113.5", "10.0.0.1", "192.0.2.1,10.0.0.2"]) {
      for (const more of ["", "ip:::send, ip:::receive, udp:::send, arp:::send { @o = count(); }"]) {
        strictEqual(await count(path, [local(value)], more), frames.length, `${value} ${more}`);
      }
    }
  });
});
Deno.test("it comes first, and its arguments are the packet's", async () => {
  const frames = [
    ethernet(0x800, ip4(tcp(3), { protocol: 6 })),
    ethernet(0x806, Array(46).fill(0)),
    ethernet(0x86dd, ip6(udp(5))),
  ];
  await withFile(pcap(packetsOf(frames)), async (path) => {
    const program =
      `packet:::captured { printf("%d:%d,%d,%d,%d,%s ", args[0]->pkt_addr, args[1]->cs_cid != 0, args[2] == NULL,
      args[2]->ip_ver, args[2]->ip_plength, args[2]->ip_daddr); }
      tcp:::send, udp:::send { printf("%s %d ", probeprov, args[1]->cs_cid); }`;
    const { output } = await trace(program, { captures: [path], options: [QUIET, local("none")] });
    strictEqual(
      output.trim(),
      "1:1,0,4,23,198.51.100.7 tcp 1 2:0,1,0,0,<unknown> 3:1,0,6,13,2001:db8::2 udp 2",
    );
  });
});
Deno.test("undecoded: once, with the reason, where a header of the packet is not there", async () => {
  const cut = (frame: Uint8Array, length: number) => frame.subarray(0, length);
  const whole = ethernet(0x800, ip4(tcp(30), { protocol: 6 })), six = ethernet(0x86dd, ip6(udp(9)));
  const cases: [Uint8Array, string][] = [
    [whole, ""],
    [six, ""],
    [ethernet(0x806, "00 01 08 00 06 04 00 01", Array(20).fill(1)), ""],
    [ethernet(0x806, "00 01"), "not IP: ARP"],
    [ethernet(0x88cc, Array(46).fill(0)), "not IP: LLDP"],
    [cut(whole, 20), "cut short before the end of the IP header"],
    [cut(whole, 34), "cut short before the end of the transport header"],
    [cut(whole, 44), "cut short before the end of the TCP header"],
    [cut(six, 58), "cut short before the end of the UDP header"],
    [
      ethernet(0x800, ip4(bytes(udp().subarray(0, 4)), { protocol: 132 })),
      "cut short before the end of the SCTP header",
    ],
    [ethernet(0x800, ip4(tcp(0), { protocol: 6 })).with(46, 0x40), "with an impossible TCP header length"],
    [ethernet(0x800, ip4(udp(), { version: 5 })), "neither IPv4 nor IPv6 by their version"],
    [ethernet(0x86dd, ip6(bytes(60, 0, 0, 0), 0)), "with a broken chain of IPv6 extension headers"],
    [ethernet(0x800, ip4(bytes(), { protocol: 17 })), "cut short before the end of the transport header"],
    [ethernet(0x800, ip4(bytes(), { protocol: 253 })), ""],
    [ethernet(0x800, ip4(udp(), { fragment: 0x0003 })), ""],
  ];
  await withFile(pcap(packetsOf(cases.map(([frame]) => frame))), async (path) => {
    const program = 'packet:::undecoded { printf("%d %s\\n", args[0]->pkt_addr, args[5]->undecoded_reason); }';
    const { output } = await trace(program, { captures: [path], options: [QUIET] });
    const expected = cases.flatMap(([, reason], i) => reason === "" ? [] : [`${i + 1} ${reason}`]);
    deepStrictEqual(output.trim().split("\n"), expected);
  });
});

const LINK = `packet:::captured { printf("%d %s %s %s %x %d %d %d %s %d %d %d %d %s %d\\n", args[4]->link_type,
  args[4]->link_name, args[4]->link_saddr, args[4]->link_daddr, args[4]->link_ethertype, args[4]->link_vlans,
  args[4]->link_vlan, args[4]->link_vlan_inner, args[4]->link_vlan_ids, args[4]->link_pcp, args[4]->link_dei,
  args[4]->link_mpls_depth, args[4]->link_mpls, args[4]->link_mpls_labels, args[4]->link_pppoe); }`;
const label = (value: number, last: number) => u32(value << 12 | last << 8 | 64);
const HERE = "02:00:00:00:00:01", THERE = "02:00:00:00:00:02";
const RADIO = "00 00 02 00 00 00 00 01 02 00 00 00 00 02 02 00 00 00 00 03 10 00";
const SNAP = "aa aa 03 00 00 00 08 00";
/** Link type, frame, what is said of it. */
const LINKS: readonly [number, Uint8Array, string][] = [
  [1, ethernet(0x800, ip4()), `1 ETHERNET ${HERE} ${THERE} 800 0 -1 -1 none -1 -1 0 -1 none -1`],
  [1, ethernet(0x8100, u16(0xb007), u16(0x800), ip4()), `1 ETHERNET ${HERE} ${THERE} 800 1 7 -1 7 5 1 0 -1 none -1`],
  [1, ethernet(0x8100, u16(0x2000), u16(0x800), ip4()), `1 ETHERNET ${HERE} ${THERE} 800 1 0 -1 0 1 0 0 -1 none -1`],
  [
    1,
    ethernet(0x88a8, u16(4094), u16(0x8100), u16(8), u16(0x86dd), ip6()),
    `1 ETHERNET ${HERE} ${THERE} 86dd 2 4094 8 4094,8 0 0 0 -1 none -1`,
  ],
  [
    1,
    ethernet(0x9100, u16(1), u16(0x9100), u16(22), u16(0x8100), u16(333), u16(0x800), ip4()),
    `1 ETHERNET ${HERE} ${THERE} 800 3 1 333 1,22,333 0 0 0 -1 none -1`,
  ],
  [
    1,
    ethernet(0x8847, label(16, 0), label(1048575, 0), label(3, 1), ip4()),
    `1 ETHERNET ${HERE} ${THERE} 8847 0 -1 -1 none -1 -1 3 16 16,1048575,3 -1`,
  ],
  [
    1,
    ethernet(0x8100, u16(7), u16(0x8864), 0x11, 0, u16(0xbeef), u16(33), 0x21, ip4()),
    `1 ETHERNET ${HERE} ${THERE} 8864 1 7 -1 7 0 0 0 -1 none ${0xbeef}`,
  ],
  // what is not IP has a link as well
  [
    1,
    ethernet(0x8100, u16(9), u16(0x88cc), Array(46).fill(0)),
    `1 ETHERNET ${HERE} ${THERE} 88cc 1 9 -1 9 0 0 0 -1 none -1`,
  ],
  [1, ethernet(60, "42 42 03", Array(43).fill(0)), `1 ETHERNET ${HERE} ${THERE} 0 0 -1 -1 none -1 -1 0 -1 none -1`],
  [1, bytes(1, 2, 3), "1 ETHERNET <unknown> <unknown> 0 0 -1 -1 none -1 -1 0 -1 none -1"],
  [101, ip4(), "101 RAW <unknown> <unknown> 0 0 -1 -1 none -1 -1 0 -1 none -1"],
  [
    113,
    bytes(u16(0), u16(1), u16(6), "0a 0b 0c 0d 0e 0f 00 00", u16(0x800), ip4()),
    "113 LINUX_SLL 0a:0b:0c:0d:0e:0f <unknown> 800 0 -1 -1 none -1 -1 0 -1 none -1",
  ],
  [
    276,
    bytes(u16(0x86dd), 0, 0, u32(2), u16(1), 4, 6, "0a 0b 0c 0d 0e 0f 00 00", ip6()),
    "276 LINUX_SLL2 0a:0b:0c:0d:0e:0f <unknown> 86dd 0 -1 -1 none -1 -1 0 -1 none -1",
  ],
  // PPI: version, flags, eight bytes in all, and the link type of what follows, little-endian
  [
    192,
    bytes("00 00 08 00 01 00 00 00", ethernet(0x8100, u16(7), u16(0x800), ip4())),
    `192 PPI ${HERE} ${THERE} 800 1 7 -1 7 0 0 0 -1 none -1`,
  ],
  // between stations, to an access point, from one, between two (IEEE 802.11, table 9-26)
  [
    105,
    bytes("08 00", RADIO, SNAP, ip4()),
    "105 IEEE802_11 02:00:00:00:00:02 02:00:00:00:00:01 800 0 -1 -1 none -1 -1 0 -1 none -1",
  ],
  [
    105,
    bytes("08 01", RADIO, SNAP, ip4()),
    "105 IEEE802_11 02:00:00:00:00:02 02:00:00:00:00:03 800 0 -1 -1 none -1 -1 0 -1 none -1",
  ],
  [
    105,
    bytes("08 02", RADIO, SNAP, ip4()),
    "105 IEEE802_11 02:00:00:00:00:03 02:00:00:00:00:01 800 0 -1 -1 none -1 -1 0 -1 none -1",
  ],
  [
    105,
    bytes("08 03", RADIO, "02 00 00 00 00 04", SNAP, ip4()),
    "105 IEEE802_11 02:00:00:00:00:04 02:00:00:00:00:03 800 0 -1 -1 none -1 -1 0 -1 none -1",
  ],
];
LINKS.forEach(([linkType, frame, expected], i) =>
  Deno.test(`link members, ${i + 1}: ${expected}`, async () => {
    // one before it, so that nothing of that is left
    const before = linkType === 1 ? [ethernet(0x88a8, u16(1), u16(0x8847), label(5, 1), ip4())] : [];
    await withFile(pcap(packetsOf([...before, frame]), { linkType }), async (path) => {
      const { output } = await trace(LINK, { captures: [path], options: [QUIET] });
      strictEqual(output.trim().split("\n").at(-1), expected);
    });
  })
);
Deno.test("lists are picked from, and tell the first sixteen of more", async () => {
  const tags = Array.from({ length: 15 }, (_, i) => [...u16(0x8100), ...u16(100 + i)]).flat();
  const labels = Array.from({ length: 20 }, (_, i) => label(1000 + i, i === 19 ? 1 : 0));
  const frames = [bytes(ethernet(0x8100).subarray(0, 12), tags, u16(0x800), ip4()), ethernet(0x8847, ...labels, ip4())];
  await withFile(pcap(packetsOf(frames)), async (path) => {
    const program = `packet:::captured { printf("%d %d %d %d %d\\n", args[4]->link_vlans, args[4]->link_vlan_list[2],
      args[4]->link_mpls_depth, args[4]->link_mpls_list[15], args[4]->link_vlan_inner); }`;
    const { output } = await trace(program, { captures: [path], options: [QUIET] });
    const [first, second] = output.trim().split("\n").map((line) => line.split(" ").map(Number));
    deepStrictEqual([first[0], first[1], first[4]], [15, 102, 114]);
    deepStrictEqual([second[2], second[3]], [20, 1015]);
  });
});
Deno.test("every frame of the decoder's tests has a link and is captured", async () => {
  for (const { name, linkType, bytes } of FRAMES) {
    await withFile(pcap([{ seconds: 1, nanoseconds: 0, bytes }], { linkType }), async (path) => {
      const { output } = await trace(LINK, { captures: [path], options: [QUIET] });
      match(output, new RegExp(`^\\s*${linkType} `), name);
    });
  }
});
Deno.test({
  name: "addresses, VLANs and labels as tshark has them",
  ignore: !hasCapinfos || !existsSync(`${shared}vlan-three-tags.pcap`),
  async fn() {
    const program = `packet:::captured { printf("%s|%s|%s|%s\\n", args[4]->link_saddr, args[4]->link_daddr,
      args[4]->link_vlan_ids, args[4]->link_mpls_labels); }`;
    for (
      const name of [
        "vlan-three-tags.pcap",
        "vlan-mpls-mixed.pcap",
        "pppoe-ipv6.pcap",
        "tcp-scan-arp.pcap",
        "mix-tcpreplay.pcap",
      ]
    ) {
      const fields = ["eth.src", "eth.dst", "vlan.id", "mpls.label"].flatMap((field) => ["-e", field]);
      const args = ["-n", "-r", shared + name, "-T", "fields", "-E", "separator=|", "-E", "occurrence=a", ...fields];
      const { stdout } = new Deno.Command("tshark", { args, stderr: "null" }).outputSync();
      const expected = new TextDecoder().decode(stdout).trim().split("\n").map((line) => {
        const [from, to, vlans, labels] = line.split("|");
        // of a frame within a frame the outer one
        return [from.split(",")[0], to.split(",")[0], vlans || "none", labels || "none"].join("|");
      });
      const { output } = await trace(program, { captures: [shared + name], options: [QUIET] });
      deepStrictEqual(output.trim().split("\n"), expected, name);
    }
  },
});
Deno.test("interfaces of a capture, by name and number", async () => {
  const name = (text: string) => [[2, new TextEncoder().encode(text)] as const];
  const file = new Section().interface(1, 0, name("eth0")).interface(101, 0, name("tun3"))
    .enhanced(1, 1n, ip4()).enhanced(0, 2n, ethernet(0x800, ip4())).bytes;
  await withFile(file, async (path) => {
    const program =
      'packet:::captured { printf("%s %d %s,", args[3]->if_name, args[3]->if_addr, args[4]->link_name); }';
    const { output } = await trace(program, { captures: [path], options: [QUIET] });
    strictEqual(output.trim(), "tun3 1 RAW,eth0 0 ETHERNET,");
  }, ".pcapng");
});
Deno.test("live, every packet is wanted; only headers of them where no more is read", async () => {
  const program = "packet:::captured /args[2]->ip_ver == 4/ { @[args[4]->link_vlan_ids] = count(); } tcp:::send {}";
  deepStrictEqual(await needOf(program), { packets: "all", snapLength: HEADER_SNAP_LENGTH });
  strictEqual((await needOf("packet:::captured { tracemem(arg2, 1400); }")).snapLength, FULL_SNAP_LENGTH);
  strictEqual((await needOf("packet:::undecoded { trace(arg4); }")).snapLength, FULL_SNAP_LENGTH);
});
