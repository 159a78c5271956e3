export { BAD, DnsMessage, SECTION, UNREADABLE } from "./message.ts";
export { NAME, NameReader } from "./name.ts";
export { TYPE, typeName } from "./numbers.ts";
export { writeRecordData } from "./record_text.ts";
export { TextWriter } from "./text_writer.ts";
export { type DnsExchange, DnsExchanges, microseconds } from "./exchanges.ts";
