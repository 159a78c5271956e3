/**
 * The quic provider: packets that the platform's own AES and HKDF have sealed; versions, Retry, negotiation, coalesced and
 * shuffled, spin bits, what cannot be opened.
 */
import { deepStrictEqual, strictEqual } from "node:assert";
import { createCipheriv, createHmac } from "node:crypto";
import type { Packet } from "../captures/writer.ts";
import { ethernet, ip4 } from "../packet/wire/frames.ts";
import { udpTo } from "../packet/wire/tunnel_frames.ts";
import { trace } from "../session/in_process.ts";
import { traceFrames } from "./segments.ts";

const CLIENT = "c0 00 02 01", SERVER = "c0 00 02 35", V1 = 1, V2 = 0x6b3343cf, RESERVED = 0x1a2a3a4a;
const DCID = [1, 2, 3, 4, 5, 6, 7, 8], CLIENT_ID = [0xc1], SERVER_ID = [0x5e, 0x5f, 0x60];
const u16 = (value: number) => [value >> 8 & 255, value & 255],
  u32 = (value: number) => [...u16(value >>> 16), ...u16(value)];
const varint = (value: number) => value < 64 ? [value] : [0x40 | value >> 8, value & 255];
const hmac = (key: Uint8Array, ...parts: readonly number[]) =>
  new Uint8Array(createHmac("sha256", key).update(Uint8Array.from(parts)).digest());
const SALTS: Readonly<Record<number, string>> = {
  [V1]: "38762cf7f55934b34d179ae6a4c80cadccbb7f0a",
  [V2]: "0dede3def700a6db819381be6e269dcbf9bd2ed9",
};
/** HKDF-Expand-Label for up to 32 bytes. */
const label = (secret: Uint8Array, name: string, size: number) =>
  hmac(secret, 0, size, name.length + 6, ...new TextEncoder().encode(`tls13 ${name}`), 0, 1).subarray(0, size);

interface InitialOf {
  readonly role: "client" | "server";
  readonly version?: number;
  /** Whose keys: the client's first destination. */
  readonly keysOf?: readonly number[];
  readonly dcid?: readonly number[];
  readonly scid?: readonly number[];
  readonly token?: readonly number[];
  readonly number?: number;
  readonly frames: readonly number[];
}
/** A sealed Initial packet, padded to what a sample takes. */
function initial(
  { role, version = V1, keysOf = DCID, dcid, scid, token = [], number = 0, frames }: InitialOf,
): number[] {
  const two = version === V2, name = two ? "quicv2" : "quic";
  const secret = hmac(Uint8Array.fromHex(SALTS[two ? V2 : V1]), ...keysOf), own = label(secret, `${role} in`, 32);
  const [key, iv, hp] = [label(own, `${name} key`, 16), label(own, `${name} iv`, 12), label(own, `${name} hp`, 16)];
  const to = dcid ?? (role === "client" ? DCID : CLIENT_ID), from = scid ?? (role === "client" ? CLIENT_ID : SERVER_ID);
  const plain = [...frames, ...Array(Math.max(0, 40 - frames.length)).fill(0)];
  const first = 0xc1 | (two ? 0x10 : 0);
  const header = Uint8Array.from([
    ...[first, ...u32(version), to.length, ...to, from.length, ...from],
    ...[...varint(token.length), ...token, ...[0x40 | plain.length + 18 >> 8, plain.length + 18 & 255], ...u16(number)],
  ]);
  const nonce = iv.slice();
  nonce[11] ^= number & 255;
  nonce[10] ^= number >> 8;
  const cipher = createCipheriv("aes-128-gcm", key, nonce);
  cipher.setAAD(header);
  const sealed = [...cipher.update(Uint8Array.from(plain)), ...cipher.final(), ...cipher.getAuthTag()];
  const ecb = createCipheriv("aes-128-ecb", hp, null), mask = ecb.update(Uint8Array.from(sealed.slice(2, 18)));
  header[0] ^= mask[0] & 0x0f;
  header[header.length - 2] ^= mask[1];
  header[header.length - 1] ^= mask[2];
  return [...header, ...sealed];
}
const crypto = (offset: number, bytes: readonly number[]) => [6, ...varint(offset), ...varint(bytes.length), ...bytes];
function hello(type: 1 | 2, name = ""): number[] {
  const text = [...new TextEncoder().encode(name)];
  const sni = [0, 0, ...u16(text.length + 5), ...u16(text.length + 3), 0, ...u16(text.length), ...text];
  const extensions = type === 1 ? sni : [0, 43, 0, 2, 3, 4];
  const suites = type === 1 ? [0, 2, 0x13, 1, 1, 0] : [0x13, 1, 0];
  const body = [3, 3, ...Array(32).fill(9), 0, ...suites, ...u16(extensions.length), ...extensions];
  return [type, 0, ...u16(body.length), ...body];
}
const start = 1_700_000_000;
function datagram(role: "client" | "server", bytes: readonly number[], time = 0, port = 4433): Packet {
  const frame = role === "client"
    ? ethernet(0x800, ip4(udpTo(port, Uint8Array.from(bytes), 5000), { from: CLIENT, to: SERVER }))
    : ethernet(0x800, ip4(udpTo(5000, Uint8Array.from(bytes), port), { from: SERVER, to: CLIENT }));
  return { seconds: start, nanoseconds: Math.round(time * 1e6), bytes: frame };
}
const CH = hello(1, "quic.example.test"), SH = hello(2);
const PROGRAM = `
  quic::: { printf("%d %s v%s %d pn%d co%d tok%d fr%d/%d %s|", args[0]->pkt_addr, probename, args[4]->quic_versionstr,
    args[4]->quic_from_client, args[4]->quic_pn, args[4]->quic_coalesced, args[4]->quic_token, args[4]->quic_frames,
    args[4]->quic_cryptos, args[4]->quic_versions); }
  tls:::client-hello { printf("%d CH %s %d %d %s|", args[0]->pkt_addr, args[4]->tls_sni, args[4]->tls_records,
    args[4]->tls_segments, args[3]->app_caddr); }
  tls:::server-hello { printf("%d SH %d us %s|", args[0]->pkt_addr, args[5]->tlsx_hello_us, args[4]->tls_versionstr); }`;
