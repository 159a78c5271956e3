/**
 * The sctp provider: SCTP packets, and the states of associations. Arguments are FreeBSD's; the sixth, the packet's chunks,
 * is ours.
 *
 * @module
 */
import type { Provider } from "../engine/probe/mod.ts";
import { ARGUMENT, networkProvider } from "./declaration.ts";

const ASSOCIATION = { native: "struct flow *", translated: "sctpsinfo_t *", doc: "the association" } as const;
const ARGS = [
  ARGUMENT.packet,
  ARGUMENT.connection,
  ARGUMENT.ip,
  ASSOCIATION,
  { native: "struct sctphdr *", translated: "sctpinfo_t *", doc: "the packet's common header" },
  { native: "struct sctp_chunks *", translated: "sctpchunks_t *", doc: "the packet's chunks" },
] as const;

export const sctpProvider: Provider = networkProvider("sctp", [
  { name: "receive", doc: "when a packet has come in", args: ARGS },
  { name: "send", doc: "when a packet goes out", args: ARGS },
  {
    name: "state-change",
    doc: "when the association is in another state",
    args: [
      ARGUMENT.none,
      ARGUMENT.connection,
      ARGUMENT.none,
      { ...ASSOCIATION, doc: "the association, in its new state" },
      ARGUMENT.none,
      { native: "int", translated: "sctplsinfo_t *", doc: "the state before" },
    ],
  },
]);
