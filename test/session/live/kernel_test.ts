/**
 * What the command counts on an interface is what Linux counts (/proc/net/snmp, nftables), and what it counts in the saved
 * packets: between two hosts with servers and clients, and a network that loses packets.
 */
import { deepStrictEqual, ok, strictEqual } from "node:assert";
import { delivered, type Host, testWithHosts, until } from "../../sources/live/namespaces.ts";
import { linesOf, replay, startLive } from "./command.ts";

const PROGRAM = `
ip:::send, ip:::receive /args[2]->ip_ver == 4/ { @n["ip", probename] = count(); }
ip:::send, ip:::receive /args[2]->ip_ver == 6 && substr(args[2]->ip_daddr, 0, 2) != "ff"/ { @n["ip6", probename] = count(); }
tcp:::send, tcp:::receive, udp:::send, udp:::receive { @n[probeprov, probename] = count(); }
tcp:::state-change {
  @s["state-change", strjoin(strjoin(tcp_state_string[args[5]->tcps_state], " "), tcp_state_string[args[3]->tcps_state])] = count();
}
tcp:::connect-request, tcp:::connect-established, tcp:::accept-established { @o[probeprov, probename] = count(); }`;

type Counts = Readonly<Record<string, number>>;

/** `Tcp.InSegs`, `Ip6.InReceives`, `TcpExt.TCPSynRetrans` … */
async function kernelCounts(host: Host): Promise<Counts> {
  const counts: Record<string, number> = {};
  const lines = (await host.run("cat", "/proc/net/snmp", "/proc/net/netstat")).split("\n");
  for (let i = 0; i + 1 < lines.length; i += 2) {
    const [name, ...fields] = lines[i]!.split(" "), [, ...values] = lines[i + 1]!.split(" ");
    fields.forEach((field, at) => counts[`${name!.replace(":", "")}.${field}`] = Number(values[at]));
  }
  for (const line of (await host.run("cat", "/proc/net/snmp6")).trim().split("\n")) {
    const [name, value] = line.split(/\s+/);
    counts[name!.replace(/^(\w+6)/, "$1.")] = Number(value);
  }
  return counts;
}
async function nftCounts(host: Host): Promise<Counts> {
  const { nftables } = JSON.parse(await host.run("nft", "-j", "list", "counters"));
  const counters = (nftables as { counter?: { name: string; packets: number } }[]).flatMap(({ counter }) =>
    counter ?? []
  );
  return Object.fromEntries(counters.map(({ name, packets }) => [name, packets]));
}
const RULES = `
table inet t {
  counter tcp_in {}
  counter udp_in {}
  counter lost {}
  counter ip6_in {}
  counter ip6_out {}
  counter tcp_out {}
  counter udp_out {}
  chain pre {
    type filter hook prerouting priority -300;
    ip6 daddr != ff00::/8 counter name ip6_in
    meta l4proto tcp counter name tcp_in
    meta l4proto udp counter name udp_in
    tcp dport 7000 numgen random mod 25 == 0 counter name lost drop
  }
  chain post {
    type filter hook postrouting priority 300;
    ip6 daddr != ff00::/8 counter name ip6_out
    meta l4proto tcp counter name tcp_out
    meta l4proto udp counter name udp_out
  }
}`;
/** Waits until no connection is open or waits for an answer: TIME_WAIT and LISTEN are left. */
async function quiet(...hosts: Host[]): Promise<void> {
  await until("all connections have ended", async () => {
    const tables = await Promise.all(hosts.map((host) => host.run("cat", "/proc/net/tcp", "/proc/net/tcp6")));
    const states = tables.join("\n").split("\n").map((line) => line.trim().split(/\s+/)[3]);
    return states.every((state) => state === undefined || ["06", "0A", "st"].includes(state));
  });
  await delivered();
}
async function traffic(a: Host, b: Host): Promise<void> {
  await a.traffic("http", b.address, "8080", "12", "3000");
  await a.traffic("http", b.address6, "8080", "5", "100000");
  await a.traffic("dns", b.address, "53", "15");
  await a.traffic("dns", b.address6, "53", "10");
  // loss is on the way there
  await a.traffic("tcp", b.address, "7000", "4", "400000");
  await a.traffic("tcp", b.address6, "7000", "2", "100000");
  // nobody listens
  await a.traffic("tcp", b.address, "7777", "1", "1").catch(() => {});
  await a.traffic("udp", b.address, "7778", "3", "10");
  await quiet(a, b);
}
/** `ip send` and its count, of what the command has printed. */
function printed(output: string): Counts {
  return Object.fromEntries(
    linesOf(output).map((line) => {
      const at = line.lastIndexOf(" ");
      return [line.slice(0, at), Number(line.slice(at + 1))];
    }),
  );
}
const sum = (counts: Counts, name: string) =>
  Object.entries(counts).reduce(
    (all, [key, count]) => key.startsWith("state-change") && key.endsWith(name) ? all + count : all,
    0,
  );

