/**
 * The file by which Jupyter says where the kernel is to listen.
 *
 * @module
 */
import type { SocketAddress } from "../zmtp/mod.ts";

/** The sockets of a kernel. */
const CHANNELS = ["shell", "control", "stdin", "iopub", "hb"] as const;

/** One of the five. */
export type Channel = typeof CHANNELS[number];

/** Where to listen, and how to sign. */
export interface ConnectionFile {
  readonly addresses: Readonly<Record<Channel, SocketAddress>>;
  /** Empty: messages are not signed. */
  readonly key: string;
}

/** A connection file that cannot be used. */
export class ConnectionFileError extends Error {
  override readonly name = "ConnectionFileError";
}

/** Reads a connection file's text. */
export function readConnectionFile(text: string): ConnectionFile {
  let file: Record<string, unknown>;
  try {
    file = JSON.parse(text);
  } catch (error) {
    throw new ConnectionFileError(`it is not JSON: ${(error as Error).message}`);
  }
  if (typeof file !== "object" || file === null) throw new ConnectionFileError("it is not an object");
  const scheme = file.signature_scheme ?? "hmac-sha256";
  if (scheme !== "hmac-sha256" && file.key) throw new ConnectionFileError(`signature scheme ${scheme} is not offered`);
  const addresses = Object.fromEntries(CHANNELS.map((channel) => [channel, address(file, channel)]));
  return { addresses: addresses as Record<Channel, SocketAddress>, key: String(file.key ?? "") };
}

function address(file: Record<string, unknown>, channel: Channel): SocketAddress {
  const transport = file.transport ?? "tcp";
  const port = file[`${channel}_port`];
  if (typeof port !== "number" || !Number.isInteger(port) || port < 0 || port > 65535) {
    throw new ConnectionFileError(`\`${channel}_port\` is not a port`);
  }
  const place = file.ip ?? "127.0.0.1";
  if (typeof place !== "string") throw new ConnectionFileError("`ip` is not text");
  if (transport === "tcp") return { transport, hostname: place === "*" ? "0.0.0.0" : place, port };
  if (transport === "ipc") return { transport: "unix", path: `${place}-${port}` };
  throw new ConnectionFileError(`transport \`${transport}\` is not offered`);
}
