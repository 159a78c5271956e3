/** pcap(): packets that a program chooses, written and read again. */
import { deepStrictEqual, match, ok, strictEqual } from "node:assert";
import { type OptionSetting, Session } from "../../lib/session/mod.ts";
import { denoHost, openPending } from "../../lib/host/deno/mod.ts";
import { type Packet, pcap, Section } from "../captures/writer.ts";

const DEMO = new URL("../captures/demo.pcap", import.meta.url).pathname;
const WRITABLE: OptionSetting[] = [{ name: "destructive" }, { name: "quiet" }];

interface Ran {
  readonly text: string;
  readonly messages: readonly string[];
}
/** Runs a program whose door opens files of the folder. */
async function run(
  program: string,
  capture: string | undefined,
  options: readonly OptionSetting[] = WRITABLE,
): Promise<Ran> {
  const decoder = new TextDecoder();
  const messages: string[] = [];
  let text = "";
  const door = {
    output: { write: (bytes: Uint8Array) => void (text += decoder.decode(bytes)) },
    warn: (message: string) => void messages.push(message),
    reopen: (path: string) => ({ write: (bytes: Uint8Array) => Deno.writeFileSync(path, bytes, { append: true }) }),
    openWhole(path: string) {
      try {
        return openPending(path);
      } catch (error) {
        return (error as Error).message;
      }
    },
  };
  const captures = capture === undefined ? [] : [capture];
  const session = new Session({ programs: [{ flag: "n", text: program }], captures, options }, door, denoHost);
  await session.run();
  // DTrace ends its output with an empty line
  return { text: text.replace(/\n$/, ""), messages };
}
async function inFolder(act: (folder: string) => Promise<void>): Promise<void> {
  const folder = Deno.makeTempDirSync();
  try {
    await act(folder);
  } finally {
    Deno.removeSync(folder, { recursive: true });
  }
}
/** A frame of Ethernet with IPv4 and UDP, in VLANs. */
function frame(length: number, vlans: readonly number[] = [], last = 1): number[] {
  const tags = vlans.flatMap((id) => [0x81, 0, id >> 8, id & 255]);
  const ip = [0x45, 0, (length + 28) >> 8, (length + 28) & 255, 0, 1, 0, 0, 64, 17, 0, 0, 10, 0, 0, last, 10, 0, 0, 9];
  const udp = [0x10, 0, 0x20, 0, (length + 8) >> 8, (length + 8) & 255, 0, 0];
  const payload = Array.from({ length }, (_, i) => i & 255);
  return [2, 0, 0, 0, 0, 1, 2, 0, 0, 0, 0, 2, ...tags, 8, 0, ...ip, ...udp, ...payload];
}
const ARP = [255, 255, 255, 255, 255, 255, 2, 0, 0, 0, 0, 2, 8, 6, 0, 1, 8, 0, 6, 4, 0, 1, ...Array(20).fill(7)];
const packet = (nanoseconds: number, bytes: number[], wire?: number): Packet => ({
  seconds: 1700000000,
  nanoseconds,
  bytes: Uint8Array.from(bytes),
  wire,
});
const FACTS = 'packet:::captured { printf("%d %d %d %d\\n", args[0]->pkt_time, args[0]->pkt_length, ' +
  "args[0]->pkt_captured, args[4]->link_vlan); tracemem(arg0 == 0 ? NULL : args[0]->pkt_addr == 0 ? NULL : " +
  "(void *)((struct packet *)arg0)->frame, 80, args[0]->pkt_captured); }";
const small = (folder: string, packets: readonly Packet[], linkType = 1) => {
  const path = `${folder}/in.pcap`;
  Deno.writeFileSync(path, pcap(packets, { magic: 0xa1b23c4d, linkType }));
  return path;
};

Deno.test("what pcap() keeps is read back: times in nanoseconds, lengths, VLAN, bytes", () =>
  inFolder(async (folder) => {
    const packets = [packet(1, frame(8)), packet(123456789, frame(9, [5])), packet(999999999, frame(4, [5, 6]), 1400)];
    const from = small(folder, packets), to = `${folder}/out.pcapng`;
    const kept = await run(
      `BEGIN { freopen("${to}"); } packet:::captured { pcap(args[0]->pkt_addr, PCAP_ETHER); }`,
      from,
    );
    deepStrictEqual([kept.text, kept.messages], ["", []]);
    const original = await run(FACTS, from), again = await run(FACTS, to);
    strictEqual(again.text, original.text);
    match(original.text, /^1700000000000000001 50 50 -1\n/);
    match(original.text, /\n1700000000123456789 55 55 5\n/);
    match(original.text, /\n1700000000999999999 1400 54 5\n/);
  }));

