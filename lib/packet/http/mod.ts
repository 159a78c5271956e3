export { HTTP_BAD, HTTP_UNREADABLE } from "./bits.ts";
export { type HttpExchange, type HttpMoment } from "./exchange.ts";
export { type HeadPart, HttpHead } from "./head.ts";
export { HTTP_LIKENESS, likenessOf } from "./likeness.ts";
export { type HttpMessage, HttpReader, type HttpSink } from "./reader.ts";
