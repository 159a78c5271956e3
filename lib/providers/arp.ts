/**
 * The arp provider. DTrace has none; it is made after its udp provider.
 *
 * @module
 */
import type { Provider } from "../engine/probe/mod.ts";
import { ARGUMENT, networkProvider } from "./declaration.ts";

const ARP = [
  ARGUMENT.packet,
  ARGUMENT.noConnection,
  ARGUMENT.none,
  { native: "struct packet *", translated: "ifinfo_t *", doc: "the interface it was captured on" },
  { native: "struct arphdr *", translated: "arpinfo_t *", doc: "the request or reply" },
] as const;

export const arpProvider: Provider = networkProvider("arp", [
  { name: "receive", doc: "when a request or reply has come in", args: ARP },
  { name: "send", doc: "when a request or reply goes out", args: ARP },
]);
