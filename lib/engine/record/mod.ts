export { type BufferPolicy, PrincipalBuffer, type RecordView } from "./principal.ts";
export { DropReporter, formatDrop } from "./drops.ts";
