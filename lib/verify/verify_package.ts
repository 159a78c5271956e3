/**
 * All of an investigation looked at: hashes, the signature, what is displayed, and every cell, run again from clean.
 *
 * @module
 */
import { PageFormatError } from "../page/mod.ts";
import {
  checkSignature,
  ManifestError,
  type NotebookPort,
  PackageError,
  parseSigners,
  type ReadPackage,
  readPackage,
  type ReplayedCell,
  runPublished,
  sha256,
  SignatureError,
  sourceCells,
} from "../publish/mod.ts";
import { cellLine } from "./verify_cells.ts";
import { displayLines } from "./verify_display.ts";
import { STATUS, type VerifyLine } from "./verify_line.ts";

export interface VerifyRequest {
  readonly path: string;
  readonly notebooks: NotebookPort;
  readonly version: string;
  /** The text of a file of allowed signers. */
  readonly signers?: string;
  /** Nothing is run. */
  readonly hashesOnly?: boolean;
  readonly signal?: AbortSignal;
  /** Milliseconds that a cell of D may take, and all of those of TypeScript. */
  readonly limitMs?: number;
  say(line: VerifyLine): void;
}
/** @returns the status: the first of 3, 2, 1 that any line has, else 0 */
export async function verifyPackage(request: VerifyRequest): Promise<number> {
  const { say } = request;
  let worst: number = STATUS.EQUAL;
  const lines: VerifyLine[] = [];
  const tell = (line: VerifyLine) => {
    lines.push(line);
    worst = Math.max(worst, line.status);
    say(line);
  };
  try {
    const read = await readPackage(request.path);
    tell(manifestLine(read, request.version));
    for (const line of await captureLines(read)) tell(line);
    tell(await signatureLine(read, request.signers));
    for (const line of await displayLines(read, request)) tell(line);
    if (request.hashesOnly) return worst;
    // of what another version has made the numbers can be verified, if nothing else
    if (lines.some(({ status }) => status === STATUS.BROKEN)) {
      const text = "not run: what they would run over is not what was published";
      tell({ what: "cells", status: STATUS.EQUAL, text });
      return worst;
    }
    for (const line of await cellLines(read, request)) tell(line);
    return worst;
  } catch (error) {
    if (request.signal?.aborted) throw error;
    const isKnown = error instanceof PackageError || error instanceof ManifestError || error instanceof PageFormatError;
    const { message } = error as Error;
    const isLate = (error as Error).name === "TimeoutError";
    const text = isKnown ? message : isLate ? "it takes longer than it may (--limit)" : `it cannot be run: ${message}`;
    tell({ what: "verify", status: STATUS.CANNOT, text });
    return STATUS.CANNOT;
  }
}
function manifestLine({ manifest }: ReadPackage, own: string): VerifyLine {
  const { program: { version }, captures, cells, anonymisation: { profile } } = manifest;
  const by = version === own ? "" : `, by version ${version}: this is ${own}`;
  const text = `${counted(captures.length, "capture")}, ${counted(cells.length, "cell")}, profile ${profile}${by}`;
  return { what: "manifest", status: STATUS.EQUAL, text };
}
const counted = (count: number, what: string) => `${count} ${what}${count === 1 ? "" : "s"}`;

async function captureLines({ manifest, captures }: ReadPackage): Promise<VerifyLine[]> {
  return await Promise.all(manifest.captures.map(async ({ name, sha256: expected, bytes, packets }) => {
    const data = captures.get(name)!, is = await sha256(data), what = `capture ${name}`;
    if (is === expected && data.length === bytes) {
      return { what, status: STATUS.EQUAL, text: `${counted(packets, "packet")}, SHA-256 ${is.slice(0, 16)}…` };
    }
    return { what, status: STATUS.BROKEN, text: `its SHA-256 is ${is}, and was ${expected}` };
  }));
}
async function signatureLine({ manifestText, signature }: ReadPackage, signersText?: string): Promise<VerifyLine> {
  const what = "signature";
  if (signature === undefined) {
    const isAsked = signersText !== undefined;
    return { what, status: isAsked ? STATUS.BROKEN : STATUS.EQUAL, text: "it is not signed" };
  }
  try {
    const { fingerprint, publicKey } = await checkSignature(manifestText, signature);
    if (signersText === undefined) {
      const text = `by the key ${fingerprint}: whose it is, a file of signers says (--signers)`;
      return { what, status: STATUS.EQUAL, text };
    }
    const { signers, ignored } = parseSigners(signersText);
    const signer = signers.find((one) => one.publicKey === publicKey);
    if (signer !== undefined) {
      return { what, status: STATUS.EQUAL, text: `by ${signer.principals}, key ${fingerprint}` };
    }
    const rest = ignored > 0 ? `; ${counted(ignored, "line")} of the file are not understood here` : "";
    return { what, status: STATUS.BROKEN, text: `the key ${fingerprint} is none of the signers'${rest}` };
  } catch (error) {
    if (!(error instanceof SignatureError)) throw error;
    return { what, status: STATUS.BROKEN, text: error.message };
  }
}
const LIMIT_MS = 600_000;
async function cellLines(
  read: ReadPackage,
  { notebooks, signal: interrupt, limitMs = LIMIT_MS }: VerifyRequest,
): Promise<VerifyLine[]> {
  const { manifest, captures } = read, { date, charts } = manifest;
  const late = new AbortController(), reason = new DOMException("it takes too long", "TimeoutError");
  const timer = setTimeout(() => late.abort(reason), limitMs);
  const signal = AbortSignal.any([late.signal, ...interrupt ? [interrupt] : []]);
  let results: readonly ReplayedCell[];
  try {
    results = await runPublished(sourceCells(manifest), captures, {
      notebooks,
      signal,
      manner: { date, charts, limitMs },
    });
  } finally {
    clearTimeout(timer);
  }
  return await Promise.all(manifest.cells.map((cell, i) => cellLine(cell, results[i], i + 1)));
}
