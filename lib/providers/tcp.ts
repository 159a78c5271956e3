/**
 * The tcp provider: segments, and what they do to connections. Names, order and arguments are FreeBSD's.
 *
 * @module
 */
import type { Provider } from "../engine/probe/mod.ts";
import { ARGUMENT, networkProvider } from "./declaration.ts";

const CONNECTION = { native: "struct flow *", translated: "tcpsinfo_t *", doc: "the connection" } as const;
const SEGMENT = { native: "struct tcphdr *", translated: "tcpinfo_t *", doc: "the segment's header" } as const;
const SEGMENT_ARGS = [ARGUMENT.packet, ARGUMENT.connection, ARGUMENT.ip, CONNECTION, SEGMENT] as const;
const DEBUG_ARGS = [CONNECTION, SEGMENT, ARGUMENT.ip] as const;

export const tcpProvider: Provider = networkProvider("tcp", [
  { name: "accept-established", args: SEGMENT_ARGS },
  { name: "accept-refused", args: SEGMENT_ARGS },
  { name: "connect-established", args: SEGMENT_ARGS },
  { name: "connect-refused", args: SEGMENT_ARGS },
  { name: "connect-request", args: SEGMENT_ARGS },
  { name: "receive", args: SEGMENT_ARGS },
  { name: "send", args: SEGMENT_ARGS },
  {
    name: "siftr",
    args: [{ native: "struct flow *", translated: "siftrinfo_t *", doc: "the connection in figures" }],
  },
  { name: "debug-input", args: DEBUG_ARGS },
  { name: "debug-output", args: DEBUG_ARGS },
  {
    name: "debug-user",
    args: [CONNECTION, { native: "int", doc: "the request, PRU_ value" }],
    unavailable: "packets do not show what a program asks of its socket",
  },
  {
    name: "debug-drop",
    args: DEBUG_ARGS,
    unavailable: "packets do not show which segments a host discards",
  },
  {
    name: "state-change",
    args: [
      ARGUMENT.none,
      ARGUMENT.connection,
      ARGUMENT.none,
      { ...CONNECTION, doc: "the connection, in its new state" },
      ARGUMENT.none,
      { native: "int", translated: "tcplsinfo_t *", doc: "the state before" },
    ],
  },
  {
    name: "receive-autoresize",
    args: [ARGUMENT.none, ...SEGMENT_ARGS.slice(1), { native: "int", doc: "the new size, bytes; 0 if it stays" }],
    unavailable: "packets do not show the size of a host's receive buffer",
  },
]);
