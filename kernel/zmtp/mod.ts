/**
 * ZeroMQ's wire protocol, as much of it as a kernel needs.
 *
 * @module
 */
export { Connection } from "./connection.ts";
export { type Message } from "./frames.ts";
export { type Address, EchoSocket, type Peer, PublishSocket, RouterSocket } from "./sockets.ts";
