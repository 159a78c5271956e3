/**
 * What the fast path reads: words of the machine's memory, and numbers that tables by protocol hold.
 *
 * @module
 */
import { CONTEXT } from "../../image/mod.ts";

const AT = CONTEXT.FAST_PATH;
/** Addresses, which are known beforehand for what is read of every packet; i32 each but where it says so. */
export const SETTINGS = {
  /** f64: number of the first packet of a batch, or of a run of records. */
  FIRST: AT,
  /** f64: out, microseconds of the round trip that the segment at hand has ended; less than 0 where it has not. */
  ROUND_TRIP: AT + 8,
  /** Bits of DIRECTED: which of both probes are enabled that fire for every packet of IP, or SENT for each record. */
  FIRES: AT + 16,
  /** 1 where the direction that the capture tells counts. */
  STATED: AT + 20,
  /** Number of the one interface, -1 where packets have several. */
  INTERFACE: AT + 24,
  /** Addresses of the words by interface and of the bytes by protocol: see INTERFACE and FORM of the pipeline. */
  INTERFACES: AT + 28,
  FORMS: AT + 32,
  /** 1 where anything behind IP is looked at: then fragments and headers before it are left. */
  BEHIND: AT + 36,
  /** Address of `struct packet` where clauses read it, else 0. */
  PACKET: AT + 40,
  /** Address of `struct tcpa` where samples of round trips fire, else 0. */
  FINDING: AT + 44,
  /** Records taken. */
  TAKEN: AT + 48,
  /** Head of the flow cache. */
  CACHE: AT + 52,
  /** Addresses of the columns of a batch. */
  ADDRESSES: AT + 56,
  LENGTHS: AT + 60,
  WIRE_LENGTHS: AT + 64,
  SECONDS: AT + 68,
  NANOSECONDS: AT + 72,
  DIRECTIONS: AT + 76,
  INTERFACE_COLUMN: AT + 80,
  /** Of records: the longest that is taken, parts of a second in their times, nanoseconds of such a part. */
  LIMIT: AT + 84,
  FRACTIONS: AT + 88,
  SCALE: AT + 92,
  /** 1 where tunnels are opened. */
  OPENS: AT + 96,
  /** Address of the block of the dns provider, see DNS_BLOCK of the pipeline. */
  DNS: AT + 100,
  /** Packets by the protocol behind IP, whose header is cut short: 256 words. */
  CUT: AT + 128,
} as const;

/** Protocols behind IP. */
export const PROTOCOLS = 256;

/** How a link's header is read; OTHER leaves the packet. */
export const FAST_LINK = { OTHER: 0, ETHERNET: 1, SLL: 2, SLL2: 3, RAW: 4, FAMILY: 5 } as const;

/** What is done with packets of a protocol. */
export const ACTION = {
  /** Nothing fires for what they carry. */
  PASS: 0,
  /** They are left to the slow path. */
  LEAVE: 1,
  /** Probes fire for what the header says; with the flow; or as TCP's do, whose connection is followed. */
  MESSAGE: 2,
  FLOW: 3,
  FOLLOW: 4,
  /** Of UDP: those of DNS, by their ports, as the dns provider's do; others as PASS. */
  DNS: 5,
} as const;

/** Places in the table of firings. From TRANSPORTS on: of each protocol that fires, what goes out and what comes in. */
export const FIRING = { SENT: 0, RECEIVED: 1, SAMPLE: 2, TRANSPORTS: 3 } as const;
