/**
 * The ip provider: IPv4 and IPv6 packets, before the protocol above is looked at.
 *
 * @module
 */
import type { Provider } from "../engine/probe/mod.ts";
import { ARGUMENT, networkProvider } from "./declaration.ts";

const ARGS = [
  ARGUMENT.packet,
  ARGUMENT.noConnection,
  ARGUMENT.ip,
  { native: "struct packet *", translated: "ifinfo_t *", doc: "the interface it was captured on" },
  { native: "struct ip *", translated: "ipv4info_t *", doc: "the IPv4 header; NULL for IPv6" },
  { native: "struct ip6_hdr *", translated: "ipv6info_t *", doc: "the IPv6 header; NULL for IPv4" },
] as const;

export const ipProvider: Provider = networkProvider("ip", [
  { name: "receive", doc: "when an IP packet has come in", args: ARGS },
  { name: "send", doc: "when an IP packet, or a fragment, goes out", args: ARGS },
]);
