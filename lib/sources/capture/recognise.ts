/**
 * What a file is that is not a capture: for the one line that says so.
 *
 * @module
 */

/** What it looks like, and what may be done. */
export interface Recognised {
  readonly looksLike: string;
  readonly help?: string;
}

const MAGICS: readonly (readonly [magic: string, looksLike: string, help?: string])[] = [
  ["7f454c46", "an ELF program or library"],
  ["fd377a585a00", "xz-compressed", "decompress it first: `xz -dc FILE | … -r -`"],
  ["425a68", "bzip2-compressed", "decompress it first: `bzip2 -dc FILE | … -r -`"],
  ["04224d18", "lz4-compressed", "decompress it first: `lz4 -dc FILE | … -r -`"],
  ["504b0304", "a zip archive", "take the capture out first: `unzip -p FILE | … -r -`"],
  ["377abcaf271c", "a 7-Zip archive", "take the capture out first"],
  ["52545353", "a Network Monitor capture (1.x)", "convert it: `editcap -F pcapng FILE OUT`"],
  ["474d4255", "a Network Monitor capture (2.x)", "convert it: `editcap -F pcapng FILE OUT`"],
  ["58435000", "a Sniffer capture (NetXRay)", "convert it: `editcap -F pcapng FILE OUT`"],
  ["5452534e4946462064617461", "a Sniffer capture", "convert it: `editcap -F pcapng FILE OUT`"],
  ["1c0001ac", "an IxVeriWave capture", "convert it: `editcap -F pcapng FILE OUT`"],
  ["89504e470d0a1a0a", "a PNG image"],
  ["25504446", "a PDF document"],
  ["0061736d", "a WebAssembly module"],
  ["53514c69746520666f726d6174", "an SQLite database"],
  ["d0cf11e0a1b11ae1", "an old Office document"],
];

/** Looks at the first bytes of something that no format took. */
export function recognise(head: Uint8Array): Recognised {
  const hex = Array.from(head.subarray(0, 16), (byte) => byte.toString(16).padStart(2, "0")).join("");
  for (const [magic, looksLike, help] of MAGICS) {
    if (hex.startsWith(magic)) return help === undefined ? { looksLike } : { looksLike, help };
  }
  if (new TextDecoder("latin1").decode(head.subarray(257, 262)) === "ustar") {
    return { looksLike: "a tar archive", help: "take the capture out first: `tar -xOf FILE NAME | … -r -`" };
  }
  if (head.every((byte) => byte === 0)) return { looksLike: "zeros only" };
  if (isText(head)) return recogniseText(new TextDecoder().decode(head));
  return { looksLike: `unknown, it begins ${hex.slice(0, 8).replace(/../g, "$& ").trim()}` };
}

function recogniseText(text: string): Recognised {
  if (/^#!.*\b(dtrace|probebook)\b/.test(text)) {
    return { looksLike: "a D script", help: "run it with `-s FILE`" };
  }
  if (/^\s*(<!doctype html|<html)/i.test(text)) return { looksLike: "an HTML page: was the download refused" };
  if (/^version https:\/\/git-lfs/.test(text)) return { looksLike: "a Git LFS pointer", help: "`git lfs pull`" };
  if (/^\s*[{[]/.test(text)) return { looksLike: "JSON text" };
  if (/^\d\d:\d\d:\d\d\.\d+ (IP|ARP)/m.test(text)) {
    return { looksLike: "the text that tcpdump prints", help: "record with `tcpdump -w FILE`" };
  }
  if (/^(0000|[0-9a-f]{6,8}) +[0-9a-f]{2} /m.test(text)) {
    return { looksLike: "a hex dump", help: "convert it: `text2pcap FILE OUT`" };
  }
  return { looksLike: "text" };
}

function isText(head: Uint8Array): boolean {
  let odd = 0;
  for (const byte of head) {
    if (byte === 0) return false;
    if (byte < 32 && byte !== 9 && byte !== 10 && byte !== 13 && byte !== 27) odd++;
  }
  return odd * 20 <= head.length;
}
