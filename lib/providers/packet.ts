/**
 * The packet provider, ours: what was captured, whatever it is and whoever's it is.
 *
 * @module
 */
import type { Provider } from "../engine/probe/mod.ts";
import { ARGUMENT, networkProvider } from "./declaration.ts";

const ARGS = [
  { ...ARGUMENT.packet, doc: "the record, as the source tells of it" },
  { ...ARGUMENT.connection, doc: "the flow the packet belongs to; all members are 0 where it has no ports" },
  { ...ARGUMENT.ip, doc: "what IPv4 and IPv6 have in common; NULL where there is no IP" },
  { native: "struct packet *", translated: "ifinfo_t *", doc: "the interface it was captured on" },
  { native: "struct link *", translated: "linkinfo_t *", doc: "the headers of the link, down to IP" },
] as const;

export const packetProvider: Provider = networkProvider("packet", [
  {
    name: "captured",
    doc: "exactly once for each record of the source, before all else: decodable or not, whatever the view; each " +
      "fragment is one. For totals: an address that is nobody's, or a view that leaves packets out, changes nothing",
    args: ARGS,
  },
  {
    name: "undecoded",
    doc: "after captured, when a record has no headers of ARP or IP and its transport that can be read to their ends",
    args: [...ARGS, { native: "struct undecoded *", translated: "undecodedinfo_t *", doc: "why" }],
  },
]);
