/**
 * Where what was read of a message of DNS lies in memory.
 *
 * @module
 */

/** Byte offsets, each of 32 bits. */
export const MESSAGE = {
  /** Where the message begins, where it ends as far as it is there, and its bytes on the wire. */
  START: 0,
  END: 4,
  LENGTH: 8,
  ID: 12,
  FLAGS: 16,
  /** Counts of the header: questions, answers, authorities, additionals. */
  COUNTS: 20,
  /** Address of the first question's name and of what is behind it, its type and class; 0 without a question. */
  QUESTION: 36,
  QUESTION_END: 40,
  TYPE: 44,
  CLASS: 48,
  /** Bits of BAD. */
  BAD: 52,
  /** EDNS: -1 without; upper eight bits of the code, flags, address and length of the client's subnet. */
  UDP_SIZE: 56,
  UPPER_CODE: 60,
  EDNS_FLAGS: 64,
  SUBNET: 68,
  SUBNET_BYTES: 72,
  /** Where the records begin; where the next one does, and how many came before it. */
  RECORDS: 76,
  AT: 80,
  COUNT: 84,
  /** Of the record that was found last. */
  SECTION: 88,
  INDEX: 92,
  NAME: 96,
  RECORD_TYPE: 100,
  RECORD_CLASS: 104,
  TTL: 108,
  DATA: 112,
  DATA_BYTES: 116,
  BYTES: 120,
} as const;

/** What is wrong with a message whose header and question can be read: DNS_BAD_ bits. */
export const BAD = { POINTER: 1, RECORD: 2, COUNTS: 4, BEHIND: 8, QUESTION: 16, CUT: 32, LONG: 64 } as const;
/** Why a message cannot be read at all. */
export const UNREADABLE = { NONE: 0, HEADER: 1, QUESTION: 2, CUT: 3 } as const;
/** Sections as `rr_section` numbers them. */
export const SECTION = { ANSWER: 1, AUTHORITY: 2, ADDITIONAL: 3 } as const;
export const FLAG = { RESPONSE: 0x8000, TRUNCATED: 0x0200 } as const;
