/**
 * The icmp, icmp6 and arp providers. DTrace has none of these; they are made after its udp provider.
 *
 * @module
 */
import type { Provider } from "../engine/probe/mod.ts";
import { ARGUMENT, networkProvider } from "./declaration.ts";

const MESSAGE = [
  ARGUMENT.packet,
  ARGUMENT.noConnection,
  ARGUMENT.ip,
  { native: "struct packet *", translated: "ifinfo_t *", doc: "the interface it was captured on" },
  { native: "struct icmp *", translated: "icmpinfo_t *", doc: "the message" },
] as const;

const ARP = [
  ARGUMENT.packet,
  ARGUMENT.noConnection,
  ARGUMENT.none,
  { native: "struct packet *", translated: "ifinfo_t *", doc: "the interface it was captured on" },
  { native: "struct arphdr *", translated: "arpinfo_t *", doc: "the request or reply" },
] as const;

export const icmpProvider: Provider = networkProvider("icmp", [
  { name: "receive", doc: "when a message has come in", args: MESSAGE },
  { name: "send", doc: "when a message goes out", args: MESSAGE },
]);

export const icmp6Provider: Provider = networkProvider("icmp6", [
  { name: "receive", doc: "when a message has come in", args: MESSAGE },
  { name: "send", doc: "when a message goes out", args: MESSAGE },
]);

export const arpProvider: Provider = networkProvider("arp", [
  { name: "receive", doc: "when a request or reply has come in", args: ARP },
  { name: "send", doc: "when a request or reply goes out", args: ARP },
]);
