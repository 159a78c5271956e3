/**
 * pcap: the packet at which a probe fires, into a capture file or as text.
 *
 * @module
 */
import { CONTEXT, FAULT } from "../../image/mod.ts";
import { dumpBytes } from "../../engine/format/mod.ts";
import type { ActionRecord, ConsumeContext, RecordedPacket } from "../../engine/consume/mod.ts";
import { Decoder, LINK, linkTypeText, REASON } from "../../packet/wire/mod.ts";
import { type ActionBuiltin, expressionOf, isScalar, spanOf, typeOf } from "./action_definition.ts";

/** `PCAP_IP` of the library: the packet from its IP header on. Any other protocol is the frame. */
const PCAP_IP = 12n;
/** Members of `struct packet` that are recorded, with their sizes. */
const RECORD = { NUMBER: 0, LENGTH: 20, INTERFACE: 28, LINK_TYPE: 32, STATED_DIRECTION: 36 } as const;
const MEMBERS = [RECORD.LENGTH, RECORD.INTERFACE, RECORD.LINK_TYPE, RECORD.STATED_DIRECTION] as const;
const U64 = { kind: "int", name: "unsigned long", size: 8, signed: false, isChar: false } as const;
const U32 = { kind: "int", name: "unsigned int", size: 4, signed: false, isChar: false } as const;

export const pcap: ActionBuiltin = {
  name: "pcap",
  doc: "Keeps the packet at which the probe fires: in the capture file that freopen() names, without one as text.",
  prototype: "void(@, int)",
  traits: { records: true, wholePacket: true },
  keepsPackets: true,
  check(context, [address]) {
    if (isScalar(context, address)) return;
    context.error("D_PCAP_ADDR", "`pcap()` takes the packet's address or its number", spanOf(address), {
      plain: "pcap( ) argument #1 is incompatible with prototype:\n\tprototype: pointer or integer\n" +
        `\t argument: ${typeOf(context, address)}`,
      help: ["write `pcap(args[0]->pkt_addr, PCAP_ETHER)`"],
    });
  },
  lower(b, [address, protocol]) {
    b.beginAction("pcap");
    const at = b.lower(expressionOf(address)), wanted = b.lower(expressionOf(protocol));
    // the provider is to tell of the packet, as it does where arg0 is read
    b.context(CONTEXT.ARG, 8);
    const record = b.context(CONTEXT.PACKET_RECORD, 4), none = b.constant(0);
    const start = b.context(CONTEXT.PACKET_START, 4), end = b.context(CONTEXT.PACKET_END, 4);
    const isThere = b.binary("and", b.compare("ne", record, none), b.compare("ne", end, none));
    const number = b.loadTrusted(record, RECORD.NUMBER, 8, false);
    const isPacket = b.binary("or", b.compare("eq", at, record), b.compare("eq", at, number));
    const isInside = b.binary("and", b.compare("ge_u", at, start), b.compare("lt_u", at, end));
    const isMeant = b.binary("and", isThere, b.binary("or", isPacket, isInside));
    b.if(b.compare("eq", isMeant, none), () => b.fault(FAULT.BADADDR, at));
    const captured = b.binary("sub", end, start), max = b.constant(b.packetSize);
    const kept = b.select(b.compare("lt_u", captured, max), captured, max);
    b.fieldRegister(b.extend(wanted, 4, false), U64);
    b.fieldRegister(number, U64);
    b.fieldRegister(captured, U32);
    for (const member of MEMBERS) b.fieldRegister(b.loadTrusted(record, member, 4, false), U32);
    b.fieldBytes(start, b.packetSize, kept);
  },
  consume(context, record) {
    const packet = packetOf(context, record);
    if (packet && !context.packet(packet)) context.write(textOf(packet));
  },
};

/** What was recorded, or undefined where the protocol that is asked for is not in it. */
function packetOf(context: ConsumeContext, record: ActionRecord): RecordedPacket | undefined {
  const { fields, bytes, payload, timestamp } = record;
  const values = fields.slice(0, -1).map((field) => context.value(record, field) as bigint);
  const [protocol, number] = values;
  const [captured, wireLength, interfaceNumber, linkType, direction] = values.slice(2).map(Number);
  const { offset, size } = fields.at(-1)!;
  const start = payload + offset, end = start + Math.min(captured, size);
  if (end - start < captured) context.tally(`cut to ${size} bytes by pcap(): -x pcapsize keeps more`);
  const facts = { number, timestampNs: timestamp, interface: interfaceNumber, direction };
  if (protocol !== PCAP_IP) return { ...facts, linkType, wireLength, bytes: bytes.subarray(start, end) };
  const decoder = new Decoder(bytes);
  if (decoder.decode(start, end - start, wireLength, linkType) !== REASON.NONE) {
    context.tally("without an IP header that can be read, left out by pcap() with PCAP_IP: PCAP_ETHER keeps the frame");
    return undefined;
  }
  const before = decoder.ip - start;
  return { ...facts, linkType: LINK.RAW, wireLength: wireLength - before, bytes: bytes.subarray(decoder.ip, end) };
}

/** `packet 7 at 1700000000.123456789: 66 of 1514 bytes, link type 1 (ETHERNET)`, and a dump as tracemem()'s. */
function textOf({ number, timestampNs, bytes, wireLength, linkType }: RecordedPacket): string {
  const seconds = timestampNs / 1_000_000_000n - (timestampNs % 1_000_000_000n < 0n ? 1n : 0n);
  const rest = timestampNs - seconds * 1_000_000_000n;
  const time = `${seconds}.${String(rest).padStart(9, "0")}`;
  return `packet ${number} at ${time}: ${bytes.length} of ${wireLength} bytes, link type ${linkTypeText(linkType)}` +
    dumpBytes(bytes);
}
