/**
 * Providers: the probes there are, and the D library that explains their arguments.
 *
 * @module
 */
import type { Provider } from "../engine/probe/mod.ts";
import { protocols } from "../protocols/mod.ts";
import { networkProvider } from "./declaration.ts";
import { dtraceProvider } from "./dtrace.ts";
import { mibCounters } from "./mib.ts";
import { profileProvider } from "./profile.ts";

/** All providers, in the order in which their probes get ids. */
export const providers: readonly Provider[] = [
  dtraceProvider,
  profileProvider,
  ...protocols.map(networkProvider),
  networkProvider(mibCounters),
];

export { definedNames, LIBRARIES, type LibraryFile, type LibraryPart, selectDeclarations } from "./libraries.ts";
export { parseProfileName, PROFILE_USER_COUNTER, type ProfileName } from "./profile.ts";
