/**
 * Live capture between two hosts that each test makes for itself.
 */
import { denoHost } from "../../../lib/host/deno/mod.ts";
import { deepStrictEqual, match, ok, strictEqual } from "node:assert";
import { openCapture } from "../../../lib/sources/capture/mod.ts";
import type { FilterNeed } from "../../../lib/sources/filter/mod.ts";
import { plainMemory } from "../plain_memory.ts";
import type { ChildSettings, Seen } from "./capture_child.ts";
import { type Host, testWithHosts, until } from "./namespaces.ts";

const test = (name: string, body: (a: Host, b: Host) => Promise<void>) => testWithHosts(name, [], body);
const WHOLE = 262144;
const UDP: FilterNeed = { packets: [{ network: "ip", protocols: [17], constraints: [] }], snapLength: WHOLE };
const TCP_UDP: FilterNeed = { packets: [{ network: "ip", protocols: [6, 17], constraints: [] }], snapLength: WHOLE };
const toPort = (port: number): FilterNeed => ({
  packets: [{ network: "ip", protocols: [17], constraints: [{ kind: "port", side: "target", min: port, max: port }] }],
  snapLength: WHOLE,
});
/** Captures while something happens. */
async function during(host: Host, settings: ChildSettings, happens: () => Promise<unknown>): Promise<Seen> {
  const capture = await host.capture(settings);
  await happens();
  return await capture.seen();
}
/** The beginning of each frame of a capture as text, with its length and a sum of all its bytes. */
async function framesOf(path: string): Promise<string[]> {
  const memory = plainMemory(16);
  const source = openCapture([path], { memory, host: denoHost });
  const frames: string[] = [];
  for (let batch = await source.next(); batch; batch = await source.next()) {
    for (let i = 0; i < batch.count; i++) {
      const at = batch.address[i]!;
      const bytes = memory.bytes.subarray(at, at + batch.capturedLength[i]!);
      const sum = bytes.reduce((all, byte) => (Math.imul(all, 31) + byte) | 0, 0);
      frames.push(`${bytes.subarray(0, 64).toHex()} ${batch.wireLength[i]} ${sum}`);
    }
  }
  source.close();
  return frames;
}

test("what is sent is seen, with direction, on IPv4 and IPv6", async (a, b) => {
  const captures = await Promise.all([a, b].map((host) => host.capture({ interfaces: ["veth0"], need: toPort(9000) })));
  await a.traffic("udp", b.address, "9000", "300", "100");
  await a.traffic("udp", b.address6, "9000", "200", "1400");
  const [sent, received] = await Promise.all(captures.map((capture) => capture.seen()));
  strictEqual(sent!.method, "ring");
  deepStrictEqual(sent!.by, { "veth0/2": 500 });
  deepStrictEqual(received!.by, { "veth0/1": 500 });
  deepStrictEqual(sent!.counts, [{ interface: "veth0", received: 500, dropped: 0 }]);
  strictEqual(sent!.bytes, 300 * (14 + 20 + 8 + 100) + 200 * (14 + 40 + 8 + 1400));
  strictEqual(sent!.disordered, 0);
  deepStrictEqual(sent!.linkTypes, { veth0: 1 });
  strictEqual(sent!.addresses.veth0! >= 2, true);
});

testWithHosts("the same packets as tcpdump sees, to the byte", ["tcpdump"], async (a, b) => {
  const folder = Deno.makeTempDirSync();
  try {
    const ours = `${folder}/ours.pcapng`, theirs = `${folder}/theirs.pcap`;
    const server = await b.startTraffic("tcp-server", "7000");
    const tcpdump = await a.start(
      [
        "tcpdump",
        "-p",
        "-n",
        "-U",
        "-Z",
        "root",
        "-B",
        "65536",
        "-i",
        "veth0",
        "-w",
        theirs,
        "tcp or udp",
      ],
      "stderr",
    );
    const capture = await a.capture({ interfaces: ["veth0"], need: TCP_UDP, write: ours });
    // large segments, as offload makes them, and fragments
    await a.traffic("tcp", b.address, "7000", "20", "200000");
    await a.traffic("tcp", b.address6, "7000", "5", "50000");
    await a.traffic("udp", b.address, "9000", "50", "3000");
    const seen = await capture.seen();
    // a pcap filter takes no later fragments for UDP; ours may, and does
    const withPorts = async (path: string) => (await framesOf(path)).filter((frame) => !isLaterFragment(frame)).sort();
    const mine = await withPorts(ours);
    await until("tcpdump has written as many", async () => (await withPorts(theirs)).length >= mine.length);
    tcpdump.child.kill("SIGINT");
    const told = await tcpdump.end();
    await server.end();
    match(told, /\n0 packets dropped by kernel/);
    strictEqual((await framesOf(ours)).length, seen.packets);
    deepStrictEqual(mine, await withPorts(theirs));
    strictEqual(seen.longest.wire > 1514, true, "no outsize segment was sent");
  } finally {
    Deno.removeSync(folder, { recursive: true });
  }
});
/** IPv4 over Ethernet with a fragment offset. */
const isLaterFragment = (frame: string) => {
  return frame.slice(24, 28) === "0800" && (parseInt(frame.slice(40, 44), 16) & 0x1fff) !== 0;
};

test("what the ring has no room for is counted: seen and dropped are all that was sent", async (a, b) => {
  const sent = 30000;
  const settings = { interfaces: ["veth0"], need: toPort(9000), bufferBytes: 2 ** 20, pauseMs: 250 };
  const seen = await during(a, settings, () => a.traffic("udp", b.address, "9000", String(sent), "1000"));
  const [{ received, dropped } = {}] = seen.counts;
  strictEqual(received, sent);
  ok(dropped! > 0, "nothing was dropped");
  strictEqual(seen.packets + dropped!, sent);
});

