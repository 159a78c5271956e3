/** The igmp and mld providers: messages of every version as tshark reads them, and what tshark does not say by the RFCs. */
import { deepStrictEqual, ok, strictEqual } from "node:assert";
import { existsSync } from "node:fs";
import { pcap } from "../../captures/writer.ts";
import { bytes } from "../../packet/wire/frames.ts";
import { trace } from "../../session/in_process.ts";
import expectations from "./expectations.json" with { type: "json" };
import { igmp, ip4, LONG_REPORT, MESSAGES, report4 } from "./messages.ts";

const shared = new URL("../../../../shared/captures/", import.meta.url).pathname;
const TAP = { flag: "x", name: "local", value: "none" };

async function withFrames<T>(frames: readonly Uint8Array[], use: (path: string) => Promise<T>): Promise<T> {
  const path = await Deno.makeTempFile({ suffix: ".pcap" });
  try {
    await Deno.writeFile(path, pcap(frames.map((bytes, i) => ({ seconds: i + 1, nanoseconds: 0, bytes }))));
    return await use(path);
  } finally {
    await Deno.remove(path);
  }
}
async function lines(program: string, path: string): Promise<string[]> {
  const { output } = await trace(program, {
    captures: [path],
    options: [{ name: TAP.name, value: TAP.value }, { name: "quiet" }],
  });
  return output.split("\n").filter((line) => line !== "");
}

/** A line for each message and each record, source: their facts with blanks between. */
const program = (name: "igmp" | "mld") => {
  const [text, address] = name === "igmp" ? ["inet_ntoa((ipaddr_t *)", 4] : ["inet_ntoa6((in6_addr_t *)", 16];
  const source = (n: number) =>
    `args[4]->${name}_source_list == NULL || args[4]->${name}_sources <= ${n} ? "-" : ${text}(args[4]->${name}_source_list + ${
      address as number * n
    }))`;
  const members = ["type", "version", "sumok", "group", "suppress", "robustness", "interval", "sources", "records"];
  return `${name}:::send { printf("%d m ${members.map((one) => one === "group" ? "%s" : "%d").join(" ")} %s %s\\n",
    args[0]->pkt_addr, ${members.map((one) => `args[4]->${name}_${one}`).join(", ")}, ${source(0)}, ${source(1)}); }
  ${name}:::record { printf("%d r %d %s %d\\n", args[0]->pkt_addr, args[5]->${name}r_type, args[5]->${name}r_group, args[5]->${name}r_sources); }
  ${name}:::source { printf("%d s %s\\n", args[0]->pkt_addr, args[5]->${name}r_source); }`;
};
interface Said {
  message: string[];
  readonly records: string[][];
  readonly sources: string[];
}
async function saidOf(name: "igmp" | "mld", path: string): Promise<Map<string, Said>> {
  const all = new Map<string, Said>();
  for (const line of await lines(program(name), path)) {
    const [frame, kind, ...facts] = line.split(" ");
    const said = all.get(frame) ?? { message: [], records: [], sources: [] };
    all.set(frame, said);
    if (kind === "m") said.message = facts;
    else if (kind === "r") said.records.push(facts);
    else said.sources.push(facts[0]);
  }
  return all;
}
/** As tshark has it; it shows the interval's code, of which 159 is 31 << 4 seconds by RFC 9776 section 4.1.7. */
function asTshark(name: "igmp" | "mld", { message, records, sources }: Said): Record<string, string> {
  const [type, version, sum, group, suppress, robustness, interval, count, recordCount, ...list] = message;
  const isQuery = Number(type) === (name === "igmp" ? 0x11 : 130);
  const isNewest = Number(version) === (name === "igmp" ? 3 : 2), isReport = isNewest && !isQuery;
  const named = list.filter((source) => source !== "-");
  const [counts, groups] = [records.map(([, , count]) => count), records.map(([, group]) => group)];
  const all = name === "igmp"
    ? {
      "igmp.type": `0x${Number(type).toString(16)}`,
      "igmp.version": version,
      "igmp.checksum.status": sum,
      "igmp.s": isQuery && isNewest ? suppress : "",
      "igmp.qrv": isQuery && isNewest ? robustness : "",
      "igmp.qqic": isQuery && isNewest ? interval.replace(/^496$/, "159") : "",
      "igmp.num_src": isQuery && isNewest ? count : counts.join(),
      "igmp.num_grp_recs": isReport ? recordCount : "",
      "igmp.record_type": records.map(([type]) => type).join(),
      "igmp.maddr": isReport ? groups.join() : group,
      "igmp.saddr": isReport ? sources.join() : named.join(),
    }
    : {
      "icmpv6.type": type,
      "icmpv6.checksum.status": sum,
      "icmpv6.mld.flag.s": isQuery && isNewest ? suppress : "",
      "icmpv6.mld.flag.qrv": isQuery && isNewest ? robustness : "",
      "icmpv6.mld.qqi": isQuery && isNewest ? interval : "",
      "icmpv6.mld.nb_sources": isQuery && isNewest ? count : "",
      "icmpv6.mldr.nb_mcast_records": isReport ? recordCount : "",
      "icmpv6.mldr.mar.record_type": records.map(([type]) => type).join(),
      "icmpv6.mld.multicast_address": isReport ? "" : group,
      "icmpv6.mldr.mar.multicast_address": groups.join(),
      "icmpv6.mld.source_address": named.join(),
      "icmpv6.mldr.mar.source_address": sources.join(),
    };
  return Object.fromEntries(Object.entries(all).filter(([, value]) => value !== ""));
}
const parsed = (text: string) =>
  Object.fromEntries(text.split(" ").map((one) => [one.slice(0, one.indexOf("=")), one.slice(one.indexOf("=") + 1)]));

