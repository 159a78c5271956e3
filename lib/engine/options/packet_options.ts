/**
 * Our own options of how packets are read: whose view, what keeps flows apart, tunnels, streams.
 *
 * @module
 */
import type { OptionDefinition } from "./option_definition.ts";

export const PACKET_OPTIONS: readonly OptionDefinition[] = [
  {
    name: "flowkey",
    phase: "compile",
    kind: "string",
    doc: "what keeps flows with the same ends apart: vlan, mpls, interface, with commas between; none",
    default: "none",
  },
  { name: "local", phase: "compile", kind: "string", doc: "addresses of the host whose view this is, or none" },
  {
    name: "dnstimeout",
    phase: "compile",
    kind: "rate",
    doc: "how long a query of DNS waits for its response, in the capture's time",
    default: "10s",
  },
  {
    name: "streamcarry",
    phase: "compile",
    kind: "size",
    doc: "most that is kept of a message that goes over several segments of TCP, for each direction of a connection",
    default: "64k",
  },
  {
    name: "streamheld",
    phase: "compile",
    kind: "size",
    doc: "most that is held back behind missing segments of TCP, for each direction of a connection",
    default: "256k",
  },
  {
    name: "streamhistory",
    phase: "compile",
    kind: "size",
    doc: "bytes of TCP that were read and are compared with what comes again, for each direction of a connection",
    default: "16k",
  },
  {
    name: "streamranges",
    phase: "compile",
    kind: "positive",
    doc: "ranges with gaps between that are held back behind missing segments of TCP, for each direction",
    default: "32",
  },
  {
    name: "streamtotal",
    phase: "compile",
    kind: "size",
    doc: "most that is kept of all connections of TCP whose bytes are read",
    default: "64m",
  },
  {
    name: "streamwait",
    phase: "compile",
    kind: "rate",
    doc:
      "how long missing segments of TCP are waited for, in the capture's time, where the other end does not acknowledge",
    default: "10s",
  },
  {
    name: "tunneldepth",
    phase: "compile",
    kind: "positive",
    doc: "tunnels within each other that are opened, at most 16",
    default: "4",
  },
  {
    name: "tunnels",
    phase: "compile",
    kind: "string",
    doc:
      "tunnels whose packets fire, too: all, or gre, vxlan … with commas between; inner: the innermost packets alone",
    default: "none",
    bare: "all",
  },
];
