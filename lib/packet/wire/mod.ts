export { Decoder, PROTOCOL } from "./decoder.ts";
export { ETHERTYPE, HARDWARE, LINK } from "./link_types.ts";
export { REASON, reasonText } from "./reasons.ts";
