/**
 * The udplite provider: datagrams of UDP-Lite (RFC 3828), with a flow for each pair of ends.
 *
 * @module
 */
import type { Provider } from "../engine/probe/mod.ts";
import { ARGUMENT, networkProvider } from "./declaration.ts";

const UDP_LITE = [
  ARGUMENT.packet,
  ARGUMENT.connection,
  ARGUMENT.ip,
  { native: "struct flow *", translated: "udplitesinfo_t *", doc: "the pair of ends" },
  { native: "struct udplitehdr *", translated: "udpliteinfo_t *", doc: "the datagram's header" },
] as const;

export const udpliteProvider: Provider = networkProvider("udplite", [
  { name: "receive", doc: "when a datagram has come in, of several fragments with the first", args: UDP_LITE },
  { name: "send", doc: "when a datagram goes out, of several fragments with the first", args: UDP_LITE },
]);
