export { hexOf } from "./hex.ts";
export { md5 } from "./md5.ts";
export { hmac, sha256 } from "./sha256.ts";
