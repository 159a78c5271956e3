export type * from "./provider.ts";
export { isGlob, matchGlob } from "../../d/check/mod.ts";
export { matchesProbe, type ProbeFields, ProbeRegistry, probeText } from "./registry.ts";
export { type DescribeType, formatListing, formatProbeDetails, formatStability, LISTING_HEADING } from "./listing.ts";
export { explainNoMatch, nearNames, type NoMatch } from "./explain.ts";
export { type Consumption, enableImage, Enabling, EnablingError, fire } from "./enabling.ts";
