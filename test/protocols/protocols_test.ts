/** Protocols as values: what each says of itself fits what D's library, pcap-filter(7) and the RFCs say. */
import { deepStrictEqual, ok, strictEqual } from "node:assert";
import { describeType } from "../../lib/d/check/mod.ts";
import { isTransport, protocols, type TransportPackets, transports } from "../../lib/protocols/mod.ts";
import { makeWorld } from "../providers/world.ts";

const world = makeWorld();
const sizeOf = (struct: string) => describeType(world.checker.state.types.byText(struct)!).size;

/** Protocols over IP that are told by a number, without those that only read more out of one. */
const overIp = protocols.filter(({ name, packets }) =>
  isTransport(packets) && (name === "icmp6" || packets.title.toLowerCase().replace("-", "") === name)
).map(({ name, packets }) => [name, packets as TransportPackets] as const);

Deno.test("numbers are those of the IANA's registry, each of one protocol", () => {
  const known: Readonly<Record<string, number>> = {
    icmp: 1,
    igmp: 2,
    tcp: 6,
    udp: 17,
    icmp6: 58,
    sctp: 132,
    udplite: 136,
  };
  for (const [name, { number }] of overIp) strictEqual(number, known[name], `${name} is not in this test's list`);
  strictEqual(new Set(overIp.map(([, { number }]) => number)).size, overIp.length);
  for (const [, packets] of overIp) strictEqual(transports[packets.number], packets);
});

Deno.test("the words of pcap-filter(7) are those that it has", () => {
  const words = ["icmp", "igmp", "tcp", "udp", "icmp6", "sctp"];
  for (const [name, { filterName }] of overIp) strictEqual(filterName, words.includes(name) ? name : undefined);
});

Deno.test("as many bytes of a header must be there as the struct that the argument points at has, or says that are", () => {
  for (const { name, packets, probes } of protocols) {
    for (const { args } of probes) {
      for (const { native, place, behind } of args) {
        if (place !== "transport" && place !== "arp") continue;
        strictEqual(behind ?? sizeOf(native.replace(" *", "")), packets.headerBytes, `${name}: ${native}`);
      }
    }
  }
});

Deno.test("flows and packets are where the arguments' types say so", () => {
  const places: Readonly<Record<string, readonly string[]>> = {
    "struct packet *": ["packet"],
    "struct flow *": ["flow", "quoted-flow"],
    "void *": ["none"],
    "int": ["none"],
    "uint8_t *": ["ip"],
  };
  for (const { name, packets, probes } of protocols) {
    for (const { args } of probes) {
      for (const { native, place } of args) {
        const allowed = places[native];
        ok(allowed ? allowed.includes(place) : place !== "packet" && place !== "flow", `${name}: ${native}`);
        if (native === "struct flow *" && isTransport(packets)) {
          strictEqual(place === "quoted-flow" ? "quoted" : "ports", packets.flows, name);
        }
      }
    }
  }
});

Deno.test("each has a library of its name, a meaning and texts that define it, and probes that say when they fire", () => {
  for (const { name, meaning, source, libraries, probes } of protocols) {
    ok(name === "packet" || libraries.includes(`${name}.d`), name);
    ok(meaning !== "" && source !== "", name);
    for (const { name: probe, doc } of probes) {
      ok(/^(?:when|with|once|exactly once|after|in place of)\b/.test(doc), `${name}:::${probe}: ${doc}`);
    }
  }
  deepStrictEqual(new Set(protocols.map(({ name }) => name)).size, protocols.length);
});
