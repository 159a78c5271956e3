/**
 * Captures and interfaces.
 *
 * @module
 */
import type { Explanations } from "./explanation.ts";

export const SOURCES = {
  D_SRC_NOT_FOUND: { text: "There is no such file. Relative names start where the program was started." },
  D_SRC_PERMISSION: {
    text: "The file may not be read: by this user (look at its mode), or by this process (Deno's --allow-read).",
  },
  D_SRC_DIRECTORY: { text: "A directory is not a capture. The shell makes names of all files in it: dir/*.pcap." },
  D_SRC_READ: { text: "The system could not read the file; the message is its own." },
  D_SRC_TERMINAL: { text: "`-` reads a capture from standard input, which is a terminal here: pipe one into it." },
  D_SRC_EMPTY: { text: "The file has not even the header of a capture: whatever wrote it has not begun, or failed." },
  D_SRC_NOT_A_CAPTURE: {
    text:
      "The file begins like none of the formats that are read: pcap, pcapng and snoop, plain or in gzip, zstd or lz4.",
  },
  D_SRC_VERSION: { text: "The format is known, but not this version of it, or not this type of link in it." },
  D_SRC_COMPRESSION: {
    text: "What is inside of the compressed file cannot be read: it is damaged, or is not complete.",
  },
  D_SRC_TRAILING: {
    text:
      "Behind the compressed data there are bytes that belong to nothing. As gzip(1) does, they are ignored (zeros " +
      "without a word); the exit status stays what it is.",
  },
  D_SRC_TRUNCATED: {
    text:
      "The file ends in the midst of a packet or block, as when a capture was not ended properly. Everything before " +
      "it was used; the exit status is 1.",
  },
  D_SRC_CORRUPT: {
    text:
      "Bytes of the file cannot mean what they say, such as a packet longer than any can be. Everything before it was " +
      "used; the exit status is 1.",
  },
  D_SRC_BLOCK_LENGTH: {
    text: "A block of a pcapng file says of itself a length that cannot be. What came before was used.",
  },
  D_SRC_INTERFACE: { text: "A packet of a pcapng file names an interface that the file does not describe." },
  D_SRC_TIME: {
    text:
      "The time of a packet lies so far after 1970 that it is taken for one before 1970, or for the latest there is.",
  },
  D_SRC_NO_INTERFACE: { text: "There is no interface of that name on this host; `--interfaces` lists them." },
  D_SRC_INTERFACE_GONE: {
    text: "The interface went down or away while it was watched. What was seen before was used.",
  },
  D_SRC_PRIVILEGE: {
    text: "Watching an interface takes a privilege (CAP_NET_RAW): run as root, or let dumpcap or tcpdump have it.",
  },
  D_SRC_BUFFER: { text: "The buffer for an interface could not be allocated; try a smaller one (`-b`)." },
  D_SRC_WRITE: {
    text:
      "The packets could not be saved (a full disk, a file that cannot be written). What was seen was traced all the same.",
  },
  D_WASM_DEPTH: {
    text:
      "Expressions and statements that stand one in the other can be 250 levels deep, and 1000 when the inlines in " +
      "them are written out. Operands of one operator that follow each other, and `else if`, may be thousands. Keep a part " +
      "in a clause's variable (`this->x`), or write it as statements in a row.",
  },
  D_WASM_EXPANSION: {
    text: "An inline stands for its expression wherever it is named, and a member of translated data for that of its " +
      "translator. Inlines that name each other several times double with each step: this one comes to more than " +
      "100,000 operations. Keep what is used several times in a clause's variable (`this->x`).",
  },
  D_WASM_PROGRAM: {
    text: "The program is larger than the machine takes: 300,000 operations in all clauses together (inlines written " +
      "out, and each probe description of a clause counted), 1000 aggregations, and of one clause what one function of " +
      "WebAssembly holds.",
  },
  D_WASM_VARIABLE: {
    text:
      "A variable takes at most 16,384 bytes, as in DTrace; a string takes as many as `strsize` says, a struct or an " +
      "array the sum of its parts. Elements of associative arrays may be larger: `dynvarsize` is room for them.",
    wrong: "char buffer[20000]; BEGIN { buffer[0] = 1; }",
    right: "char buffer[16000]; BEGIN { buffer[0] = 1; }",
  },
  D_SRC_CAPTURE_ENDED: { text: "The program that captures for us has ended; its own words say why." },
} as const satisfies Explanations;
