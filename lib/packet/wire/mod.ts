export { Decoder } from "./decoder.ts";
export { LinkHeader } from "./link_header.ts";
export { NEXT } from "./link_next.ts";
export { LinkAddresses } from "./link_addresses.ts";
export { linkTypeName, linkTypeText } from "./link_names.ts";
export { LinkTags, MAX_TAGS_KEPT } from "./link_tags.ts";
export { headerShortfallOf, isArp, shortfallOf } from "./shortfall.ts";
export { IGMP_RULES, Membership, type MembershipRules, MLD_RULES } from "./membership.ts";
export { ETHERTYPE, HARDWARE, LINK } from "./link_types.ts";
export { isCarrier, mayCarry, mayCarry4, mayCarry6 } from "./carrier.ts";
export { TunnelHeader } from "./tunnel_header.ts";
export { unsaidLength } from "./unsaid_length.ts";
export { REASON, reasonText, undecodedLinkType } from "./reasons.ts";
export {
  hasTransport4,
  hasTransport6,
  IP4_BYTES,
  IP6_BYTES,
  isHeaderWhole,
  isPlain4,
  isPlain6,
  payloadLength4,
  payloadLength6,
} from "./plain_header.ts";
