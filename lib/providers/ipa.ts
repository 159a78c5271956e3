/**
 * The ipa provider, ours: what is read out of IP packets over time. `ip:::` stays FreeBSD's.
 *
 * @module
 */
import type { Provider } from "../engine/probe/mod.ts";
import { ARGUMENT, networkProvider } from "./declaration.ts";

export const ipaProvider: Provider = networkProvider("ipa", [{
  name: "reassembled",
  doc: "when a datagram is whole again, after the probes of the fragment that came last",
  args: [
    { ...ARGUMENT.packet, doc: "the fragment that came last, as the source tells of it" },
    ARGUMENT.noConnection,
    { ...ARGUMENT.ip, doc: "the whole datagram" },
    { native: "struct packet *", translated: "ifinfo_t *", doc: "the interface the last fragment was captured on" },
    { native: "struct ip_whole *", translated: "ipwholeinfo_t *", doc: "what it was put together from" },
  ],
}]);
