/**
 * The udp provider: datagrams, with a flow for each pair of ends.
 *
 * @module
 */
import type { Provider } from "../engine/probe/mod.ts";
import { ARGUMENT, networkProvider } from "./declaration.ts";

const UDP = [
  ARGUMENT.packet,
  ARGUMENT.connection,
  ARGUMENT.ip,
  { native: "struct flow *", translated: "udpsinfo_t *", doc: "the pair of ends" },
  { native: "struct udphdr *", translated: "udpinfo_t *", doc: "the datagram's header" },
] as const;

export const udpProvider: Provider = networkProvider("udp", [
  { name: "receive", doc: "when a datagram has come in, of several fragments with the first", args: UDP },
  { name: "send", doc: "when a datagram goes out, of several fragments with the first", args: UDP },
]);
