/**
 * Where what a program prints goes: standard output, or the file that freopen() names; and the packets of pcap().
 *
 * A file with a capture's name is one, where the program keeps packets; of any other name what comes first decides. One
 * that is for packets holds packets alone, and text goes to standard output meanwhile; one that is text takes them as text.
 *
 * @module
 */
import type { LineBuffer } from "../format/mod.ts";
import { BufferedOutput, type OutputWriter } from "./buffered_output.ts";

/** A packet as pcap() has recorded it. */
export interface RecordedPacket {
  /** Its number in the source, from 1. */
  readonly number: bigint;
  /** Since 1970. */
  readonly timestampNs: bigint;
  /** As far as they were captured and kept; valid during the call. */
  readonly bytes: Uint8Array;
  readonly wireLength: number;
  /** LINKTYPE_ value of what the bytes begin with. */
  readonly linkType: number;
  /** Index of its interface in the source. */
  readonly interface: number;
  /** As the source says it: 0 unknown, 1 in, 2 out. */
  readonly direction: number;
}
/** A capture file that is being written. */
export interface PacketFile {
  packet(packet: RecordedPacket): void;
  /** The file takes its name, or is taken away. */
  close(complete: boolean): void;
}
export interface OutputSettings {
  readonly output: OutputWriter;
  /** freopen(): opens a file to append to, or says why not. Missing: freopen() is refused. */
  reopen?(path: string): OutputWriter | string;
  /** The same for packets. Missing: pcap() prints. */
  openPackets?(path: string): PacketFile | string;
}
/** What the names of capture files end in. */
const CAPTURE_NAME = /\.(pcapng|ntar|pcap|cap|dmp)$/i;
const REFUSED = "Operation not permitted";

/** A file whose first contents are awaited, with the beginnings and ends of lines until then. */
interface Undecided {
  readonly path: string;
  held: string;
  readonly fail: (reason: string) => void;
}

export class TextOutputs {
  readonly #standard: BufferedOutput;
  /** Where text goes. */
  #text: BufferedOutput;
  /** Where packets go; undefined: they are printed. */
  #packets: PacketFile | undefined;
  #undecided: Undecided | undefined;
  readonly #files = new Map<string, PacketFile>();
  readonly #texts = new Set<string>();
  readonly #tallies = new Map<string, number>();

  /** @param hasPackets some clause calls pcap(): otherwise each file is text, and is opened at once */
  constructor(readonly settings: OutputSettings, readonly hasPackets: boolean) {
    this.#standard = this.#text = new BufferedOutput(settings.output);
  }
  get isTerminal(): boolean | undefined {
    return this.#text.writer.isTerminal;
  }
  /** What a program prints. */
  write(text: string): void {
    if (text === "") return;
    if (this.#undecided) this.#becomeText();
    this.#text.write(text);
  }
  writeBytes(bytes: Uint8Array): void {
    if (this.#undecided) this.#becomeText();
    this.#text.writeBytes(bytes);
  }
  /** Where lines are written as bytes; undefined where text has to be looked at first. */
  lines(): LineBuffer | undefined {
    if (this.isTerminal || this.#undecided) return undefined;
    return this.#text.lines();
  }
  /** What stands around that: it does not make a file one of text. */
  writeFrame(text: string): void {
    if (this.#undecided) this.#undecided.held += text;
    else this.#text.write(text);
  }
  /** Keeps it in the capture file that is open; false: there is none. */
  packet(packet: RecordedPacket): boolean {
    if (this.#undecided) this.#becomePackets();
    this.#packets?.packet(packet);
    return this.#packets !== undefined;
  }
  /** freopen(). @param fail called with the reason, at once or when the file is needed; what was open then stays so */
  reopen(path: string, fail: (reason: string) => void): void {
    if (this.#undecided) this.#becomeText();
    this.flush();
    const known = this.#files.get(path);
    if (path === "" || known) {
      this.#text = this.#standard;
      this.#packets = known;
    } else if (this.hasPackets && this.settings.openPackets && !this.#texts.has(path)) {
      this.#undecided = { path, held: "", fail };
      if (CAPTURE_NAME.test(path)) this.#becomePackets();
    } else this.#openText(path, fail);
  }
  #openText(path: string, fail: (reason: string) => void): void {
    const opened = this.settings.reopen?.(path) ?? REFUSED;
    if (typeof opened === "string") return fail(opened);
    this.#texts.add(path);
    this.#text = new BufferedOutput(opened);
    this.#packets = undefined;
  }
  #becomeText(): void {
    const { path, held, fail } = this.#undecided!;
    this.#undecided = undefined;
    this.#openText(path, fail);
    this.#text.write(held);
  }
  #becomePackets(): void {
    const { path, held, fail } = this.#undecided!;
    this.#undecided = undefined;
    const opened = this.settings.openPackets!(path);
    if (typeof opened === "string") fail(opened);
    else {
      this.#files.set(path, opened);
      this.#packets = opened;
      this.#text = this.#standard;
    }
    this.#text.write(held);
  }
  flush(): void {
    this.#text.flush();
  }
  /** Counts a packet of which something is to be said at the end. */
  tally(what: string): void {
    this.#tallies.set(what, (this.#tallies.get(what) ?? 0) + 1);
  }
  /** Everything is written and complete; what is to be said then. */
  finish(): string[] {
    if (this.#undecided) this.#becomeText();
    this.flush();
    this.close(true);
    return [...this.#tallies].map(([what, packets]) => `${packets} packet${packets === 1 ? "" : "s"} ${what}`);
  }
  /** Capture files take their names, or are taken away. */
  close(complete: boolean): void {
    for (const [path, file] of this.#files) {
      this.#files.delete(path);
      file.close(complete);
    }
  }
}
