/**
 * Jupyter's protocol: connection files, messages, signatures.
 *
 * @module
 */
export { type Channel, type ConnectionFile, ConnectionFileError, readConnectionFile } from "./connection_file.ts";
export { type Content, type Header, type JupyterMessage, PROTOCOL_VERSION, RefusedMessage, Wire } from "./message.ts";