for (const offload of [false, true]) {
  const title = `counts equal the kernel's own and those of the replay, segments ${
    offload ? "put together" : "as sent"
  }`;
  testWithHosts(title, ["nft"], async (a, b) => {
    const folder = Deno.makeTempDirSync();
    const servers = [];
    try {
      for (const host of [a, b]) {
        if (!offload) await host.ip("link", "set", "veth0", "gso_max_segs", "1");
        await host.feed(RULES, "nft", "-f", "-");
      }
      for (const server of [["http-server", "8080"], ["dns-server", "53"], ["tcp-server", "7000"]]) {
        servers.push(await b.startTraffic(...server));
      }
      const file = (host: Host) => `${folder}/${host.number}.pcapng`;
      const hosts = [a, b] as const;
      const runs = await Promise.all(
        hosts.map((host) => startLive(host, ["-q", "--interface", "veth0", "--write", file(host), "-n", PROGRAM])),
      );
      const before = await Promise.all(hosts.map(kernelCounts)), nftBefore = await Promise.all(hosts.map(nftCounts));
      await traffic(a, b);
      const after = await Promise.all(hosts.map(kernelCounts)), nftAfter = await Promise.all(hosts.map(nftCounts));
      const ended = await Promise.all(runs.map((run) => run.interrupt()));
      for (const [i, host] of hosts.entries()) {
        const { code, output, errors } = ended[i]!;
        strictEqual(code, 0, errors);
        const live = printed(output);
        const kernel = (...names: string[]) =>
          names.reduce((all, name) => all + after[i]![name]! - before[i]![name]!, 0);
        const nft = (name: string) => nftAfter[i]![name]! - nftBefore[i]![name]!;
        const expected = {
          "ip receive": kernel("Ip.InReceives"),
          "ip send": kernel("Ip.OutRequests"),
          // without what it tells its neighbours of groups, at times of its own
          "ip6 receive": nft("ip6_in"),
          "ip6 send": nft("ip6_out"),
          "tcp receive": kernel("Tcp.InSegs") + nft("lost"),
          "udp receive": kernel("Udp.InDatagrams", "Udp6.InDatagrams", "Udp.NoPorts", "Udp6.NoPorts"),
          "udp send": kernel("Udp.OutDatagrams", "Udp6.OutDatagrams"),
          // a segment that is put together counts as many times as it will be sent; OutSegs is without what is sent again
          ...(offload ? {} : { "tcp send": kernel("Tcp.OutSegs", "Tcp.RetransSegs") }),
          // FreeBSD fires it for each SYN, those sent again included
          "tcp connect-request": host === a ? kernel("Tcp.ActiveOpens", "TcpExt.TCPSynRetrans") : 0,
          "tcp connect-established": kernel("Tcp.ActiveOpens") - kernel("Tcp.AttemptFails"),
          "tcp accept-established": kernel("Tcp.PassiveOpens"),
        };
        for (const [name, count] of Object.entries(expected)) {
          strictEqual(live[name] ?? 0, count, `${name} on ${host.number}: ${output}`);
        }
        strictEqual(live["tcp receive"], nft("tcp_in"));
        strictEqual(live["tcp send"], nft("tcp_out"));
        strictEqual(live["udp receive"], nft("udp_in"));
        strictEqual(live["udp send"], nft("udp_out"));
        strictEqual(sum(live, "state-syn-sent"), kernel("Tcp.ActiveOpens"), output);
        strictEqual(
          sum(live, "state-established"),
          kernel("Tcp.PassiveOpens") + expected["tcp connect-established"],
          output,
        );
        const again = await replay(file(host), ["-q", "-n", PROGRAM]);
        strictEqual(again.code, 0, again.errors);
        deepStrictEqual(linesOf(again.output), linesOf(output));
      }
      ok(nftAfter[1]!["lost"]! > 0, "nothing was lost");
    } finally {
      for (const server of servers) await server.end();
      Deno.removeSync(folder, { recursive: true });
    }
  });
}