async function compare(expected: Readonly<Record<string, string>>, path: string, except: readonly string[] = []) {
  const [four, six] = [await saidOf("igmp", path), await saidOf("mld", path)];
  let compared = 0;
  for (const [frame, text] of Object.entries(expected)) {
    if (except.includes(frame)) continue;
    const name = text.startsWith("igmp") ? "igmp" : "mld", said = (name === "igmp" ? four : six).get(frame);
    ok(said, `frame ${frame}: nothing has fired`);
    deepStrictEqual(asTshark(name, said), parsed(text), `frame ${frame}`);
    compared++;
  }
  ok(compared > 0);
  return { four, six };
}

Deno.test("messages of IGMP and MLD of every version are read as tshark reads them", async () => {
  await withFrames(MESSAGES.map(([, frame]) => frame), async (path) => {
    const { four } = await compare(expectations.captures.own, path);
    // tshark gives type 0x14 to its PIM; here it is a message that is not of membership
    deepStrictEqual(four.get("14")!.message.slice(0, 4), ["20", "0", "1", "none"]);
  });
});
for (const [name, expected] of Object.entries(expectations.captures)) {
  if (name === "own") continue;
  Deno.test({
    name: `${name}: messages are read as tshark reads them`,
    ignore: !existsSync(shared + name),
    async fn() {
      // of both tshark shows what there is of the record and calls it malformed: frame 3 says that there are three sources and has
      // room for two, frame 5 that there are auxiliary data and has room for none
      const broken = name === "raw-ipv6-mld.pcap" ? ["3", "5"] : [];
      const { six } = await compare(expected, shared + name, broken);
      for (const frame of broken) strictEqual(six.get(frame)!.records.length, 0);
    },
  });
}

const FACTS =
  `igmp:::send { printf("%d %d v%d %d us alert %d bad %d sum %d %d/%d %s\\n", args[0]->pkt_addr, args[4]->igmp_type,
  args[4]->igmp_version, args[4]->igmp_response_us, args[4]->igmp_alert, args[4]->igmp_bad, args[4]->igmp_sumok,
  args[4]->igmp_whole, args[4]->igmp_records, args[4]->igmp_group); }
  igmp:::record { printf("%d record %s\\n", args[0]->pkt_addr, args[5]->igmpr_group); }`;

Deno.test("times and the router alert are as the RFCs have them", async () => {
  const of = (name: string) => MESSAGES.find(([one]) => one === name)![1];
  const frames = ["query of version 1", "general query of version 2", "query of version 3, long times"].map(of);
  await withFrames(frames, async (path) => {
    deepStrictEqual(await lines(FACTS, path), [
      "1 17 v1 0 us alert 0 bad 0 sum 1 0/0 0.0.0.0",
      "2 17 v2 10000000 us alert 1 bad 0 sum 1 0/0 0.0.0.0",
      // 0xc5: (5 | 16) << 4 + 3 tenths of a second, RFC 9776 section 4.1.1
      "3 17 v3 268800000 us alert 1 bad 0 sum 1 0/0 0.0.0.0",
    ]);
  });
  const mld = MESSAGES.filter(([name]) => name === "MLD: query for sources" || name === "MLD: done");
  await withFrames(mld.map(([, frame]) => frame), async (path) => {
    const text =
      'mld:::send { printf("%d %d alert %d\\n", args[4]->mld_type, args[4]->mld_response_us, args[4]->mld_alert); }';
    // 0x8fff: (0xfff | 0x1000) << 0 + 3 milliseconds, RFC 9777 section 5.1.3
    deepStrictEqual(await lines(text, path), ["132 0 alert 1", "130 65528000 alert 0"]);
  });
});

