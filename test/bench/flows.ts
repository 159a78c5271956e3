/**
 * Captures of very many connections, and a flood of SYNs from very many sources: what flow tables must bear.
 *
 * @module
 */
const FRAME = 14 + 20 + 20;
const RECORD = 16 + FRAME;
const SERVER = 0xc0000201; // 192.0.2.1
const SYN = 2, ACK = 16;

/** Writes segments without data; each is a source, a target, their ports, numbers and flags. */
class SegmentFile {
  readonly #file: Deno.FsFile;
  readonly #chunk = new Uint8Array(RECORD * 16384);
  readonly #view = new DataView(this.#chunk.buffer);
  #used = 0;
  #count = 0;

  constructor(path: string) {
    this.#file = Deno.openSync(path, { write: true, create: true, truncate: true });
    const header = new DataView(new ArrayBuffer(24));
    [0xa1b2c3d4, 0x00040002, 0, 0, 65535, 1].forEach((word, i) => header.setUint32(4 * i, word, true));
    this.#file.writeSync(new Uint8Array(header.buffer));
  }
  /** 200,000 packets a second of capture time. */
  add(from: number, to: number, fromPort: number, toPort: number, seq: number, ack: number, flags: number): void {
    if (this.#used === this.#chunk.length) this.#flush();
    const view = this.#view, at = this.#used, ip = at + 16 + 14, tcp = ip + 20;
    const n = this.#count++;
    [1.7e9 + Math.floor(n / 2e5), (n % 2e5) * 5, FRAME, FRAME].forEach((w, k) => view.setUint32(at + 4 * k, w, true));
    view.setUint16(ip - 2, 0x0800);
    view.setUint32(ip, 0x45000000 | 40);
    view.setUint32(ip + 8, 0x40060000);
    view.setUint32(ip + 12, from);
    view.setUint32(ip + 16, to);
    view.setUint32(tcp, fromPort << 16 | toPort);
    view.setUint32(tcp + 4, seq);
    view.setUint32(tcp + 8, ack);
    view.setUint32(tcp + 12, 0x5000ffff | flags << 16);
    this.#used += RECORD;
  }
  #flush(): void {
    for (let at = 0; at < this.#used;) at += this.#file.writeSync(this.#chunk.subarray(at, this.#used));
    this.#used = 0;
  }
  close(): number {
    this.#flush();
    this.#file.close();
    return this.#count;
  }
}

/** A SYN each from so many addresses. Returns packets. */
export function writeFlood(path: string, sources: number): number {
  const file = new SegmentFile(path);
  for (let n = 0; n < sources; n++) file.add(0x0a000000 + n, SERVER, 1024 + (n & 0x7fff), 80, n, 0, SYN);
  return file.close();
}
/** So many handshakes, then an ACK on each: all are open at once. */
export function writeConnections(path: string, connections: number): number {
  const file = new SegmentFile(path);
  const client = (n: number) => 0x0a000000 + (n >> 3);
  const port = (n: number) => 1024 + (n & 7) * 1000;
  for (let n = 0; n < connections; n++) {
    file.add(client(n), SERVER, port(n), 80, 100, 0, SYN);
    file.add(SERVER, client(n), 80, port(n), 500, 101, SYN | ACK);
    file.add(client(n), SERVER, port(n), 80, 101, 501, ACK);
  }
  for (let n = 0; n < connections; n++) file.add(SERVER, client(n), 80, port(n), 501, 101, ACK);
  return file.close();
}
