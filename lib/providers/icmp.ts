/**
 * The icmp provider. DTrace has none; it is made after its udp provider.
 *
 * @module
 */
import type { Provider } from "../engine/probe/mod.ts";
import { ARGUMENT, networkProvider } from "./declaration.ts";

/** Of icmp and icmp6. */
export const MESSAGE = [
  ARGUMENT.packet,
  { ...ARGUMENT.connection, doc: "of an error the flow of the packet that it quotes" },
  ARGUMENT.ip,
  { native: "struct packet *", translated: "ifinfo_t *", doc: "the interface it was captured on" },
  { native: "struct icmp *", translated: "icmpinfo_t *", doc: "the message", behind: 4 },
  { native: "struct icmp_quoted *", translated: "icmpquoted_t *", doc: "the packet that an error quotes" },
] as const;

export const icmpProvider: Provider = networkProvider("icmp", [
  { name: "receive", doc: "when a message has come in", args: MESSAGE },
  { name: "send", doc: "when a message goes out", args: MESSAGE },
]);