Deno.test("PCAP_IP begins with the IP header, whatever the link; what has none is left out and counted", () =>
  inFolder(async (folder) => {
    const from = small(folder, [packet(1, frame(4, [5])), packet(2, ARP), packet(3, frame(5), 900)]);
    const to = `${folder}/out.pcapng`;
    const { messages } = await run(`BEGIN { freopen("${to}"); } packet:::captured { pcap(arg0, PCAP_IP); }`, from);
    deepStrictEqual(messages, [
      "1 packet without an IP header that can be read, left out by pcap() with PCAP_IP: PCAP_ETHER keeps the frame",
    ]);
    const { text } = await run(
      'packet:::captured { printf("%d %d %d %d %s;", args[0]->pkt_time, args[0]->pkt_length, args[0]->pkt_captured, ' +
        "args[4]->link_type, args[2]->ip_saddr); }",
      to,
    );
    // 14 of Ethernet, 4 of the tag: 20 + 8 + 4; 900 - 14
    strictEqual(text, "1700000000000000001 32 32 101 10.0.0.1;1700000000000000003 886 33 101 10.0.0.1;");
  }));

Deno.test("pcapsize cuts what is kept, not what it says of the wire, and the cut is counted", () =>
  inFolder(async (folder) => {
    const from = small(folder, [packet(1, frame(100)), packet(2, frame(4))]), to = `${folder}/out.pcapng`;
    const program = `BEGIN { freopen("${to}"); } packet:::captured { pcap(args[0]->pkt_addr, PCAP_ETHER); }`;
    const { messages } = await run(program, from, [...WRITABLE, { name: "pcapsize", value: "60" }]);
    deepStrictEqual(messages, ["1 packet cut to 60 bytes by pcap(): -x pcapsize keeps more"]);
    const facts = 'packet:::captured { printf("%d %d;", args[0]->pkt_length, args[0]->pkt_captured); }';
    strictEqual((await run(facts, to)).text, "142 60;46 46;");
  }));

Deno.test("only the packets that a predicate lets through; the rest of the run is as without pcap()", () =>
  inFolder(async (folder) => {
    const to = `${folder}/out.pcapng`;
    const count = "tcp:::send, tcp:::receive /args[4]->tcp_flags & TH_SYN/";
    const { text } = await run(`BEGIN { freopen("${to}"); } ${count} { pcap(arg0, PCAP_ETHER); @ = count(); }`, DEMO);
    const expected = await run(`${count} { @ = count(); }`, DEMO);
    strictEqual(text, expected.text);
    const syns = 'packet:::captured /args[2] != NULL/ { printf("%d %d\\n", args[0]->pkt_time, args[0]->pkt_length); }';
    const original = await run(`${count} { printf("%d %d\\n", args[0]->pkt_time, args[0]->pkt_length); }`, DEMO);
    strictEqual((await run(syns, to)).text, original.text);
    ok(Number(text) > 1);
  }));

Deno.test("several link types and names of interfaces stand in one file; directions are the capture's own", () =>
  inFolder(async (folder) => {
    const from = `${folder}/in.pcapng`, to = `${folder}/out`;
    const name = (text: string) => [[2, new TextEncoder().encode(text)], [9, [9]]] as const;
    const section = new Section().interface(1, 0, name("eth7")).interface(101, 0, name("tun3"));
    const time = 1700000000000000007n;
    section.enhanced(0, time, Uint8Array.from(frame(4)), undefined, [[2, [1, 0, 0, 0]]]);
    section.enhanced(1, time + 1n, Uint8Array.from(frame(4).slice(14)), undefined, [[2, [2, 0, 0, 0]]]);
    section.enhanced(0, time + 2n, Uint8Array.from(frame(6)));
    Deno.writeFileSync(from, section.bytes);
    await run(`BEGIN { freopen("${to}"); } packet:::captured { pcap(args[0]->pkt_addr, PCAP_ETHER); }`, from);
    const facts =
      'packet:::captured { printf("%d %s %d %d;", args[0]->pkt_time, args[3]->if_name, args[4]->link_type, ' +
      "args[0]->pkt_direction); }";
    const again = (await run(facts, to)).text;
    strictEqual(again, (await run(facts, from)).text);
    strictEqual(again, `${time} eth7 1 1;${time + 1n} tun3 101 2;${time + 2n} eth7 1 0;`);
  }));

