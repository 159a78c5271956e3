/**
 * Whose view captures have, of which it is known: by how they were made, or by what anybody sees in them. Each line says
 * why. What is a tap here is one because nothing in it tells the two ends apart.
 */
import { deepStrictEqual } from "node:assert";
import { trace } from "../session/in_process.ts";

const OWN = new URL("../captures/", import.meta.url).pathname;
const NOTEBOOKS = new URL("../../notebooks/captures/", import.meta.url).pathname;
const SHARED = new URL("../../../shared/captures/", import.meta.url).pathname;
const TAP: readonly string[] = [];

/** Capture, addresses of the host, why. */
type Line = readonly [capture: string, addresses: readonly string[], why: string];
const MADE: readonly Line[] = [
  [`${OWN}demo.pcap`, ["192.0.2.10", "2001:db8::10"], "make_demo.sh records on that host, six neighbours talk to it"],
  [`${OWN}own-tcp-states-a.pcap`, ["10.99.0.1"], "recorded on 10.99.0.1; the other end is .2 and, forged, .77"],
  [`${OWN}own-tcp-states-b.pcap`, TAP, "recorded on 10.99.0.2, and nothing shows it: both ends answer within 20 us"],
  [`${OWN}own-tcp-resets.pcap`, TAP, "two namespaces on one host: both ends answer within 12 us"],
  [
    `${OWN}own-tcp6-nano.pcap`,
    TAP,
    "the same over IPv6: 7 us and 11 us; fe80::ff:fe00:b is a second address of fd77::2",
  ],
  [`${OWN}own-tcp-syn-unanswered.pcap`, TAP, "nobody answers, and who asks may be anywhere"],
  [`${OWN}own-udp-unreachable.pcap`, TAP, "two ends, no handshake, equal hop limits"],
  [`${OWN}own-udplite-v4-v6.pcap`, TAP, "two ends, no handshake, equal hop limits"],
  [
    `${OWN}own-variety.pcap`,
    TAP,
    "two ends that answer within 20 us, both leaving checksums to a card that does not exist",
  ],
  [`${NOTEBOOKS}scan.pcap`, ["192.0.2.10"], "make_captures.sh records on the scanned host; 198.51.100.66 has 94.6 %"],
  [`${NOTEBOOKS}slow.pcap`, ["192.0.2.80"], "recorded on the server"],
  [`${NOTEBOOKS}dns.pcap`, ["192.0.2.53"], "recorded on the name server"],
  [`${NOTEBOOKS}who.pcap`, ["192.0.2.10", "2001:db8::10"], "recorded on `server`"],
];
const FOUND: readonly Line[] = [
  ["tcp-urgent.pcap", ["10.10.10.44"], "acknowledges a SYN|ACK after 0.1 ms, the other a SYN after 2.3 ms"],
  ["tcp-duplicates-ssh.pcap", ["192.168.0.112"], "40 us against 158 us, and all its checksums are partial"],
  ["tcp-ecn-vnc.pcap", ["192.168.2.125"], "18 us against 188 us, and its checksums are partial"],
  ["tcp-ftp-30-logins.pcap", ["192.168.56.101"], "30 SYNs answered after 44 us, 30 SYN|ACKs after 258 us"],
  ["tcp-http-49-connections.pcap", ["128.2.6.136"], "24 us against 20 ms, hop limits 64 against 49"],
  ["tcp-tso-zero-length.pcapng", ["172.16.0.211"], "total length 0 and partial checksums of what it sends"],
  ["tcp-mptcp-unordered.pcap", ["10.2.1.2"], "hop limit 64, both of its peer's addresses have 63"],
  ["tcp-scan-arp.pcap", ["192.168.1.71"], "asks the whole network, and its short frames are not padded"],
  ["tcp-header-cut.pcap", ["128.3.26.249"], "hop limits, and it answers at once"],
  ["tcp-snaplen-68.pcap", ["192.168.1.10"], "hop limits, and it answers at once"],
  ["gre-tunnel.pcap", ["172.27.1.66"], "hop limit 255 against 236"],
  ["icmp-dns-errors.pcap", ["192.168.43.9"], "asks many, hop limits"],
  ["vlan-three-tags.pcap", ["141.142.228.5"], "hop limits, and it answers at once"],
  ["udp-quic-ipv6.pcap", ["2001:db8:1::1"], "hop limits, and it answers at once"],
  ["raw-12-ipv6.pcap", ["2001:618:400::5199:cc70"], "hop limits, and it answers at once"],
  ["null-redis.pcap", ["127.0.0.1"], "the loopback interface"],
  ["null-ipv6.pcap", ["::1"], "the loopback interface"],
  ["gzip-http.pcap.gz", ["127.0.0.1"], "the loopback interface"],
  ["icmp-echo.pcap", TAP, "one asks, the other answers after 0.2 ms: either may be the host"],
  ["udp-dns-many.pcap", TAP, "two ends on one link, no handshake"],
  ["sctp-association.pcap", TAP, "two ends on one link, hop limits 64 and 128 that no router has touched"],
  ["vxlan.pcap", TAP, "one direction alone"],
  ["ppp-mpls-traceroute.pcap", TAP, "a provider's line: labels, hop limits that traceroute has chosen"],
  ["mix-tcpreplay.pcap", TAP, "several captures in one"],
  ["vlan-mpls-mixed.pcap", TAP, "several captures in one"],
];

async function seenFrom(capture: string): Promise<readonly string[]> {
  const { result } = await trace("ip:::send,ip:::receive { @ = count(); }", { captures: [capture] });
  return result.views!.flatMap(({ addresses }) => addresses);
}
for (const [capture, addresses, why] of MADE) {
  Deno.test(`${capture.split("/").pop()} is ${addresses.length > 0 ? `seen from ${addresses}` : "a tap"}: ${why}`, async () => {
    deepStrictEqual([...await seenFrom(capture)].sort(), [...addresses].sort());
  });
}
const isThere = (() => {
  try {
    return Deno.statSync(SHARED).isDirectory;
  } catch {
    console.log("whose view public captures have is not tested: they are not here");
    return false;
  }
})();
Deno.test(
  { name: "public captures are seen from where they were made, as far as they tell", ignore: !isThere },
  async (t) => {
    for (const [capture, addresses, why] of FOUND) {
      await t.step(`${capture}: ${why}`, async () => deepStrictEqual(await seenFrom(SHARED + capture), addresses));
    }
  },
);
