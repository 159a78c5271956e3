/**
 * What a protocol is: one value, from which the decoder, stages, filters, types, documentation and tests read.
 *
 * @module
 */

/** What an argument points at. `ip4` and `ip6` are null for packets of the other version. */
export type ArgumentPlace =
  /** `struct packet`, `struct flow`. */
  | "packet"
  | "flow"
  /** Headers, as they were captured. */
  | "ip"
  | "ip4"
  | "ip6"
  | "transport"
  | "arp"
  /** `struct link`: the headers of the link. */
  | "link"
  /** What an ICMP error quotes, and its flow. */
  | "quoted"
  | "quoted-flow"
  /** A struct made of what lies behind the headers. */
  | "content"
  /** A struct or number that is made of no bytes of the packet at hand. */
  | "none";

export interface ArgumentDefinition {
  /** The raw argument's type in D, and what a translator makes of it. */
  readonly native: string;
  readonly translated?: string;
  readonly place: ArgumentPlace;
  /** What it tells: `the packet, as the source tells of it`. */
  readonly doc: string;
  /** Of a pointer: bytes behind it that are always there, unless it is NULL; if missing, the size of its target. */
  readonly behind?: number;
}
export interface ProbeDefinition {
  readonly name: string;
  /** When it fires: `when a packet …`. */
  readonly doc: string;
  readonly args: readonly ArgumentDefinition[];
  /** It is about a connection rather than about one packet: it takes all packets of the connection to know when it fires. */
  readonly isOfConnection?: true;
  /** It takes what lies behind the headers to know when it fires. */
  readonly needsContent?: true;
  /** Packets cannot show it: why. */
  readonly unavailable?: string;
}

/** Packets that are known by what stands behind IP. */
export interface TransportPackets {
  readonly network: "ip";
  /** As the header before it names what follows: IPPROTO_ value. */
  readonly number: number;
  /** `TCP`: of whose header it is said that it is cut short. */
  readonly title: string;
  /** Bytes of its header that must be there: with fewer, nothing is read of it and no probe of it fires. */
  readonly headerBytes: number;
  /** Offset of a byte whose upper half is the header's length in words, where the length varies. */
  readonly headerWordsAt?: number;
  /** Where `payload` begins: offset from the header, 0 where the message itself counts as payload. */
  readonly payloadOffset: number;
  /** What its flows are found by: the ports that its header begins with, the packet that an error quotes, or there are none. */
  readonly flows: "ports" | "quoted" | "none";
  /** Types of messages, the header's first byte, that quote a packet behind eight bytes. */
  readonly quotingTypes?: readonly number[];
  /** Of a datagram in fragments: probes fire with the first fragment, or for the whole once it is put together. */
  readonly datagrams: "first fragment" | "whole";
  /** The word of pcap-filter(7) for it; `proto NUMBER` if missing. */
  readonly filterName?: string;
}
/** Packets that a provider's probes fire for: all of IP or of ARP, every record of the source, or none (time alone). */
export interface NetworkPackets {
  readonly network: "ip" | "arp" | "every" | "none";
  /** Bytes that must be there. */
  readonly headerBytes: number;
}
export type Packets = TransportPackets | NetworkPackets;

/** A protocol, or what is read out of it over time: the provider of its probes. */
export interface Protocol<Of extends Packets = Packets> {
  /** The provider's name. */
  readonly name: string;
  /** What it observes, in a few words, and the texts that define it. */
  readonly meaning: string;
  readonly source: string;
  readonly packets: Of;
  /** What its probes say follows from one packet alone, or from those between two addresses; missing: from all there are. */
  readonly follows?: "packet" | "pair";
  /** Files of D's library whose constants are this protocol's: TypeScript has them, too. */
  readonly libraries: readonly string[];
  /** In the order in which -l prints them. */
  readonly probes: readonly ProbeDefinition[];
}

/** Arguments that several protocols share. */
export const ARGUMENT = {
  packet: {
    native: "struct packet *",
    translated: "pktinfo_t *",
    place: "packet",
    doc: "the packet, as the source tells of it",
  },
  noConnection: {
    native: "void *",
    translated: "csinfo_t *",
    place: "none",
    doc: "no connection: all members are 0",
  },
  connection: {
    native: "struct flow *",
    translated: "csinfo_t *",
    place: "flow",
    doc: "the flow the packet belongs to",
  },
  // what is there of any IP header: IPv4's without options
  ip: {
    native: "uint8_t *",
    translated: "ipinfo_t *",
    place: "ip",
    doc: "what IPv4 and IPv6 have in common",
    behind: 20,
  },
  interface: {
    native: "struct packet *",
    translated: "ifinfo_t *",
    place: "packet",
    doc: "the interface it was captured on",
  },
  none: { native: "void *", place: "none", doc: "nothing: NULL" },
} as const satisfies Record<string, ArgumentDefinition>;
