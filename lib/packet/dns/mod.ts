export { BAD, DnsMessage, SECTION, UNREADABLE } from "./message.ts";
export { NAME, NameReader } from "./name.ts";
export { RECORD_TYPE, typeName } from "./numbers.ts";
export { writeRecordData } from "./record_text.ts";
export { NameWriter } from "./text_writer.ts";
export { type DnsExchange, DnsExchanges, microseconds } from "./exchanges.ts";
