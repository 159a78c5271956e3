/**
 * What a program needs in the language of pcap-filter(7), for a program that captures. It lets pass what a compiled filter
 * would, and more where the language cannot say it: behind IPv6's extension headers, VLAN tags and MPLS labels.
 *
 * @module
 */
import { transports } from "../../protocols/mod.ts";
import type { Constraint, FilterNeed, PacketNeed, Side } from "./need.ts";

/** Where IP may be behind something: VLAN tags, MPLS, PPPoE; frames of 802.2, which have a length in the type's place. */
const WRAPPED = [
  ...["0x8100", "0x88a8", "0x9100", "0x8847", "0x8848", "0x8864"].map((type) => `ether proto ${type}`),
  "ether[12:2] < 0x600",
];
/** Whether the language knows the protocol, and that it has ports. */
const hasPorts = (protocol: number) =>
  transports[protocol]?.flows === "ports" && transports[protocol].filterName !== undefined;
/** IPv6's extension headers, behind which a transport may be. */
const EXTENSIONS = [0, 43, 44, 51, 60, 135, 139, 140];
/** A longer expression is not worth its time: protocols alone. */
const MAX_CHARACTERS = 4000;

/** Undefined: all packets. An expression that nothing meets where nothing is needed. */
export function pcapExpression({ packets }: FilterNeed): string | undefined {
  if (packets === "all") return undefined;
  if (packets.length === 0) return "less 0";
  const whole = anyOf(packets);
  return whole.length <= MAX_CHARACTERS ? whole : anyOf(packets.map((packet) => ({ ...packet, constraints: [] })));
}
function anyOf(packets: readonly PacketNeed[]): string {
  const parts = new Set(packets.flatMap(alternatives));
  if (packets.some(({ network }) => network === "ip" || network === "ip6")) {
    const pinned = packets.some(({ protocols, constraints }) => protocols || constraints.length > 0);
    if (pinned) parts.add(`(ip6 and (${EXTENSIONS.map((header) => `ip6[6] == ${header}`).join(" or ")}))`);
  }
  return [...parts, ...WRAPPED].join(" or ");
}
function alternatives({ network, protocols, constraints }: PacketNeed): string[] {
  if (network === "arp") return ["arp"];
  const families = network === "ip" ? ["ip", "ip6"] as const : network === "ip4" ? ["ip"] as const : ["ip6"] as const;
  return families.flatMap((family) => {
    const length = family === "ip" ? 4 : 16;
    if (constraints.some((one) => one.kind === "host" && one.address.length !== length)) return [];
    const next = family === "ip" ? "ip[9]" : "ip6[6]";
    const protocol = protocols && `(${protocols.map((number) => `${next} == ${number}`).join(" or ")})`;
    const havePorts = protocols?.every(hasPorts) === true;
    const conditions = constraints.filter(({ kind }) => kind === "host" || kind === "port" && havePorts);
    return [`(${[family, protocol, ...conditions.map(conditionOf)].filter(Boolean).join(" and ")})`];
  });
}
const SIDES: Readonly<Record<Side, string>> = { source: "src ", target: "dst ", either: "" };

/** TCP's flags are left out: those behind IPv6 cannot be found. */
function conditionOf(constraint: Constraint): string {
  if (constraint.kind === "tcp-flags") return "";
  const side = SIDES[constraint.side];
  if (constraint.kind === "host") return `${side}host ${addressText(constraint.address)}`;
  return `${side}portrange ${constraint.min}-${constraint.max}`;
}
function addressText(address: Uint8Array): string {
  if (address.length === 4) return address.join(".");
  return Array.from({ length: 8 }, (_, i) => (address[2 * i]! << 8 | address[2 * i + 1]!).toString(16)).join(":");
}