Deno.test("a file for each key, opened again and again, and text beside them", () =>
  inFolder(async (folder) => {
    const from = small(folder, [packet(1, frame(4, [], 1)), packet(2, frame(4, [], 2)), packet(3, frame(4, [], 1))]);
    const { text } = await run(
      `packet:::captured { freopen("${folder}/%s.pcapng", args[2]->ip_saddr); pcap(arg0, PCAP_ETHER); printf("in;"); ` +
        'freopen(""); printf("out;"); }',
      from,
    );
    strictEqual(text, "in;out;in;out;in;out;");
    const facts = 'packet:::captured { printf("%d;", args[0]->pkt_time % 1000); }';
    strictEqual((await run(facts, `${folder}/10.0.0.1.pcapng`)).text, "1;3;");
    strictEqual((await run(facts, `${folder}/10.0.0.2.pcapng`)).text, "2;");
    deepStrictEqual([...Deno.readDirSync(folder)].map(({ name }) => name).sort(), [
      "10.0.0.1.pcapng",
      "10.0.0.2.pcapng",
      "in.pcap",
    ]);
  }));

Deno.test("a file that text came to first is text, and takes packets as text; a capture without packets is one", () =>
  inFolder(async (folder) => {
    const from = small(folder, [packet(5, frame(4))]), to = `${folder}/out`;
    await run(`BEGIN { freopen("${to}"); trace("first"); } packet:::captured { pcap(arg0, PCAP_ETHER); }`, from);
    match(
      Deno.readTextFileSync(to),
      /^firstpacket 1 at 1700000000\.000000005: 46 of 46 bytes, link type 1 \(ETHERNET\)\n/,
    );
    const none = `${folder}/none.pcapng`;
    await run(`BEGIN { freopen("${none}"); } packet:::captured /0/ { pcap(arg0, PCAP_ETHER); }`, from);
    strictEqual((await run("packet:::captured { @ = count(); }", none)).text, "");
    deepStrictEqual([...Deno.readFileSync(none).subarray(0, 4)], [10, 13, 13, 10]);
  }));

Deno.test("without a file the packet is shown, as the bytes and RFC 791 have it", () =>
  inFolder(async (folder) => {
    const from = small(folder, [packet(5, frame(4), 90)]);
    const { text } = await run("packet:::captured { pcap(args[0]->pkt_addr, PCAP_IP); }", from);
    const lines = text.trimEnd().split("\n");
    strictEqual(lines[0], "packet 1 at 1700000000.000000005: 32 of 76 bytes, link type 101 (RAW)");
    strictEqual(lines[2].slice(11, 60).trim(), "45 00 00 20 00 01 00 00 40 11 00 00 0a 00 00 01");
    strictEqual(lines.length, 4);
  }));

