/** The tls provider: what tshark says of real handshakes, however their segments are cut; what is damaged, lost, or no TLS. */
import { deepStrictEqual, strictEqual } from "node:assert";
import type { Packet } from "../../captures/writer.ts";
import { Random } from "../../fuzz/random.ts";
import { CONTAINERS } from "../../generate/containers.ts";
import { trace } from "../../session/in_process.ts";
import { traceFrames } from "../segments.ts";
import { cut, readPackets, shuffle } from "./recut.ts";
import expectations from "./expectations.json" with { type: "json" };

const CAPTURE = "notebooks/captures/tls.pcap";
const PACKETS = readPackets(CAPTURE);
const PROGRAM = `
  tls:::client-hello { printf("%d|client-hello|%s|%s|%s|%s\\n", args[0]->pkt_addr, args[4]->tls_sni, args[4]->tls_alpn,
    args[4]->tls_ja3, args[4]->tls_ja4); }
  tls:::server-hello { printf("%d|server-hello|%d|%s\\n", args[0]->pkt_addr, args[4]->tls_cipher, args[4]->tls_ja3s); }
  tls:::hello-retry { printf("%d|hello-retry\\n", args[0]->pkt_addr); }
  tls:::certificate { printf("%d|certificate|%d\\n", args[0]->pkt_addr, args[4]->cert_length); }
  tls:::alert /args[4]->alert_code >= 0/ { printf("%d|alert|%d\\n", args[0]->pkt_addr, args[4]->alert_code); }
  tls:::malformed { printf("%d|malformed|%s\\n", args[0]->pkt_addr, args[5]->undecoded_reason); }`;
const FACTS = `
  tls:::client-hello { printf("C %s %x %x %x ciphers %d extensions %d resume %d ech %d pq %d first %d %d %d bad %d\\n",
    args[4]->tls_sni, args[4]->tls_version, args[4]->tls_legacy, args[4]->tls_record, args[4]->tls_ciphers,
    args[4]->tls_extensions, args[4]->tls_resumption, args[4]->tls_ech, args[4]->tls_postquantum,
    args[4]->tls_cipher_list[0], args[4]->tls_extension_list[0], args[4]->tls_group_list[0], args[4]->tls_bad); }
  tls:::server-hello { printf("S %s %s group %d resume %d %s/%d\\n", args[4]->tls_versionstr, args[4]->tls_cipherstr,
    args[4]->tls_group, args[4]->tls_resumption, args[5]->tlsx_sni, args[5]->tlsx_resumed); }
  tls:::hello-retry { printf("R group %d\\n", args[4]->tls_group); }
  tls:::certificate { printf("X %d %s|%s|%s|%s|%s\\n", args[4]->cert_index, args[4]->cert_subject, args[4]->cert_issuer,
    args[4]->cert_names, args[4]->cert_key, args[4]->cert_signature); }
  tls:::handshake-complete { printf("D %s %s v%x retried %d resumed %d\\n", args[5]->tlsx_sni, args[5]->tlsx_alpn,
    args[5]->tlsx_version, args[5]->tlsx_retried, args[5]->tlsx_resumed); }
  tls:::alert { printf("A %d %d %s client %d\\n", args[4]->alert_level, args[4]->alert_code, args[4]->alert_codestr,
    args[4]->alert_from_client); }
  tls:::malformed { printf("M %s\\n", args[5]->undecoded_reason); }`;

async function lines(captures: string[], program: string, options: Record<string, string> = {}): Promise<string[]> {
  const settings = Object.entries({ local: "none", strsize: "1k", ...options }).map(([name, value]) => ({
    name,
    value,
  }));
  const { output } = await trace(program, { captures, options: [{ name: "quiet" }, ...settings] });
  return output.trim().split("\n");
}
/** The same packets written again. */
async function facts(packets: readonly Packet[], program = FACTS): Promise<string[]> {
  const { output } = await traceFrames(packets, program, { local: "none", strsize: "1k" });
  return output.trim().split("\n");
}