async function run(
  packets: readonly Packet[],
  program = PROGRAM,
  options: Record<string, string> = {},
): Promise<string[]> {
  const { output } = await traceFrames(packets, program, { local: "none", ...options });
  return output.trim().split("|").slice(0, -1).map((line) => line.trim());
}

for (const [version, name] of [[V1, "1"], [V2, "2"], [RESERVED, "unknown"]] as const) {
  Deno.test(`both sides' Initials of version ${name} are opened, their hellos are tls's, whatever the view`, async () => {
    const packets = [
      datagram("client", initial({ role: "client", version, frames: crypto(0, CH) })),
      datagram("server", initial({ role: "server", version, frames: [2, 0, 0, 0, 0, ...crypto(0, SH)] }), 2.5),
    ];
    for (const local of ["none", "192.0.2.1", "192.0.2.53"]) {
      deepStrictEqual(await run(packets, PROGRAM, { local }), [
        `1 initial v${name} 1 pn0 co1 tok0 fr1/1`,
        "1 CH quic.example.test 1 1 192.0.2.1",
        `2 initial v${name} 0 pn0 co1 tok0 fr2/1`,
        `2 connection v${name} 0 pn0 co1 tok0 fr2/1`,
        "2 SH 2500 us TLS 1.3",
      ]);
    }
  });
}
Deno.test("CRYPTO frames in any order, repeated and cut at other places, over several packets: one hello", async () => {
  const part = (from: number, to: number) => crypto(from, CH.slice(from, to));
  const packets = [
    datagram(
      "client",
      initial({ role: "client", frames: [...part(40, 60), ...part(0, 10), 1, 0, 0, ...part(55, 70)] }),
    ),
    datagram("client", initial({ role: "client", number: 1, frames: [...part(5, 41)] })),
    datagram("client", initial({ role: "client", number: 2, frames: [...part(60, CH.length), ...part(0, CH.length)] })),
  ];
  deepStrictEqual((await run(packets)).filter((line) => line.includes("CH")), ["3 CH quic.example.test 5 3 192.0.2.1"]);
});
Deno.test("several packets in a datagram, padding behind them; packets of Handshake have keys of their own", async () => {
  const handshake = [0xe0, ...u32(1), 1, 0xc1, 3, ...SERVER_ID, ...varint(30), ...Array(30).fill(7)];
  const both = [...initial({ role: "server", frames: crypto(0, SH) }), ...handshake, ...Array(20).fill(0)];
  const packets = [datagram("client", initial({ role: "client", frames: crypto(0, CH) })), datagram("server", both)];
  deepStrictEqual((await run(packets)).filter((line) => /initial|undec/.test(line)), [
    "1 initial v1 1 pn0 co1 tok0 fr1/1",
    "2 initial v1 0 pn0 co2 tok0 fr1/1",
  ]);
});
Deno.test("a Retry changes the keys; the hello behind it is the same hello, with a token", async () => {
  const retry = [0xf0, ...u32(1), 1, 0xc1, 3, ...SERVER_ID, 11, 12, 13, 14, ...Array(16).fill(0)];
  const again = { keysOf: SERVER_ID, dcid: SERVER_ID, token: [11, 12, 13, 14] } as const;
  const packets = [
    datagram("client", initial({ role: "client", frames: crypto(0, CH) })),
    datagram("server", retry, 1),
    datagram("client", initial({ role: "client", number: 1, ...again, frames: crypto(0, CH) }), 2),
    datagram("server", initial({ role: "server", keysOf: SERVER_ID, scid: [0x77], frames: crypto(0, SH) }), 3),
  ];
  deepStrictEqual(await run(packets), [
    ...[
      "1 initial v1 1 pn0 co1 tok0 fr1/1",
      "1 CH quic.example.test 1 1 192.0.2.1",
      "2 retry v1 0 pn-1 co1 tok4 fr0/0",
    ],
    ...[
      "3 initial v1 1 pn1 co1 tok4 fr1/1",
      "4 initial v1 0 pn0 co1 tok0 fr1/1",
      "4 connection v1 0 pn0 co1 tok0 fr1/1",
    ],
    "4 SH 3000 us TLS 1.3",
  ]);
});
Deno.test("negotiation says which versions; what is like it without a question before is not QUIC", async () => {
  const negotiation = [
    0x80,
    0,
    0,
    0,
    0,
    1,
    0xc1,
    8,
    ...DCID,
    ...u32(V1),
    ...u32(V2),
    ...u32(0xff00001d),
    ...u32(0x1a2a3a4a),
  ];
  const packets = [
    datagram("client", initial({ role: "client", version: RESERVED, frames: crypto(0, CH) })),
    datagram("server", negotiation),
  ];
  strictEqual(
    (await run(packets)).at(-1),
    "2 version-negotiation vnegotiation 0 pn-1 co1 tok0 fr0/0 1,2,draft-29,0x1a2a3a4a",
  );
  deepStrictEqual(await run([packets[1]]), []);
});
Deno.test("what cannot be opened says why: a server's alone, a damaged one, one that was cut, Google's", async () => {
  const why = `quic:::undecryptable, quic:::malformed { printf("%d %s %s %s|", args[0]->pkt_addr, probename,
    args[4]->quic_versionstr, args[5]->undecoded_reason); } quic:::initial { printf("initial|"); }`;
  const server = datagram("server", initial({ role: "server", frames: crypto(0, SH) }));
  deepStrictEqual(await run([server], why), ["1 undecryptable 1 with keys that the capture does not show"]);
  const whole = datagram("client", initial({ role: "client", frames: crypto(0, CH) })), damaged = whole.bytes.slice();
  damaged[damaged.length - 1] ^= 1;
  deepStrictEqual(await run([{ ...whole, bytes: damaged }], why), [
    "1 undecryptable 1 with keys that the capture does not show",
  ]);
  deepStrictEqual(await run([{ ...whole, bytes: whole.bytes.subarray(0, 120), wire: whole.bytes.length }], why), [
    "1 undecryptable 1 cut short",
  ]);
  deepStrictEqual(await run([datagram("client", initial({ role: "client", frames: [0x30, 1, 2] }))], why), [
    "1 malformed 1 with frames that cannot be read",
  ]);
  const google = datagram("client", [0xc3, 0x51, 0x30, 0x34, 0x36, 8, ...DCID, 0, ...Array(60).fill(1)]);
  deepStrictEqual(await run([google, google], why), ["1 undecryptable Q046 of another protocol of that name"]);
});
Deno.test("a connection that is closed in an Initial says why", async () => {
  const packets = [
    datagram("client", initial({ role: "client", frames: crypto(0, CH) })),
    datagram("server", initial({ role: "server", frames: [0x1c, ...varint(0x128), 0, 0] })),
  ];
  const program =
    `quic:::close { printf("%d %x %d|", args[0]->pkt_addr, args[5]->quicx_close, args[4]->quic_from_client); }`;
  deepStrictEqual(await run(packets, program), ["2 128 0"]);
});
Deno.test("the spin bit: round trips between its turns; a side whose bit stands still does not spin, which is said once", async () => {
  const short = (role: "client" | "server", bit: number, time: number) =>
    datagram(role, [0x40 | bit << 5, ...(role === "client" ? SERVER_ID : CLIENT_ID), 1, 2, 3, 4, 5], time);
  const packets = [datagram("client", initial({ role: "client", frames: crypto(0, CH) }))];
  // turns of the client 20 ms apart; the server's bit stands still
  for (let i = 0; i < 70; i++) packets.push(short("client", i / 10 & 1, 1 + 2 * i), short("server", 0, 1.5 + 2 * i));
  const program =
    `quic:::spin, quic:::not-spinning { printf("%s %d %d us %d spin %d|", probename, args[4]->quic_from_client,
    args[5]->quicx_spin_us, args[5]->quicx_samples, args[5]->quicx_spin); }`;
  const found = await run(packets, program);
  deepStrictEqual(found.slice(0, 2), ["spin 1 20000 us 1 spin 1", "spin 1 20000 us 2 spin 1"]);
  deepStrictEqual(found.filter((line) => line.startsWith("not")), ["not-spinning 0 20000 us 5 spin 0"]);
  strictEqual(found.length, 6);
});
Deno.test("JA4 over QUIC is that of its published example, by both paths", async () => {
  const program =
    `tls:::client-hello /args[4]->tls_transport == TLS_QUIC/ { printf("%s %s", args[4]->tls_sni, args[4]->tls_ja4); }`;
  const captures = ["../shared/captures/udp-quic-ipv6.pcap"];
  try {
    Deno.statSync(captures[0]);
  } catch {
    return console.log("skipped: the capture is not beside this repository");
  }
  for (const value of ["on", "off"]) {
    const options = [{ name: "quiet" }, { name: "fastpath", value }];
    const { output } = await trace(program, { captures, options });
    strictEqual(output.trim(), "cloudflare-quic.com q13d0310h3_55b375c5d22e_cd85d2d88918", `-x fastpath=${value}`);
  }
});
