/**
 * A request and what answers it, on one connection.
 *
 * @module
 */
import type { HeadPart, HttpHead } from "./head.ts";

/** A moment of a capture. */
export interface HttpMoment {
  readonly seconds: number;
  readonly nanoseconds: number;
}
/** What is known of a request while its response is waited for: a copy of its first line and its host. */
export class HttpRequest {
  readonly bytes: Uint8Array;
  readonly version: number;
  readonly method: HeadPart;
  readonly target: HeadPart;
  readonly host: HeadPart;
  readonly path: HeadPart;
  readonly query: HeadPart;

  constructor(head: HttpHead) {
    const { method, target, host, path, query, bytes, version } = head;
    const from = method.at, line = target.end - from, isApart = host.end > target.end || host.at < from;
    this.version = version;
    this.bytes = new Uint8Array(line + (isApart ? host.end - host.at : 0));
    this.bytes.set(bytes.subarray(from, target.end));
    const moved = ({ at, end }: HeadPart): HeadPart => ({ at: at - from, end: end - from });
    this.method = moved(method);
    this.target = moved(target);
    this.path = moved(path);
    this.query = moved(query);
    if (isApart) {
      this.bytes.set(bytes.subarray(host.at, host.end), line);
      this.host = { at: line, end: this.bytes.length };
    } else this.host = moved(host);
  }
  /** Whether its method is that; `text` is in lower case. */
  is(text: string): boolean {
    const { at, end } = this.method;
    if (end - at !== text.length) return false;
    for (let i = 0; i < text.length; i++) if ((this.bytes[at + i] | 32) !== text.charCodeAt(i)) return false;
    return true;
  }
}
export interface HttpExchange {
  readonly id: number;
  /** Which one on its connection, from 1. */
  readonly depth: number;
  readonly request: HttpRequest;
  /** First and last byte of the request; the last one once that is known. */
  readonly first: HttpMoment;
  last: HttpMoment | undefined;
  /** First and last byte of the response. */
  answered: HttpMoment | undefined;
  done: HttpMoment | undefined;
  isResynced: boolean;
  /** It was asked after something had come that was not captured. */
  readonly isBehindLoss: boolean;
  /** Requests of the connection that were not answered, as this one was sent or answered. */
  waiting: number;
}
