export { alertName, isGrease, versionName } from "./numbers.ts";
export { type ByteRun, HELLO_BAD, TlsHello, u16 } from "./hello.ts";
export { ja3Of, ja3sOf, ja4Of } from "./fingerprints.ts";
export { TlsHandshake, type TlsPlace, type TlsSink, type TlsTime } from "./handshake.ts";
export { beginsTls, TlsReader } from "./reader.ts";
export { type Certificate, readCertificate } from "./certificate.ts";
export { suiteName } from "./suites.ts";
