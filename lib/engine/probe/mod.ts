export type * from "./provider.ts";
export { matchGlob } from "../../d/check/mod.ts";
export { type ProbeFields, ProbeRegistry, probeText } from "./registry.ts";
export { type DescribeType, formatListing, formatProbeDetails, formatStability } from "./listing.ts";
export { explainNoMatch, type NoMatch } from "./explain.ts";
export { type Consumption, enableImage, Enabling, EnablingError, fire } from "./enabling.ts";
