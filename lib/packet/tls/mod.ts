export { alertName, isGrease, VERSION, versionName } from "./numbers.ts";
export { HELLO_BAD, RESUMPTION, type Run, TlsHello, u16 } from "./hello.ts";
export { ja3Of, ja3sOf, ja4Of } from "./fingerprints.ts";
export { TlsHandshake, type TlsPlace, type TlsSink, type TlsTime } from "./handshake.ts";
export { beginsTls, TlsReader } from "./reader.ts";
export { type Certificate, readCertificate } from "./certificate.ts";
export { suiteName } from "./suites.ts";