Deno.test("of what is cut, or says more than it has, nothing is made up", async () => {
  const one = [4, 0, 0, 0, 0xef, 1, 2, 3];
  const frames = [
    // the capture ends within the second of two records, within the header, with IP's header
    ip4(report4(2, one, one)).subarray(0, 14 + 24 + 8 + 8 + 5),
    ip4(report4(2, one, one)).subarray(0, 14 + 24 + 7),
    ip4(report4(2, one, one)).subarray(0, 14 + 24),
    // three records are said, one is there; a query of ten bytes is of no version
    ip4(report4(3, one)),
    ip4(igmp(0x11, 100, "00 00 00 00", 0, 0)),
    // the first fragment of a datagram that never becomes whole
    ip4(report4(2, one, one), { fragment: 0x2000 }),
    // IP says that there are four bytes of IGMP
    ip4(igmp(0x16, 0, "ef 01 02 03"), { total: 28 }),
  ];
  await withFrames(frames, async (path) => {
    const { output, result } = await trace(FACTS, { captures: [path], options: [TAP, { name: "quiet" }] });
    deepStrictEqual(output.trim().split("\n"), [
      "1 34 v3 0 us alert 1 bad 1 sum -1 1/2 none",
      "1 record 239.1.2.3",
      "4 34 v3 0 us alert 1 bad 2 sum 1 1/3 none",
      "4 record 239.1.2.3",
      "5 17 v0 10000000 us alert 1 bad 4 sum 1 0/0 0.0.0.0",
    ]);
    deepStrictEqual(result.undecoded.map(({ reason, packets }) => `${packets} ${reason}`), [
      "2 cut short before the end of the IGMP header",
      "1 cut short before the end of the transport header",
    ]);
    strictEqual(result.incompleteDatagrams, 1);
  });
});

Deno.test("a report in fragments counts once, when it is whole", async () => {
  const [first, last] = [LONG_REPORT.slice(0, 16), LONG_REPORT.slice(16)];
  const frames = [
    ip4(first, { fragment: 0x2000, alert: false, sum: false }),
    ip4(last, { fragment: 2, alert: false, sum: false }),
  ];
  await withFrames(frames, async (path) => {
    deepStrictEqual(await lines(FACTS, path), [
      "2 34 v3 0 us alert 0 bad 0 sum 1 2/2 none",
      "2 record 239.1.2.3",
      "2 record 232.0.0.9",
    ]);
    deepStrictEqual(await lines("ip:::send { @ = count(); }", path), [`${" ".repeat(16)}2`]);
  });
});

Deno.test("each record fires once, from wherever the host is seen; other messages of ICMPv6 are not MLD's", async () => {
  const report = bytes(MESSAGES.find(([name]) => name === "report of one record")![1]);
  await withFrames([report], async (path) => {
    for (const value of ["none", "10.0.0.5", "224.0.0.22"]) {
      const { output } = await trace('igmp:::record { printf("%s", args[5]->igmpr_group); }', {
        captures: [path],
        options: [{ name: "local", value }, { name: "quiet" }],
      });
      strictEqual(output.trim(), "239.1.2.3", value);
    }
  });
});

Deno.test("damaged messages: what is read lies within them, and records that fire are those counted", async () => {
  let state = 1;
  const random = (below: number) => (state = Math.imul(state, 1103515245) + 12345 & 0x7fffffff) % below;
  const frames = MESSAGES.flatMap(([, frame]) =>
    Array.from({ length: 40 }, () => {
      const damaged = frame.slice(0, random(4) === 0 ? 14 + random(frame.length - 14) : frame.length);
      for (let n = random(3); n >= 0; n--) {
        if (damaged.length > 14) damaged[14 + random(damaged.length - 14)] = random(256);
      }
      return damaged;
    })
  );
  await withFrames(frames, async (path) => {
    for (const name of ["igmp", "mld"] as const) {
      const { output, messages } = await trace(
        `${
          program(name)
        } ${name}:::send { @whole = sum(args[4]->${name}_whole); } ${name}:::record { @fired = count(); }
        END { printa("whole %@d\\n", @whole); printa("fired %@d\\n", @fired); }`,
        { captures: [path], options: [TAP, { name: "quiet" }] },
      );
      deepStrictEqual(messages.filter((message) => message.includes("error on enabled probe")), []);
      const sums = output.split("\n").filter((line) => /^(?:whole|fired) /.test(line)).map((line) =>
        line.split(" ")[1]
      );
      strictEqual(sums.length, 2);
      strictEqual(sums[0], sums[1], name);
    }
  });
});
