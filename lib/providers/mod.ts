/**
 * Providers: the probes there are, and the D library that explains their arguments.
 *
 * @module
 */
import type { Provider } from "../engine/probe/mod.ts";
import { dtraceProvider } from "./dtrace.ts";
import { arpProvider } from "./arp.ts";
import { icmp6Provider } from "./icmp6.ts";
import { icmpProvider } from "./icmp.ts";
import { ipaProvider } from "./ipa.ts";
import { ipProvider } from "./ip.ts";
import { mibProvider } from "./mib.ts";
import { packetProvider } from "./packet.ts";
import { profileProvider } from "./profile.ts";
import { sctpProvider } from "./sctp.ts";
import { tcpProvider } from "./tcp.ts";
import { tcpaProvider } from "./tcpa.ts";
import { udpliteProvider } from "./udplite.ts";
import { udpProvider } from "./udp.ts";

/** All providers, in the order in which their probes get ids. */
export const providers: readonly Provider[] = [
  dtraceProvider,
  profileProvider,
  ipProvider,
  tcpProvider,
  udpProvider,
  udpliteProvider,
  sctpProvider,
  icmpProvider,
  icmp6Provider,
  arpProvider,
  tcpaProvider,
  ipaProvider,
  packetProvider,
  mibProvider,
];

export {
  definedNames,
  LIBRARY_DIRECTORY,
  type LibraryFile,
  type LibraryPart,
  selectDeclarations,
} from "./libraries.ts";
export { parseProfileName, PROFILE_USER_COUNTER, type ProfileName } from "./profile.ts";