Deno.test("names, protocols, JA3 and JA4, suites, certificates and alerts of real handshakes are tshark's", async () => {
  const found = await lines([CAPTURE], PROGRAM);
  // tshark has a blank behind its commas
  deepStrictEqual(found, expectations.map((row) => row.join("|").replaceAll(", ", ",")));
});
Deno.test("versions from 1.0 to 1.3, retries, sessions that go on, early data, certificates of clients, alerts", async () => {
  const found = await lines([CAPTURE], FACTS), of = (start: string) => found.filter((line) => line.startsWith(start));
  const server = "CN=www.example.test,O=Example\\, Inc.,C=XX";
  const names = "www.example.test,*.example.test,192.0.2.80,2001:db8::80";
  deepStrictEqual(of("X")[0], `X 0 ${server}|${server}|${names}|RSA 2048|sha256WithRSAEncryption`);
  deepStrictEqual(of("X").at(-2), "X 0 CN=a client|CN=a client||EC P-256|ecdsa-with-SHA256");
  deepStrictEqual(of("D").map((line) => line.slice(2)), [
    "v10.example.test  v301 retried 0 resumed 0",
    "v11.example.test  v302 retried 0 resumed 0",
    "v12.example.test http/1.1 v303 retried 0 resumed 0",
    "v13.example.test h2,http/1.1 v304 retried 0 resumed 0",
    "retry.example.test  v304 retried 1 resumed 0",
    "ticket.example.test  v303 retried 0 resumed 0",
    "ticket.example.test  v303 retried 0 resumed 1",
    "id.example.test  v303 retried 0 resumed 0",
    "id.example.test  v303 retried 0 resumed 1",
    "early.example.test  v304 retried 0 resumed 0",
    "early.example.test  v304 retried 0 resumed 1",
    "mutual.example.test  v303 retried 0 resumed 0",
    "small.example.test  v303 retried 0 resumed 0",
    "curl.example.test h2,http/1.1 v304 retried 0 resumed 0",
    "  v304 retried 0 resumed 0",
  ]);
  // what is offered to go on with: a ticket 1, a number 2, a key 4 and early data 8; the server accepts the number, the key
  deepStrictEqual(
    of("C").map((line) => `${line.split(" ")[1]} ${/resume (\d+)/.exec(line)![1]}`).filter((line) =>
      !line.endsWith(" 0")
    ),
    [
      "ticket.example.test 3",
      "id.example.test 2",
      "early.example.test 12",
    ],
  );
  deepStrictEqual(of("R"), ["R group 24"]);
  deepStrictEqual(of("A 2"), ["A 2 70 protocol_version client 0", "A 2 120 no_application_protocol client 0"]);
  strictEqual(of("M").length, 0);
});
Deno.test("the same of segments of one byte and of any size, reordered and repeated", async () => {
  const expected = await lines([CAPTURE], FACTS), random = new Random(4);
  for (const size of [1, 100]) {
    deepStrictEqual(await facts(cut(PACKETS, size)), expected, `segments of ${size}`);
  }
  for (let run = 0; run < 2; run++) {
    const packets = shuffle(cut(PACKETS, 60 + random.below(400)), random);
    // both ends' messages stand in the order in which they became whole
    deepStrictEqual((await facts(packets)).sort(), [...expected].sort(), `run ${run}`);
  }
});
Deno.test("the same of every container, whole or in several files", async () => {
  const expected = await lines([CAPTURE], FACTS), folder = await Deno.makeTempDir();
  try {
    for (const { name, write } of CONTAINERS) {
      const paths = write(PACKETS).map(({ ending, bytes }, i) => {
        const path = `${folder}/${name.replaceAll(" ", "-")}-${i}.${ending}`;
        Deno.writeFileSync(path, bytes);
        return path;
      });
      deepStrictEqual(await lines(paths, FACTS), expected, name);
    }
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});
Deno.test("a hello in one segment is one packet and one record; cut, it says in how many it came", async () => {
  const program = `tls:::client-hello { printf("%d %d\\n", args[4]->tls_segments, args[4]->tls_records); }`;
  const [first] = await facts(PACKETS, program);
  strictEqual(first, "1 1");
  strictEqual((await facts(cut(PACKETS, 50), program))[0], "4 1");
});

/** A ClientHello of TLS 1.2 with a name, its lengths right; `more` is put behind its extensions. */
function hello(
  name: string,
  { suites = [0x1301], extensions = [] as readonly (readonly number[])[], type = 1 } = {},
): number[] {
  const u16 = (value: number) => [value >> 8, value & 255];
  const text = [...new TextEncoder().encode(name)];
  const sni = [0, 0, ...u16(text.length + 5), ...u16(text.length + 3), 0, ...u16(text.length), ...text];
  const all = [...(name === "" ? [] : sni), ...extensions.flat()];
  const body = [
    3,
    3,
    ...Array(32).fill(7),
    0,
    ...u16(2 * suites.length),
    ...suites.flatMap(u16),
    1,
    0,
    ...u16(all.length),
    ...all,
  ];
  return [type, 0, ...u16(body.length), ...body];
}
const record = (bytes: readonly number[]) => [22, 3, 1, bytes.length >> 8, bytes.length & 255, ...bytes];
const extension = (
  type: number,
  bytes: readonly number[],
) => [type >> 8, type & 255, bytes.length >> 8, bytes.length & 255, ...bytes];
/** Data of the client, each a segment, behind a handshake of TCP; the real frames are written over. */
function talk(...parts: readonly (readonly number[])[]): Packet[] {
  const opening = PACKETS.slice(0, 3), [syn] = opening, view = new DataView(syn.bytes.buffer, syn.bytes.byteOffset);
  const first = view.getUint32(14 + 20 + 4) + 1;
  let seq = first;
  return [
    ...opening,
    ...parts.map((part): Packet => {
      const bytes = new Uint8Array(54 + part.length), out = new DataView(bytes.buffer);
      bytes.set(syn.bytes.subarray(0, 54));
      bytes.set(part, 54);
      out.setUint16(16, 40 + part.length);
      out.setUint32(38, seq);
      bytes[46] = 0x50;
      bytes[47] = 0x18;
      seq += part.length;
      return { ...opening[2], bytes };
    }),
  ];
}
const text = (letters: string) => [...new TextEncoder().encode(letters)];
const SHORT = `tls:::client-hello { printf("%s|%s|%d|%d|%s\\n", args[4]->tls_sni, args[4]->tls_alpn, args[4]->tls_ech,
  args[4]->tls_bad, args[4]->tls_ja4); } tls:::malformed { printf("%s\\n", args[5]->undecoded_reason); }`;

Deno.test("a hello after STARTTLS is found where a segment begins; data that only look like it are none", async () => {
  const one = record(hello("mail.example.test"));
  deepStrictEqual(
    (await facts(talk(text("EHLO here\r\n"), text("STARTTLS\r\n"), one), SHORT)).map((line) => line.split("|")[0]),
    [
      "mail.example.test",
    ],
  );
  deepStrictEqual(await facts(talk(text("GET / HTTP/1.1\r\n\r\n"), text("x"), [...text("y"), ...one]), SHORT), [""]);
  deepStrictEqual(await facts(talk([22, 3, 1, 0, 5, 20, 0, 0, 1, 0]), SHORT), [""]);
});
Deno.test("GREASE counts for nothing, in suites, extensions, groups and algorithms; JA4 is the same in any order", async () => {
  const groups = (list: readonly number[]) =>
    extension(10, [0, 2 * list.length, ...list.flatMap((one) => [one >> 8, one & 255])]);
  const algorithms = (list: readonly number[]) =>
    extension(13, [0, 2 * list.length, ...list.flatMap((one) => [one >> 8, one & 255])]);
  const plain = hello("a.test", { suites: [0x1301, 0x1302], extensions: [groups([29]), algorithms([0x0403])] });
  const grease = hello("a.test", {
    suites: [0x0a0a, 0x1302, 0x1301],
    extensions: [extension(0x1a1a, []), algorithms([0xfafa, 0x0403]), groups([0x2a2a, 29]), extension(0xcaca, [0])],
  });
  const [one, other] = [await facts(talk(record(plain)), SHORT), await facts(talk(record(grease)), SHORT)];
  deepStrictEqual(one, other);
  // 0x0b1b is a number like any other: only equal bytes mean nothing
  const near = hello("a.test", { suites: [0x1301, 0x1302, 0x0a1a], extensions: [groups([29]), algorithms([0x0403])] });
  strictEqual((await facts(talk(record(near)), SHORT))[0].split("|")[4].slice(4, 6), "03");
});
Deno.test("protocols that are no text, encrypted hellos, and lengths that lead out: said, and the rest is read", async () => {
  const alpn = (bytes: readonly number[]) => extension(16, [0, bytes.length, ...bytes]);
  const of = async (extensions: readonly (readonly number[])[]) =>
    (await facts(talk(record(hello("a.test", { extensions }))), SHORT))[0].split("|");
  // first and last digit of the bytes in hexadecimal (JA4's description)
  deepStrictEqual((await of([alpn([2, 0xab, 0xcd])]))[4].slice(8, 10), "ad");
  deepStrictEqual((await of([alpn([1, 0x68])]))[4].slice(8, 10), "hh");
  strictEqual((await of([extension(0xfe0d, [0])]))[2], "1");
  strictEqual((await of([[0, 16, 255, 255]]))[3], "1");
  const bad = hello("a.test");
  bad[38 + 2] = 200;
  deepStrictEqual(await facts(talk(record(bad)), SHORT), ["a hello shorter than what it must have"]);
  deepStrictEqual(
    await facts(talk(record(hello("a.test")), [99, 1, 2, 3, 4, 5]), SHORT).then(([, last]) => last),
    "what should be a record is none",
  );
});
Deno.test("cut short anywhere: what is whole is found, what is not fires nothing", async () => {
  const packets = PACKETS.slice(0, 9), whole = (await facts(packets)).length;
  for (const at of [3, 5]) {
    const { bytes } = packets[at];
    for (let size = 40; size < bytes.length; size += 97) {
      const some = packets.map((packet, i) =>
        i === at ? { ...packet, bytes: bytes.subarray(0, size), wire: bytes.length } : packet
      );
      const found = await facts(some);
      strictEqual(found.filter((line) => line.startsWith("M")).length, 0, `${size} bytes`);
      strictEqual(found.length < whole || found[0] === "", true);
    }
  }
});
