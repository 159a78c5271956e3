export { CryptoStream } from "./crypto_stream.ts";
export { LongHeader, QUIC_TYPE } from "./header.ts";
export { openInitial, readFrames } from "./initial.ts";
export { initialKeys, type PacketKeys } from "./keys.ts";
export { isGoogle, isReadable, quicVersionName } from "./versions.ts";
