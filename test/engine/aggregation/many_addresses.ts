/**
 * A capture of packets between addresses of all shapes.
 *
 * @module
 */
/** Numbers that look like chance, the same every time. */
function chance(): (below: number) => number {
  let seed = 4;
  return (below) => {
    seed = Math.imul(seed ^ seed >>> 15, 0x2c1b3c6d) + 0x297a2d39 >>> 0;
    return (seed >>> 12) % below;
  };
}
/** Addresses of all shapes that their texts can have. */
function addressesOf(below: (limit: number) => number) {
  const four = () => Array.from({ length: 4 }, () => below(2) ? below(256) : below(12));
  const zeroes = (count: number): number[] => Array(count).fill(0);
  const six = (): number[] => {
    const kind = below(12);
    if (kind === 0) return [...zeroes(10), 0xff, 0xff, ...four()];
    if (kind === 1) return [...zeroes(12), ...four()];
    if (kind === 2) return [...zeroes(15), below(4)];
    if (kind === 3) return [0, 0x64, 0xff, 0x9b, ...zeroes(8), ...four()];
    return Array.from({ length: 8 }, () => [0, below(16), below(256), below(65536)][below(kind < 8 ? 4 : 2)])
      .flatMap((group) => [group >> 8, group & 0xff]);
  };
  return { four, six };
}
/** Packets of UDP over IPv4 and IPv6, raw IP; each is cut behind UDP's header. */
function captureOf(packets: number): Uint8Array<ArrayBuffer> {
  const below = chance(), { four, six } = addressesOf(below);
  const bytes = new Uint8Array(24 + packets * (16 + 48)), view = new DataView(bytes.buffer);
  [0xa1b2c3d4, 0x00040002, 0, 0, 65535, 101].forEach((word, i) => view.setUint32(4 * i, word, true));
  let at = 24;
  for (let n = 0; n < packets; n++) {
    const isSix = below(2) === 0, length = 8 + below(1400), header = isSix ? 40 : 20, ip = at + 16;
    [1.7e9 + Math.floor(n / 1000), n % 1000 * 1000, header + 8, header + length].forEach((word, i) =>
      view.setUint32(at + 4 * i, word, true)
    );
    if (isSix) {
      view.setUint32(ip, 0x60000000);
      view.setUint32(ip + 4, length << 16 | 17 << 8 | 64);
      bytes.set([...six(), ...six()], ip + 8);
    } else {
      view.setUint32(ip, 0x45000000 | 20 + length);
      view.setUint32(ip + 8, 64 << 24 | 17 << 16);
      bytes.set([...four(), ...four()], ip + 12);
    }
    view.setUint32(ip + header, 1000 << 16 | 2000);
    view.setUint16(ip + header + 4, length);
    at = ip + header + 8;
  }
  return bytes.slice(0, at);
}
/** Calls with its path, and takes it away. */
export async function withCapture(packets: number, run: (path: string) => Promise<void>): Promise<void> {
  const path = await Deno.makeTempFile({ suffix: ".pcap" });
  try {
    await Deno.writeFile(path, captureOf(packets));
    await run(path);
  } finally {
    await Deno.remove(path);
  }
}
