export { Decoder, PROTOCOL } from "./decoder.ts";
export { linkTypeName, linkTypeText } from "./link_names.ts";
export { ETHERTYPE, HARDWARE, LINK } from "./link_types.ts";
export { REASON, reasonText, undecodedLinkType } from "./reasons.ts";