Deno.test("a pointer to something else, and a probe without a packet, are faults", () =>
  inFolder(async (folder) => {
    const from = small(folder, [packet(5, frame(4))]);
    for (
      const clause of [
        "packet:::captured { pcap(2, PCAP_ETHER); }",
        "packet:::captured { pcap(0, PCAP_IP); }",
        "packet:::captured { pcap(arg0 + 1, PCAP_IP); }",
        "BEGIN { pcap(1, PCAP_ETHER); }",
        "END { pcap(1, PCAP_ETHER); }",
      ]
    ) {
      const { text, messages } = await run(clause, from);
      strictEqual(text, "");
      strictEqual(messages.length, 1);
      match(messages[0], /: invalid address \(0x\w+\) in action #1 /);
    }
    const inside = "packet:::captured { pcap((uintptr_t)((struct packet *)arg0)->frame + 20, PCAP_ETHER); }";
    match((await run(inside, from)).text, /^packet 1 /);
  }));

Deno.test("a record that never fits its buffer is a drop that is counted", () =>
  inFolder(async (folder) => {
    const from = small(folder, [packet(5, frame(4)), packet(6, frame(4))]);
    const options = [...WRITABLE, { name: "pcapsize", value: "64k" }, { name: "bufsize", value: "32k" }];
    const { text, messages } = await run("packet:::captured { pcap(arg0, PCAP_ETHER); }", from, options);
    strictEqual(text, "");
    match(messages[0], /records 65592 bytes, and the buffer holds 32768: .*pcapsize/);
    deepStrictEqual(messages.slice(1), ["2 drops on CPU 0"]);
  }));

Deno.test("freopen() of a capture takes -w", async () => {
  try {
    await run('packet:::captured { freopen("/nowhere/x.pcapng"); pcap(arg0, PCAP_IP); }', DEMO, []);
  } catch (error) {
    return match((error as Error).message, /destructive actions not allowed/i);
  }
  ok(false, "it ran");
});

Deno.test("a file that cannot be opened is said, and packets are shown instead", async () => {
  const { text, messages } = await run(
    'packet:::captured { freopen("/nowhere/x.pcapng"); pcap(arg0, PCAP_ETHER); exit(0); }',
    DEMO,
  );
  match(messages[0], /couldn't freopen\(\) "\/nowhere\/x\.pcapng": No such file/);
  match(text, /^packet 1 at /);
});

Deno.test("speculations keep packets too", () =>
  inFolder(async (folder) => {
    const from = small(folder, [packet(1, frame(4)), packet(2, frame(5)), packet(3, frame(6))]),
      to = `${folder}/o.pcapng`;
    const program = `BEGIN { freopen("${to}"); s = speculation(); } packet:::captured { speculate(s); ` +
      "pcap(arg0, PCAP_ETHER); } packet:::captured /args[0]->pkt_addr == 2/ { commit(s); }";
    await run(program, from);
    const facts = 'packet:::captured { printf("%d %d;", args[0]->pkt_time % 1000, args[0]->pkt_length); }';
    strictEqual((await run(facts, to)).text, "1 46;2 47;");
  }));

Deno.test("the guide's question keeps the packets that were sent again, with and without the fast path", () =>
  inFolder(async (folder) => {
    const slow = new URL("../../notebooks/captures/slow.pcap", import.meta.url).pathname;
    const guide = Deno.readTextFileSync(new URL("../../notebooks/guide/d.md", import.meta.url));
    const [, program] = guide.match(/-wqr notebooks\/captures\/slow\.pcap -n '(BEGIN \{ freopen[^']*)'/)!;
    const facts = 'printf("%d %d %d\\n", args[0]->pkt_time, args[0]->pkt_length, args[0]->pkt_captured);';
    const { text } = await run(`tcpa:::retransmission { ${facts} }`, slow);
    // as where-are-retransmissions.md counts them: 5 and 157
    strictEqual(text.trimEnd().split("\n").length, 162);
    for (const value of ["yes", "no"]) {
      const to = `${folder}/${value}.pcapng`;
      await run(program.replace("again.pcapng", to), slow, [...WRITABLE, { name: "fastpath", value }]);
      strictEqual((await run(`packet:::captured { ${facts} }`, to)).text, text);
    }
  }));

Deno.test("tshark reads the same times and lengths", async (t) => {
  const tshark = (path: string) =>
    new Deno.Command("tshark", {
      args: ["-n", "-r", path, "-T", "fields", "-e", "frame.time_epoch", "-e", "frame.len", "-e", "tcp.stream"],
      stderr: "null",
    }).outputSync();
  try {
    if (!tshark(DEMO).success) throw new Error("it does not run");
  } catch {
    await t.step({ name: "skipped: tshark is not here", ignore: true, fn: () => {} });
    return;
  }
  await inFolder(async (folder) => {
    const to = `${folder}/out.pcapng`;
    await run(`BEGIN { freopen("${to}"); } packet:::captured { pcap(arg0, PCAP_ETHER); }`, DEMO, [
      ...WRITABLE,
      { name: "pcapsize", value: "70k" },
    ]);
    deepStrictEqual(tshark(to).stdout, tshark(DEMO).stdout);
  });
});

Deno.test("when whoever reads the text leaves, the packets kept until then are a whole capture; after a failure there is none", () =>
  inFolder(async (folder) => {
    class ClosedPipe extends Error {
      override readonly name = "ClosedPipe";
    }
    const lines = "x".repeat(1 << 16), to = `${folder}/out.pcapng`;
    const text = `BEGIN { freopen("${to}"); } packet:::captured { pcap(arg0, PCAP_ETHER); printf("%d", arg0 != 0); }
      packet:::captured /args[0]->pkt_addr == 5/ { freopen(""); printf("${lines.slice(0, 4000)}"); }
      END { freopen(""); }`;
    const outcome = async (failure: Error) => {
      const door = {
        output: {
          write() {
            throw failure;
          },
        },
        warn() {},
        reopen: () => ({ write() {} }),
        openWhole: openPending,
      };
      const options = [...WRITABLE, { name: "switchrate", value: "1ns" }];
      const session = new Session({ programs: [{ flag: "n", text }], captures: [DEMO], options }, door, denoHost);
      return await session.run().then(() => "ran", (error: Error) => error.name);
    };
    strictEqual(await outcome(new RangeError("disk")), "RangeError");
    deepStrictEqual([...Deno.readDirSync(folder)], []);
    strictEqual(await outcome(new ClosedPipe()), "ClosedPipe");
    const { text: kept } = await run('packet:::captured { printf("%d ", args[0]->pkt_time); }', to);
    const { text: all } = await run('packet:::captured { printf("%d ", args[0]->pkt_time); }', DEMO);
    ok(kept.length > 0 && all.startsWith(kept), kept);
  }));
