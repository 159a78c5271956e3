/**
 * A connection of HTTP in a test: what each side sends, in pieces, at times; and what its reader makes of it.
 *
 * @module
 */
import { HttpHead, type HttpMessage, HttpReader, type HttpSink } from "../../../lib/packet/http/mod.ts";
import { StreamCounts, StreamDirection } from "../../../lib/packet/stream/mod.ts";

const decoder = new TextDecoder("latin1");
export const latin1 = (text: string): Uint8Array => Uint8Array.from(text, (character) => character.charCodeAt(0));

/** What a side does next: data; so many bytes that are not captured; its end. */
export type Step = readonly [side: 0 | 1, what: string | Uint8Array | number | "fin"];

export interface Read {
  readonly lines: string[];
  /** Offsets of bytes that were used, by side. */
  readonly left: number;
}
/** Reads a connection and writes a line for each thing that is told. */
export function readConnection(steps: readonly Step[], isGuessed = false): string[] {
  const lines: string[] = [], head = new HttpHead();
  let id = 0, time = 0, isLeft = false;
  const text = (bytes: Uint8Array, { at, end }: { at: number; end: number }) => decoder.decode(bytes.subarray(at, end));
  const of = ({ exchange }: HttpMessage) =>
    exchange
      ? ` #${exchange.id} ${text(exchange.request.bytes, exchange.request.method)} ${
        text(exchange.request.bytes, exchange.request.target)
      }`
      : "";
  const tell = (name: string, m: HttpMessage, more = "") => {
    const bad = m.bad ? ` bad ${m.bad}` : "", missing = m.missing ? ` missing ${m.missing}` : "";
    lines.push(`${name}${m.status > 0 ? ` ${m.status}` : ""}${of(m)}${more}${missing}${bad}`);
    return false;
  };
  const sink: HttpSink = {
    keepsHeads: false,
    nextId: () => ++id,
    isBehindLoss: () => false,
    request: (m) => tell("request", m, ` host ${text(head.bytes, head.host)} f${m.framing}`),
    response: (m) => tell("response", m, ` f${m.framing}`),
    informational: (m) => tell("informational", m),
    upgrade: (m) => tell("upgrade", m),
    requestDone: (m) => tell("request-done", m, ` ${m.body}`),
    responseDone: (m) => tell("response-done", m, ` ${m.body}`),
    gap: (m, missing) => {
      lines.push(`gap ${missing}${m ? of(m) : " unknown"}`);
      return false;
    },
    malformed: (reason) => {
      lines.push(`malformed ${reason}`);
      return false;
    },
    leave: () => isLeft = true,
    forget: (requests) => lines.push(`forgotten ${requests}`),
  };
  const reader = new HttpReader(sink, head), counts = new StreamCounts();
  const directions = [new StreamDirection(0, counts), new StreamDirection(1, counts)], seq = [100, 500];
  directions.forEach((direction, side) => {
    direction.begin(seq[side], isGuessed);
    direction.reader = reader;
  });
  for (const [side, what] of steps) {
    if (isLeft) break;
    time++;
    const direction = directions[side];
    if (what === "fin") direction.finish(seq[side]);
    else if (typeof what === "number") seq[side] += what;
    else {
      const bytes = typeof what === "string" ? latin1(what) : what;
      direction.add({
        ...{ seq: seq[side], bytes, at: 0, end: bytes.length, length: bytes.length, seconds: time, nanoseconds: 0 },
      });
      seq[side] += bytes.length;
      direction.acknowledge(seq[side], time, 0);
    }
  }
  return lines;
}
