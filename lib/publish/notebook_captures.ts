/**
 * The captures of a notebook: found, named, anonymised with one map.
 *
 * @module
 */
import { Anonymiser, type CaptureFormat, type Choices, KEY_BYTES, openOutput, reportLines } from "../anonymise/mod.ts";
import { bytesHost } from "./bytes_host.ts";
import { denoHost } from "../host/deno/mod.ts";
import type { ManifestCapture } from "../page/mod.ts";
import { linkTypeText } from "../packet/wire/mod.ts";
import { openCapture, ScratchMemory, SourceError } from "../sources/capture/mod.ts";
import { isoTime } from "../table/mod.ts";
import { keyedHash, sha256 } from "./digests.ts";
import { PublishError } from "./publish_error.ts";

/** A capture that a notebook reads. */
export interface NotebookCapture {
  /** As the notebook names it. */
  readonly asked: string;
  readonly path: string;
  /** In what is published. */
  readonly name: string;
}
export interface AnonymisedCapture {
  readonly data: Uint8Array<ArrayBuffer>;
  readonly described: ManifestCapture;
}
export interface Anonymised {
  readonly anonymiser: Anonymiser;
  /** Of the captures' headers: addresses that became others, in hexadecimal. */
  readonly originals: ReadonlyMap<string, string>;
  /** Of these, those that are also what another one has become, so that nothing tells them apart. */
  readonly ambiguous: number;
  readonly captures: ReadonlyMap<string, AnonymisedCapture>;
  readonly report: readonly string[];
}
/** Bytes of a capture that is read into memory. */
const CAPTURE_BYTES_MAX = 1_000_000_000;
const MEMORY_MEGABYTES = 256;
/** With so many keys it is tried to find one under which no address becomes what another one was. */
const KEYS = 8;

/** The same path for everybody: within the notebook's folder as it is, from elsewhere by its name. */
export function publishedName(asked: string): string {
  const plain = asked.replace(/^(?:\.\/)+/, "").replace(/\.(?:gz|zst|lz4)$/, "").replace(/\.snoop$/, ".pcapng");
  const isWithin = !plain.startsWith("/") &&
    !plain.split("/").some((part) => part === ".." || part === "" || part === ".");
  return isWithin ? plain : `captures/${plain.slice(plain.lastIndexOf("/") + 1)}`;
}
/** @throws PublishError */
export async function readCapture(path: string): Promise<Uint8Array<ArrayBuffer>> {
  try {
    const { size, isFile } = await Deno.stat(path);
    if (!isFile) throw new PublishError(`${path} is not a file`);
    if (size > CAPTURE_BYTES_MAX) throw new PublishError(`${path} is too large to be published: make it smaller first`);
    return await Deno.readFile(path);
  } catch (error) {
    if (error instanceof PublishError) throw error;
    throw new PublishError(`${path} cannot be read: ${(error as Error).message}`);
  }
}
/** @param key missing: one is made, used and forgotten */
export async function anonymiseAll(
  captures: readonly NotebookCapture[],
  choices: Choices,
  { key, reason }: { readonly key?: Uint8Array; readonly reason?: string },
): Promise<Anonymised> {
  for (let i = 1;; i++) {
    const own = key ?? crypto.getRandomValues(new Uint8Array(KEY_BYTES));
    const anonymiser = new Anonymiser(choices, own);
    anonymiser.remember();
    const done = new Map<string, AnonymisedCapture>(), remarks: string[] = [];
    for (const { path, name } of captures) {
      done.set(name, await anonymise(anonymiser, path, name, own, remarks));
    }
    const originals = new Map(anonymiser.originals);
    const ambiguous = [...originals.values()].filter((to) => originals.has(to)).length;
    if (key === undefined && ambiguous > 0 && i < KEYS) continue;
    const report = reportLines(choices, anonymiser.counts, {
      reason,
      keyFile: key && "a file of the author's",
      remarks,
    });
    return { anonymiser, originals, ambiguous, captures: done, report };
  }
}
async function anonymise(
  anonymiser: Anonymiser,
  path: string,
  name: string,
  key: Uint8Array,
  remarks: string[],
): Promise<AnonymisedCapture> {
  const original = await readCapture(path);
  const { data, packets, first, last, linkTypes, remarks: some } = await rewrite(anonymiser, path, isPcapng(original));
  remarks.push(...some);
  return {
    data,
    described: {
      name,
      sha256: await sha256(data),
      bytes: data.length,
      packets,
      ...packets > 0 && { first: isoTime(first), last: isoTime(last) },
      linkTypes,
      ...anonymiser.choices.profile !== "none" && {
        original: { bytes: original.length, keyedHash: await keyedHash(key, await sha256(original)) },
      },
    },
  };
}
const isPcapng = (data: Uint8Array) => data[0] === 0x0a && data[1] === 0x0d && data[2] === 0x0d && data[3] === 0x0a;

