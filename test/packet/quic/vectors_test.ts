/** The vectors of RFC 9001 appendix A and RFC 9369 appendix A: keys, protected packets of clients and servers. */
import { deepStrictEqual, ok, strictEqual } from "node:assert";
import { initialKeys, LongHeader, openInitial, QUIC_TYPE, readFrames } from "../../../lib/packet/quic/mod.ts";
const of = (hex: string) => Uint8Array.fromHex(hex.replaceAll(/\s/g, ""));
const ID = of("8394c8f03e515708");
const SERVER1 = of(`cf000000010008f067a5502a4262b5004075c0d95a482cd0991cd25b0aac406a5816b6394100f37a1c69797554780bb3
8cc5a99f5ede4cf73c3ec2493a1839b3dbcba3f6ea46c5b7684df3548e7ddeb9c3bf9c73cc3f3bded74b562bfb19fb84022f8ef4cdd93795
d77d06edbb7aaf2f58891850abbdca3d20398c276456cbc42158407dd074ee`);
const SERVER2 = of(`dc6b3343cf0008f067a5502a4262b5004075d92faaf16f05d8a4398c47089698baeea26b91eb761d9b89237bbf872630
17915358230035f7fd3945d88965cf17f9af6e16886c61bfc703106fbaf3cb4cfa52382dd16a393e42757507698075b2c984c707f0a0812d8c
d5a6881eaf21ceda98f4bd23f6fe1a3e2c43edd9ce7ca84bed8521e2e140`);

for (const [version, packet] of [[1, SERVER1], [0x6b3343cf, SERVER2]] as const) {
  Deno.test(`a server's Initial of version ${version.toString(16)} is opened: an ACK and its hello`, () => {
    const header = new LongHeader(), [, server] = initialKeys(version, ID);
    ok(header.read(packet, 0, packet.length, packet.length));
    deepStrictEqual([header.version, header.type, header.end], [version, QUIC_TYPE.INITIAL, packet.length]);
    const opened = openInitial(server, header, packet, 0, -1);
    ok(opened);
    strictEqual(opened.number, 1);
    // ACK of packet 0, then CRYPTO with the ServerHello (RFC 9001 appendix A.3)
    strictEqual(opened.bytes.subarray(0, 12).toHex(), "02000000000600405a020000");
    const crypto: string[] = [];
    const read = readFrames(opened, {
      crypto: (offset, bytes, at, end) => (crypto.push(`${offset} ${end - at} ${bytes[at]}`), false),
      close: () => false,
    });
    deepStrictEqual([read, crypto], [{ frames: 2, isWhole: true, isOver: false }, ["0 90 2"]]);
    const other = packet.slice();
    other[packet.length - 1] ^= 1;
    strictEqual(openInitial(server, header, other, 0, -1), undefined);
    strictEqual(openInitial(initialKeys(version, of("00"))[1], header, packet, 0, -1), undefined);
  });
}
