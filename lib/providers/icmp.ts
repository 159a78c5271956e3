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
  { name: "receive", args: MESSAGE },
  { name: "send", args: MESSAGE },
]);

export const icmp6Provider: Provider = networkProvider("icmp6", [
  { name: "receive", args: MESSAGE },
  { name: "send", args: MESSAGE },
]);

export const arpProvider: Provider = networkProvider("arp", [
  { name: "receive", args: ARP },
  { name: "send", args: ARP },
]);
