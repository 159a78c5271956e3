/**
 * Whose view each input has, and what follows from it: a guess chooses directions alone, what the user or the capture
 * states leaves packets out and is counted, and the same packets give the same answer however they come.
 */
import { denoHost } from "../../lib/host/deno/mod.ts";
import { deepStrictEqual, match, ok, strictEqual } from "node:assert";
import { findViews, type FoundViews } from "../../lib/providers/view/mod.ts";
import type { CollectedRun } from "../../lib/session/mod.ts";
import { type ByteReader, MemoryReader, openFeeds } from "../../lib/sources/capture/mod.ts";
import { type Packet, pcap, Section } from "../captures/writer.ts";
import { Random } from "../fuzz/random.ts";
import { CONTAINERS, pcapng } from "../generate/containers.ts";
import { arp, ethernet, type Host, ip, makeHost, tcp } from "../generate/frame.ts";
import { BUSY, OBSERVED_ADDRESSES, PLAIN, traffic } from "../generate/traffic.ts";
import { plainMemory } from "../sources/plain_memory.ts";
import { trace } from "./in_process.ts";

const COUNT = "ip:::send,ip:::receive { @[probename] = count(); }";
const VIEW = { sayAfterMs: 50, longestMs: 300, now: () => performance.now(), isInterrupted: () => false, say() {} };

