/**
 * ZeroMQ's wire protocol, as much of it as a kernel needs.
 *
 * @module
 */
export { PeerConnection } from "./connection.ts";
export { type Message } from "./frames.ts";
export { EchoSocket, type Peer, PublishSocket, RouterSocket, type SocketAddress } from "./sockets.ts";