test("only what is needed leaves the kernel, on an interface and on any", async (a, b) => {
  for (const name of ["veth0", "any"]) {
    const seen = await during(a, { interfaces: [name], need: { ...toPort(9001), snapLength: 96 } }, async () => {
      await a.traffic("udp", b.address, "9000", "50", "500");
      await a.traffic("udp", b.address, "9001", "40", "500");
      await a.traffic("udp", b.address6, "9001", "30", "500");
    });
    strictEqual(seen.packets, 70, name);
    deepStrictEqual(seen.counts, [{ interface: name, received: 70, dropped: 0 }]);
    deepStrictEqual(seen.longest, { captured: 96, wire: 14 + 40 + 8 + 500 });
  }
});

test("loopback packets are counted once, by name and by any", async (a) => {
  for (const name of ["lo", "any"]) {
    const seen = await during(a, { interfaces: [name], need: UDP }, async () => {
      await a.traffic("udp", "127.0.0.1", "9000", "60", "10");
      await a.traffic("udp", a.address, "9000", "40", "10");
    });
    // their addresses say that they are both sent and received
    deepStrictEqual(seen.by, { "lo/0": 100 });
    strictEqual(seen.addresses.lo! >= 4, true);
  }
});

testWithHosts(
  "any is all interfaces, each under its own name and with its own link type",
  ["/dev/net/tun"],
  async (a, b) => {
    const tunnel = await a.startTraffic("tun", "tunnel0");
    await a.ip("address", "add", "10.98.0.1/24", "dev", "tunnel0");
    await a.ip("link", "set", "tunnel0", "up");
    for (const name of ["any", "tunnel0"]) {
      const seen = await during(a, { interfaces: [name], need: toPort(9000) }, async () => {
        await b.traffic("udp", a.address, "9000", "30", "10");
        await a.traffic("udp", "127.0.0.1", "9000", "20", "10");
        await a.traffic("udp", "10.98.0.2", "9000", "10", "10");
      });
      deepStrictEqual(seen.by, name === "any" ? { "veth0/1": 30, "lo/0": 20, "tunnel0/2": 10 } : { "tunnel0/2": 10 });
      strictEqual(seen.linkTypes.tunnel0, 101);
      if (name === "any") deepStrictEqual([seen.linkTypes.veth0, seen.linkTypes.lo], [1, 1]);
      else strictEqual(seen.bytes, 10 * (20 + 8 + 10));
    }
    await tunnel.end();
  },
);

test("several interfaces in the order of time", async (a, b) => {
  const seen = await during(a, { interfaces: ["veth0", "lo"], need: UDP }, async () => {
    await Promise.all([
      a.traffic("udp", b.address, "9000", "3000", "10"),
      a.traffic("udp", "127.0.0.1", "9000", "2000", "10"),
    ]);
  });
  deepStrictEqual(seen.by, { "veth0/2": 3000, "lo/0": 2000 });
  strictEqual(seen.disordered, 0);
  deepStrictEqual(seen.counts.map(({ interface: name, received }) => `${name} ${received}`), ["veth0 3000", "lo 2000"]);
});

test("VLAN tags are put back from the ring's metadata", async (a, b) => {
  const folder = Deno.makeTempDirSync();
  try {
    // IPv4, UDP from port 1 to port 9000, in VLAN 42
    const tagged = "020000000002" + "020000000001" + "8100002a" + "0800" +
      "4500001c" + "00000000" + "40110000" + "0a630001" + "0a630002" + "00012328" + "00080000";
    for (const [name, host] of [["veth0", b], ["any", b], ["veth0", a]] as const) {
      const write = `${folder}/tagged.pcapng`;
      const seen = await during(host, { interfaces: [name], need: toPort(9000), write }, async () => {
        await a.traffic("frames", "veth0", "25", tagged);
        await a.traffic("frames", "veth0", "25", tagged.replace("2328", "2329"));
      });
      strictEqual(seen.packets, 25);
      deepStrictEqual(seen.longest, { captured: tagged.length / 2, wire: tagged.length / 2 });
      for (const frame of await framesOf(write)) strictEqual(frame.slice(0, tagged.length), tagged);
    }
  } finally {
    Deno.removeSync(folder, { recursive: true });
  }
});

test("an interface that goes down, comes back, goes away", async (a, b) => {
  const capture = await a.capture({ interfaces: ["veth0"], need: UDP });
  await a.ip("link", "set", "veth0", "down");
  await capture.heard(/ is down/);
  await a.ip("link", "set", "veth0", "up");
  await capture.heard(/ is up again/);
  // the kernel may take a second to notice that there is a carrier again
  const link = () => a.ip("-j", "link", "show", "dev", "veth0");
  await until("there is a carrier", async () => (await link()).includes('"operstate":"UP"'));
  await a.know(b);
  await a.traffic("udp", b.address, "9000", "15", "10");
  await a.ip("link", "delete", "veth0");
  await capture.heard(/ went away/);
  const seen = await capture.seen();
  strictEqual(seen.packets, 15);
  deepStrictEqual(seen.notices, [
    "the interface `veth0` is down: nothing is seen on it until it is up",
    "the interface `veth0` is up again",
    "the interface `veth0` went away",
  ]);
  deepStrictEqual(seen.problems, ["D_SRC_INTERFACE_GONE: the interface went away while it was watched"]);
});
