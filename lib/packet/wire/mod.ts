export { Decoder } from "./decoder.ts";
export { LinkAddresses } from "./link_addresses.ts";
export { linkTypeName, linkTypeText } from "./link_names.ts";
export { LinkTags, MOST_KEPT } from "./link_tags.ts";
export { headerShortfallOf, isArp, shortfallOf } from "./shortfall.ts";
export { ETHERTYPE, HARDWARE, LINK } from "./link_types.ts";
export { REASON, reasonText, undecodedLinkType } from "./reasons.ts";