async function withCaptures<T>(
  captures: readonly Uint8Array[],
  use: (paths: readonly string[]) => Promise<T>,
): Promise<T> {
  const folder = await Deno.makeTempDir({ prefix: "probebook-views-" });
  try {
    const paths = captures.map((_, i) => `${folder}/${String.fromCharCode(97 + i)}.pcap`);
    for (const [i, bytes] of captures.entries()) await Deno.writeFile(paths[i], bytes);
    return await use(paths);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}
async function counts(captures: readonly string[], options: Readonly<Record<string, string>> = {}, program = COUNT) {
  const given = Object.entries({ quiet: "on", ...options }).map(([name, value]) => ({ name, value }));
  const result = (await trace(program, { captures, options: given })).result as CollectedRun;
  const of = (name: string) =>
    Number(result.aggregations[0]?.entries().find(({ keys }) => keys[0] === name)?.value ?? 0n);
  return { sent: of("send"), received: of("receive"), result };
}
const SYN = 2, ACK = 16;
/** Frames of one conversation: handshakes between two hosts, as seen where the first answers after `near` us, the other after `far`. */
function handshakes(one: Host, other: Host, near: number, far: number, count = 5, start = 0): Packet[] {
  const packets: Packet[] = [];
  let us = start;
  const add = (
    from: Host,
    to: Host,
    ports: [number, number],
    seq: number,
    ack: number,
    flags: number,
    after: number,
  ) => {
    us += after;
    const bytes = tcp(from, to, { version: 4, ports, seq, ack, flags, window: 500, options: [], payload: 0 });
    packets.push({
      seconds: 1_780_000_000 + Math.floor(us / 1e6),
      nanoseconds: us % 1e6 * 1000 + 0,
      bytes: ethernet(from, to, 0x800, ip(from, to, bytes, { version: 4, protocol: 6, id: 1 }), []),
    });
  };
  for (let i = 0; i < count; i++) {
    const port = 30000 + i;
    add(one, other, [port, 80], 100, 0, SYN, 10_001);
    add(other, one, [80, port], 700, 101, SYN | ACK, far);
    add(one, other, [port, 80], 101, 701, ACK, near);
  }
  return packets;
}
const seenFrom = ({ result }: { result: { views?: readonly { addresses: readonly string[] }[] } }) =>
  result.views?.map(({ addresses }) => addresses.join());

Deno.test("hop limits: 62 against 64 is seen from the end with 64, whichever has opened", async () => {
  for (const [one, other] of [[62, 64], [64, 62], [126, 128], [255, 250], [64, 126]] as const) {
    const packets = handshakes(makeHost(1, one), makeHost(2, other), 400, 500);
    const near = one === 64 || one === 255 ? "10.1.0.1" : "10.1.0.2";
    await withCaptures(
      [pcap(packets)],
      async (paths) => deepStrictEqual(seenFrom(await counts(paths)), [near], `${one} ${other}`),
    );
  }
});
Deno.test("who answers at once: the end that takes microseconds is the host; where both do, nobody is", async () => {
  const hosts = [makeHost(1, 64), makeHost(2, 64)] as const;
  for (
    const [near, far, expected] of [[30, 900, "10.1.0.1"], [2000, 40, "10.1.0.2"], [30, 45, ""], [
      8000,
      9000,
      "",
    ]] as const
  ) {
    const packets = handshakes(...hosts, near, far);
    await withCaptures(
      [pcap(packets)],
      async (paths) => deepStrictEqual(seenFrom(await counts(paths)), [expected], `${near} ${far}`),
    );
  }
});
Deno.test("both ends of one conversation, captured at once: each capture is seen from its own end", async () => {
  const hosts = [makeHost(1, 64), makeHost(2, 64)] as const;
  const captures = [pcap(handshakes(...hosts, 30, 900)), pcap(handshakes(...hosts, 900, 30))];
  await withCaptures(captures, async (paths) => {
    const both = await counts(paths);
    deepStrictEqual(seenFrom(both), ["10.1.0.1", "10.1.0.2"]);
    // five handshakes: 10 packets of the one who opens, 5 of the other
    deepStrictEqual([both.sent, both.received], [10 + 5, 5 + 10]);
    match(
      both.result.view!,
      /^seen from 10\.1\.0\.1 in .*a\.pcap, which answers at once; from 10\.1\.0\.2 in .*b\.pcap, /,
    );
    const given = await counts(paths, { local: "10.1.0.1" });
    deepStrictEqual([given.sent, given.received, given.result.view], [20, 10, undefined]);
  });
});
Deno.test("a second capture adds what it shows alone", async () => {
  const one = traffic(new Random(1), { ...PLAIN, packets: 2000 });
  const hosts = [makeHost(71, 64), makeHost(72, 64)] as const;
  const other = handshakes(...hosts, 30, 45, 200, 5);
  await withCaptures([pcap(one), pcap(other)], async (paths) => {
    const [first, second, both] = [await counts([paths[0]]), await counts([paths[1]]), await counts(paths)];
    deepStrictEqual([second.sent, second.received], [600, 600]);
    ok(first.sent > 0 && first.received > 0 && first.sent + first.received === 2000);
    strictEqual(both.sent, first.sent + second.sent);
    strictEqual(both.received, first.received + second.received);
  });
});
Deno.test("a guess leaves nothing out: what the host takes no part in is both sent and received, by either path", async () => {
  const packets = traffic(new Random(3), { ...BUSY, packets: 6000, others: 0.02, odd: 0 });
  const isOwn = ({ bytes }: Packet) => [26, 30].some((at) => [10, 1, 0, 1].every((byte, i) => bytes[at + i] === byte));
  const others = packets.filter((packet) => !isOwn(packet)).length, own = packets.length - others;
  ok(others > 10);
  await withCaptures([pcap(packets)], async (paths) => {
    for (const probes of ["ip:::send,ip:::receive", "tcp:::send,tcp:::receive", "udp:::send,udp:::receive"]) {
      const program = `${probes} { @[probename] = count(); }`;
      const [slow, fast] = [await counts(paths, { fastpath: "off" }, program), await counts(paths, {}, program)];
      deepStrictEqual([fast.sent, fast.received], [slow.sent, slow.received], probes);
      if (probes.startsWith("ip")) strictEqual(fast.sent + fast.received, own + 2 * others);
      strictEqual(fast.result.betweenOthers, 0);
    }
    const states = "tcp:::state-change { @[args[3]->tcps_laddr] = count(); }";
    const { result } = await counts(paths, {}, states);
    ok(result.aggregations[0].entries().length > 2, "states of both ends of what is between others");
    // what is stated leaves the same packets out, and says so
    const stated = await counts(paths, { local: OBSERVED_ADDRESSES }),
      slow = await counts(paths, { local: OBSERVED_ADDRESSES, fastpath: "off" });
    strictEqual(stated.sent + stated.received, own);
    deepStrictEqual([stated.result.betweenOthers, slow.result.betweenOthers], [others, others]);
    strictEqual(slow.sent, stated.sent);
  });
});
Deno.test("many inputs at once: each has a view of its own on the fast path as on the slow one", async () => {
  // a hundred hosts, all at the same time, with the same peer
  const captures = Array.from(
    { length: 100 },
    (_, i) =>
      pcap(
        i % 3 === 2
          ? handshakes(makeHost(300, 64), makeHost(10 + i, 64), 30, 35, 20)
          : handshakes(makeHost(10 + i, 64), makeHost(300, 50), 30, 900, 20),
      ),
  );
  await withCaptures(captures, async (paths) => {
    const slow = await counts(paths, { fastpath: "off" }), fast = await counts(paths);
    ok(fast.result.slowPathPackets! < 2000, `${fast.result.slowPathPackets}`);
    deepStrictEqual([fast.sent, fast.received], [slow.sent, slow.received]);
    // 67 seen from who opens (40 sent, 20 received), 33 taps (60, 60)
    deepStrictEqual([fast.sent, fast.received], [67 * 40 + 33 * 60, 67 * 20 + 33 * 60]);
    strictEqual(fast.result.views!.length, 100);
    match(fast.result.view!, /; and 97 more views /);
  });
});

/** A feed that can be read once, as a pipe is: pieces of a size, each after a turn. */
class Pipe implements ByteReader {
  readonly name = "pipe";
  readonly bytesTotal = undefined;
  bytesRead = 0;
  constructor(readonly bytes: Uint8Array, readonly piece: number, readonly stopsAt = Infinity) {}
  async read(into: Uint8Array): Promise<number> {
    await Promise.resolve();
    if (this.bytesRead >= this.stopsAt) await new Promise(() => {});
    const part = this.bytes.subarray(this.bytesRead, this.bytesRead + Math.min(this.piece, into.length));
    into.set(part);
    this.bytesRead += part.length;
    return part.length;
  }
  close(): void {}
}
async function found(feeds: readonly ByteReader[]): Promise<{ views: FoundViews; packets: number }> {
  const source = openFeeds(feeds, { memory: plainMemory(64), host: denoHost });
  const views = await findViews(source.preview!, VIEW);
  let packets = 0;
  for (let batch = await source.next(); batch; batch = await source.next()) packets += batch.count;
  source.close();
  return { views, packets };
}
const facts = ({ all }: FoundViews) =>
  all.map(({ addresses, reasons, packets, covered, taken }) => ({ addresses, reasons, packets, covered, taken }));

for (const seed of [1, 2]) {
  Deno.test(`seed ${seed}: the view is the same in pieces and whole, from a file and a pipe, in one part or twenty`, async () => {
    const packets = traffic(new Random(seed), { ...(seed % 2 ? PLAIN : BUSY), packets: 5000 });
    const whole = await found([new MemoryReader("whole", pcap(packets))]);
    deepStrictEqual([whole.packets, whole.views.all.length, whole.views.all[0].taken], [5000, 1, 2000]);
    for (const most of [997, 65536]) {
      for (const bytes of [pcap(packets), pcapng(packets)]) {
        const file = await found([new MemoryReader("file", bytes, most)]);
        deepStrictEqual([facts(file.views), file.packets], [facts(whole.views), 5000], `file, ${most}`);
        const pipe = await found([new Pipe(bytes, most)]);
        deepStrictEqual([facts(pipe.views), pipe.packets], [facts(whole.views), 5000], `pipe, ${most}`);
      }
    }
    for (const { name, write } of CONTAINERS) {
      const parts = () => write(packets).map(({ bytes, ending }) => new MemoryReader(ending, bytes));
      // of one link type and name
      if (name.includes("all kinds")) continue;
      const { views } = await found(parts());
      deepStrictEqual(facts(views), facts(whole.views), name);
      strictEqual(views.all[0].members.length, parts().length);
      // in whatever order they are named
      deepStrictEqual(facts((await found(parts().reverse())).views), facts(whole.views), name);
    }
  });
}
Deno.test("a pipe that trickles is waited for, then said, then no more waited for; none of its packets is lost", async () => {
  const packets = traffic(new Random(5), { ...PLAIN, packets: 500 }), bytes = pcap(packets);
  let said = 0, clock = 0;
  // each wait takes a while by a clock of its own
  const patient = { ...VIEW, now: () => clock += 30, say: () => said++ };
  const source = openFeeds([new Pipe(bytes, 3000, 20_000)], { memory: plainMemory(64), host: denoHost });
  const views = await findViews(source.preview!, patient);
  deepStrictEqual([said, views.isCut], [1, true]);
  ok(views.all[0].taken > 10 && views.all[0].taken < 500);
  let handed = 0;
  while (handed < views.all[0].taken) {
    const batch = await source.next();
    strictEqual(batch!.firstNumber, handed + 1);
    handed += batch!.count;
  }
  source.close();
  // a run that is to end waits no longer
  const other = openFeeds([new Pipe(bytes, 3000, 20_000)], { memory: plainMemory(64), host: denoHost });
  // for ever, as its clock stands still
  await findViews(other.preview!, { ...VIEW, now: () => 0, isInterrupted: () => true });
  other.close();
});
Deno.test("ARP between others: a guess sees it as on a tap, what is stated leaves it out; questions come to all", async () => {
  const [host, one, other] = [makeHost(1, 64), makeHost(40, 64), makeHost(41, 64)];
  const all: Host = { ...other, mac: Array(6).fill(255) };
  const frame = (bytes: Uint8Array, i: number): Packet => ({ seconds: 1_780_000_100, nanoseconds: i * 1000, bytes });
  const tail = [
    ethernet(one, all, 0x806, arp(one, other, false), []),
    ethernet(other, one, 0x806, arp(other, one, true), []),
    ethernet(host, one, 0x806, arp(host, one, true), []),
  ];
  const packets = [...traffic(new Random(9), { ...PLAIN, packets: 500 }), ...tail.map(frame)];
  await withCaptures([pcap(packets)], async (paths) => {
    const program = "arp:::send,arp:::receive { @[probename] = count(); }";
    const guessed = await counts(paths, {}, program),
      stated = await counts(paths, { local: OBSERVED_ADDRESSES }, program);
    deepStrictEqual([guessed.sent, guessed.received], [2, 2]);
    deepStrictEqual([stated.sent, stated.received, stated.result.betweenOthers], [1, 1, 1]);
  });
});
Deno.test("the direction that a capture tells counts; where -x local contradicts it, that is counted and said", async () => {
  const packets = handshakes(makeHost(1, 64), makeHost(2, 64), 30, 900, 500);
  // 1: in, 2: out; the first host's packets go out
  const section = new Section().interface(1, 262144), head = section.bytes.length;
  const blocks = packets.map(({ seconds, nanoseconds, bytes }, i) =>
    new Section().enhanced(0, BigInt(seconds) * 1_000_000n + BigInt(nanoseconds / 1000), bytes, bytes.length, [[2, [
      i % 3 === 1 ? 1 : 2,
      0,
      0,
      0,
    ]]]).bytes
      .subarray(new Section().bytes.length)
  );
  const whole = new Uint8Array(head + blocks.reduce((sum, { length }) => sum + length, 0));
  whole.set(section.bytes);
  blocks.reduce((at, block) => (whole.set(block, at), at + block.length), head);
  await withCaptures([whole], async (paths) => {
    for (const fastpath of ["on", "off"]) {
      for (const probes of ["ip:::send,ip:::receive", "tcp:::send,tcp:::receive"]) {
        const program = `${probes} { @[probename, args[2]->ip_saddr] = count(); }`;
        const told = await counts(paths, { fastpath }, program);
        deepStrictEqual([told.sent, told.received, told.result.view], [1000, 500, undefined]);
        const right = await counts(paths, { fastpath, local: "10.1.0.1" }, program);
        deepStrictEqual([right.sent, right.received, right.result.contradicted, right.result.passing], [
          1000,
          500,
          0,
          0,
        ]);
        const wrong = await counts(paths, { fastpath, local: "10.1.0.2" }, program);
        deepStrictEqual([wrong.sent, wrong.received, wrong.result.contradicted], [1000, 500, 1500]);
        // neither end is the host: the packets are on their way through it, which TCP does not see
        const neither = await counts(paths, { fastpath, local: "10.9.9.9" }, program), isIp = probes.startsWith("ip");
        deepStrictEqual([neither.sent, neither.received, neither.result.passing], isIp ? [1000, 500, 0] : [0, 0, 1500]);
      }
    }
  });
});
