export { DnsMessage } from "./message.ts";
export { BAD, FLAG, MESSAGE, SECTION, UNREADABLE } from "./message_layout.ts";
export { NAME, NAME_TEXT_BYTES, nameEnd, putName } from "./name.ts";
export { NameReader } from "./name_reader.ts";
export { nextRecord, readMessage, rewindRecords } from "./read_message.ts";
export { RECORD_TYPE, typeName } from "./numbers.ts";
export { writeRecordData } from "./record_text.ts";
export { NameWriter } from "./text_writer.ts";
export {
  answerExchange,
  askExchange,
  EXCHANGE_ENTRY,
  EXCHANGE_STATE,
  isSameSpelling,
  microsecondsSince,
  TABLE,
} from "./exchange_table.ts";
export { DnsExchanges } from "./exchanges.ts";
