/**
 * What the fast path reads: words of a block in the machine's memory, and numbers that tables by protocol hold.
 *
 * @module
 */

/** Offsets in the block, i32 each but where it says so. */
export const SETTINGS = {
  /** f64: number of the first packet of a batch, or of a run of records. */
  FIRST: 0,
  /** f64: out, microseconds of the round trip that the segment at hand has ended; less than 0 where it has not. */
  ROUND_TRIP: 8,
  /** Bits of DIRECTED: which of both probes are enabled that fire for every packet of IP, or SENT for each record. */
  FIRES: 16,
  /** 1 where the direction that the capture tells counts. */
  STATED: 20,
  /** Number of the one interface, -1 where packets have several. */
  INTERFACE: 24,
  /** Addresses of the words by interface and of the bytes by protocol: see INTERFACE and FORM of the pipeline. */
  INTERFACES: 28,
  FORMS: 32,
  /** 1 where anything behind IP is looked at: then fragments and headers before it are left. */
  BEHIND: 36,
  /** Address of `struct packet` where clauses read it, else 0. */
  PACKET: 40,
  /** Address of `struct tcpa` where samples of round trips fire, else 0. */
  FINDING: 44,
  /** Records taken. */
  TAKEN: 48,
  /** Head of the flow cache. */
  CACHE: 52,
  /** Addresses of the columns of a batch. */
  ADDRESSES: 56,
  LENGTHS: 60,
  WIRE_LENGTHS: 64,
  SECONDS: 68,
  NANOSECONDS: 72,
  DIRECTIONS: 76,
  INTERFACE_COLUMN: 80,
  /** Of records: the longest that is taken, parts of a second in their times, nanoseconds of such a part. */
  LIMIT: 84,
  FRACTIONS: 88,
  SCALE: 92,
  /** 1 where tunnels are opened. */
  OPENS: 96,
  /** Address of the block of the dns provider, see DNS_BLOCK of the pipeline. */
  DNS: 100,
  BYTES: 104,
} as const;

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