interface Rewritten {
  readonly data: Uint8Array<ArrayBuffer>;
  readonly packets: number;
  readonly first: bigint;
  readonly last: bigint;
  readonly linkTypes: readonly string[];
  readonly remarks: readonly string[];
}
/** A pcap where all of it can be one, else a pcapng: readers know it by its bytes, and not by its name. */
async function rewrite(anonymiser: Anonymiser, path: string, isPcapng: boolean): Promise<Rewritten> {
  const memory = new ScratchMemory(MEMORY_MEGABYTES), source = openCapture([path], { memory, host: denoHost });
  const linkTypes = new Set<string>(), formats: CaptureFormat[] = isPcapng ? ["pcapng"] : ["pcap", "pcapng"];
  let packets = 0, first = 0n, last = 0n;
  let outputs = formats.map((format) => {
    const chunks: Uint8Array[] = [];
    return { chunks, format, output: openOutput(format, (chunk) => void chunks.push(chunk.slice())) };
  });
  try {
    await anonymiser.run(source, memory.bytes, {
      describe(interfaces) {
        for (const { linkType } of interfaces) linkTypes.add(linkTypeText(linkType));
        if (linkTypes.size > 1) outputs = outputs.filter(({ format }) => format === "pcapng");
        for (const { output } of outputs) output.describe(interfaces);
      },
      packet(batch, index, memory) {
        const time = BigInt(batch.seconds[index]) * 1_000_000_000n + BigInt(batch.nanoseconds[index]);
        if (packets === 0 || time < first) first = time;
        if (packets === 0 || time > last) last = time;
        packets++;
        for (const { output } of outputs) output.packet(batch, index, memory);
      },
    });
    for (const { output } of outputs) output.end(source.interfaces);
  } catch (error) {
    if (!(error instanceof SourceError)) throw error;
    throw new PublishError(`${error.file}: ${error.message}`);
  } finally {
    source.close();
  }
  const { chunks, output } = outputs.find(({ output }) => output.remarks.length === 0) ?? outputs.at(-1)!;
  const data = new Uint8Array(chunks.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const chunk of chunks) {
    data.set(chunk, at);
    at += chunk.length;
  }
  return { data, packets, first, last, linkTypes: [...linkTypes].sort(), remarks: output.remarks };
}
/** When its last packet came, in seconds since 1970. */
export async function lastSecond(data: Uint8Array): Promise<number | undefined> {
  const memory = new ScratchMemory(MEMORY_MEGABYTES), host = bytesHost(new Map([["capture", data]]));
  const source = openCapture(["capture"], { memory, host });
  let last: number | undefined;
  try {
    for (;;) {
      const next = source.next(), batch = next instanceof Promise ? await next : next;
      if (batch === undefined) return last;
      for (let i = 0; i < batch.count; i++) last = Math.max(last ?? batch.seconds[i], batch.seconds[i]);
    }
  } finally {
    source.close();
  }
}
