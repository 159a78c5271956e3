/**
 * The icmp6 provider: as icmp, neighbour discovery included.
 *
 * @module
 */
import type { Provider } from "../engine/probe/mod.ts";
import { networkProvider } from "./declaration.ts";
import { MESSAGE } from "./icmp.ts";

export const icmp6Provider: Provider = networkProvider("icmp6", [
  { name: "receive", doc: "when a message has come in", args: MESSAGE },
  { name: "send", doc: "when a message goes out", args: MESSAGE },
]);
