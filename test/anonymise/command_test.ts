/**
 * `probebook anonymise`: containers, profiles, keys, what is refused; and captures as a whole, whose numbers stay.
 *
 * @module
 */
import { deepStrictEqual, match, ok, strictEqual } from "node:assert";
import { existsSync } from "node:fs";
import { gzipSync } from "node:zlib";
import { anonymiseMain } from "../../lib/cli/anonymise.ts";
import { anonymiseUsage } from "../../lib/cli/commands/anonymise_options.ts";
import { trace } from "../session/in_process.ts";
import { comparable } from "./comparable.ts";

const CAPTURES = new URL("../captures/", import.meta.url).pathname;
const DEMO = `${CAPTURES}demo.pcap`;
interface Ran {
  readonly status: number;
  readonly output: string;
  readonly errors: string;
}
/** Runs the command in this process. */
async function run(...args: string[]): Promise<Ran> {
  const { log, error } = console, said = { output: "", errors: "" };
  console.log = (text: string) => void (said.output += `${text}\n`);
  console.error = (text: string) => void (said.errors += `${text}\n`);
  try {
    return { status: await anonymiseMain(args), ...said };
  } finally {
    Object.assign(console, { log, error });
  }
}
async function inFolder(test: (folder: string) => Promise<void>): Promise<void> {
  const folder = Deno.makeTempDirSync();
  try {
    await test(folder);
  } finally {
    Deno.removeSync(folder, { recursive: true });
  }
}
const read = (path: string) => Deno.readFileSync(path);
const has = (bytes: Uint8Array, text: string) => new TextDecoder("latin1").decode(bytes).includes(text);

Deno.test("a capture is written whole, and the report says what was changed", () =>
  inFolder(async (folder) => {
    const { status, output, errors } = await run(DEMO, "-o", `${folder}/out.pcap`, "--report", `${folder}/report.txt`);
    deepStrictEqual([status, errors], [0, ""]);
    strictEqual(read(`${folder}/out.pcap`).length, read(DEMO).length);
    match(output, /^341 packets, profile default\n/);
    match(output, /the key was made for this run, and is forgotten\n$/);
    strictEqual(Deno.readTextFileSync(`${folder}/report.txt`), output);
    deepStrictEqual([...Deno.readDirSync(folder)].map(({ name }) => name).sort(), ["out.pcap", "report.txt"]);
  }));
Deno.test("without a key each run has another map, with one the same; others may not read it", () =>
  inFolder(async (folder) => {
    const write = async (name: string, ...more: string[]) => {
      strictEqual((await run(DEMO, "-q", "-o", `${folder}/${name}`, ...more)).status, 0);
      return read(`${folder}/${name}`);
    };
    const first = await write("a.pcap"), second = await write("b.pcap");
    ok(first.some((byte, i) => byte !== second[i]));
    const key = ["--key", `${folder}/key`];
    deepStrictEqual(await write("c.pcap", ...key), await write("d.pcap", ...key));
    strictEqual(Deno.statSync(`${folder}/key`).mode! & 0o777, 0o600);
    Deno.chmodSync(`${folder}/key`, 0o644);
    const { status, errors } = await run(DEMO, "-o", `${folder}/e.pcap`, ...key);
    strictEqual(status, 1);
    match(errors, /others may read this key: `chmod 600 /);
    Deno.writeTextFileSync(`${folder}/key`, "ab".repeat(32));
    Deno.chmodSync(`${folder}/key`, 0o600);
    match((await run(DEMO, "-o", `${folder}/e.pcap`, ...key)).errors, /halves of a key must differ/);
    ok(!existsSync(`${folder}/e.pcap`));
  }));
Deno.test("headers: packets are cut behind their headers, lengths on the wire stay", () =>
  inFolder(async (folder) => {
    strictEqual((await run(DEMO, "-q", "--profile", "headers", "-o", `${folder}/out.pcapng`)).status, 0);
    ok(read(`${folder}/out.pcapng`).length < read(DEMO).length / 3);
    const sum = 'packet:::capture { @["bytes"] = sum(args[0]->pkt_wirelen); @["packets"] = count(); }';
    const program = "ip:::send, ip:::receive { @ = sum(args[2]->ip_plength); @n[probename] = count(); }";
    ok(sum);
    const options = [{ name: "quiet", flag: "-q" }];
    const before = await trace(program, { captures: [DEMO], options });
    const after = await trace(program, { captures: [`${folder}/out.pcapng`], options });
    strictEqual(after.output, before.output);
  }));
Deno.test("none: asks for a reason, prints it, and drops what stands beside packets", () =>
  inFolder(async (folder) => {
    const path = `${folder}/out.pcap`;
    const refused = await run(DEMO, "--profile", "none", "-o", path);
    strictEqual(refused.status, 2);
    match(refused.errors, /give a reason with --reason/);
    ok(!existsSync(path));
    const { status, output } = await run(DEMO, "--profile", "none", "--reason", "made by ourselves", "-o", path);
    strictEqual(status, 0);
    match(output, /none of them changed; the reason given: made by ourselves/);
    strictEqual(read(path).length, read(DEMO).length);
  }));
/** A packet with all that may stand beside it. */
function annotated(): Uint8Array<ArrayBuffer> {
  const comment = "host.example.net is 11.22.33.44";
  const text = (code: number, value: string) => {
    const bytes = new TextEncoder().encode(value), padded = bytes.length + 3 & -4;
    return [
      code & 255,
      code >> 8,
      bytes.length & 255,
      bytes.length >> 8,
      ...bytes,
      ...Array(padded - bytes.length).fill(0),
    ];
  };
  const little = (value: number) => [0, 8, 16, 24].map((shift) => value >>> shift & 255);
  const block = (type: number, body: number[]) => [
    ...[...little(type), ...little(body.length + 12)],
    ...[...body, ...little(body.length + 12)],
  ];
  const end = little(0);
  const packet = [...read(DEMO).subarray(40, 40 + 60)];
  return Uint8Array.from([
    ...block(0x0a0d0d0a, [
      ...[...little(0x1a2b3c4d), 1, 0, 0, 0, ...Array(8).fill(255)],
      ...[
        ...text(1, comment),
        ...text(2, "hardware-name"),
        ...text(3, "system-name"),
        ...text(4, "application-name"),
        ...end,
      ],
    ]),
    ...block(1, [
      ...[1, 0, 0, 0, ...little(0)],
      ...[
        ...text(2, "interface-name"),
        ...text(3, "interface-description"),
        4,
        0,
        8,
        0,
        11,
        22,
        33,
        44,
        255,
        255,
        255,
        0,
        ...end,
      ],
    ]),
    ...block(4, [1, 0, 11, 0, 11, 22, 33, 44, ...new TextEncoder().encode("name-1"), 0, 0, ...end]),
    ...block(10, [...little(0x544c534b), ...little(12), ...new TextEncoder().encode("CLIENT_RANDO")]),
    ...block(6, [
      ...little(0),
      ...little(0),
      ...little(0),
      ...little(60),
      ...little(60),
      ...packet,
      ...text(1, comment),
      ...end,
    ]),
    ...block(0xbad, [...little(32473), ...new TextEncoder().encode("customblock!")]),
  ]);
}
Deno.test("pcapng is written anew: no comments, names, secrets, hosts' names; interfaces' addresses are mapped", () =>
  inFolder(async (folder) => {
    const capture = annotated();
    Deno.writeFileSync(`${folder}/in.pcapng`, capture);
    const { status, errors } = await run(`${folder}/in.pcapng`, "-q", "-o", `${folder}/out.pcapng`);
    deepStrictEqual([status, errors], [0, ""]);
    const out = read(`${folder}/out.pcapng`);
    for (const gone of ["host.example", "-name", "description", "name-1", "CLIENT", "custom", "\x0b\x16\x21\x2c"]) {
      ok(has(capture, gone), gone);
      ok(!has(out, gone), gone);
    }
    ok(has(out, "if0"));
  }));
Deno.test("several captures merge by time; in a folder each becomes a file of its own, with one map", () =>
  inFolder(async (folder) => {
    const other = `${CAPTURES}own-udp-unreachable.pcap`;
    strictEqual((await run(DEMO, other, "-q", "-o", `${folder}/both.pcapng`)).status, 0);
    Deno.writeFileSync(`${folder}/demo.pcap.gz`, gzipSync(read(DEMO)));
    const twice = await run(`${folder}/demo.pcap.gz`, DEMO, "-o", `${folder}/all/`);
    strictEqual(twice.status, 2);
    match(twice.errors, /would both become demo\.pcap/);
    strictEqual((await run(`${folder}/demo.pcap.gz`, other, "-q", "-o", `${folder}/all/`)).status, 0);
    const names = [...Deno.readDirSync(`${folder}/all`)].map(({ name }) => name).sort();
    deepStrictEqual(names, ["demo.pcap", "own-udp-unreachable.pcap"]);
    const count = async (path: string) =>
      (await trace("packet:::* { @ = count(); }", { captures: [path], options: [{ name: "quiet", flag: "-q" }] }))
        .output.trim();
    strictEqual(Number(await count(`${folder}/both.pcapng`)), Number(await count(DEMO)) + Number(await count(other)));
  }));
Deno.test("what cannot be rewritten is refused, and nothing is written", () =>
  inFolder(async (folder) => {
    const header = Uint8Array.from([0xd4, 0xc3, 0xb2, 0xa1, 2, 0, 4, 0, ...Array(8).fill(0), 0, 0, 4, 0, 147, 0, 0, 0]);
    const record = Uint8Array.from([...Array(8).fill(0), 4, 0, 0, 0, 4, 0, 0, 0, 1, 2, 3, 4]);
    Deno.writeFileSync(`${folder}/user.pcap`, Uint8Array.from([...header, ...record]));
    const { status, errors } = await run(`${folder}/user.pcap`, "-o", `${folder}/out.pcap`);
    strictEqual(status, 1);
    match(errors, /has frames of link type 147 \(USER0\), in which addresses cannot be found/);
    const missing = await run(`${folder}/nothing.pcap`, "-o", `${folder}/out.pcap`);
    match(missing.errors, /nothing\.pcap: no such file/);
    const text = await run(`${CAPTURES}own-bad-not-a-capture.pcap`, "-o", `${folder}/out.pcap`);
    match(text.errors, /not a capture that can be read/);
    deepStrictEqual([...Deno.readDirSync(folder)].map(({ name }) => name), ["user.pcap"]);
  }));
Deno.test("of a damaged capture what can be read is written, and the status says that it is damaged", () =>
  inFolder(async (folder) => {
    const { status, errors } = await run(`${CAPTURES}own-bad-cut-in-record.pcap`, "-q", "-o", `${folder}/out.pcap`);
    strictEqual(status, 1);
    match(errors, /truncated record/);
    ok(existsSync(`${folder}/out.pcap`));
  }));
Deno.test("a command line that cannot be: status 2, with help", async () => {
  const wrong: [string[], RegExp][] = [
    [[], /name a capture/],
    [[DEMO], /name the file to write/],
    [[DEMO, "-o", "x", "--profile", "loud"], /--profile is one of default, headers, none, not `loud`/],
    [[DEMO, "-o", "x", "--keep", "oui,all"], /--keep is one of oui, timestamps, not `all`/],
    [[DEMO, "-o", "x", "--shift-days", "1.5"], /whole number of days/],
    [[DEMO, "-o"], /--output needs a value/],
    [[DEMO, "-o", "x", "-o", "y"], /given twice/],
    [[DEMO, "-o", "x", "--quiet=1"], /takes no value/],
    [[DEMO, "--out", "x"], /unknown option `--out`/],
  ];
  for (const [args, message] of wrong) {
    const { status, errors } = await run(...args);
    strictEqual(status, 2, args.join(" "));
    match(errors, message);
    ok(errors.includes(anonymiseUsage()));
  }
  const { status, output } = await run("--help");
  deepStrictEqual([status, output], [0, `${anonymiseUsage()}\n`]);
});
Deno.test("interrupted, it leaves nothing behind", () =>
  inFolder(async (folder) => {
    const program = new URL("../../lib/cli/main.ts", import.meta.url).pathname;
    // a pipe that nobody writes to for a while, and then packet by packet: a signal is heard between two reads
    const child = new Deno.Command(Deno.execPath(), {
      args: ["run", "--no-prompt", "-A", program, "anonymise", "-", "-o", `${folder}/out.pcap`],
      stdin: "piped",
      stdout: "null",
      stderr: "null",
    }).spawn();
    const writer = child.stdin.getWriter(), demo = read(DEMO);
    await writer.write(demo.subarray(0, 100_000));
    for (const end = Date.now() + 120_000; [...Deno.readDirSync(folder)].length === 0 && Date.now() < end;) {
      await new Promise((done) => setTimeout(done, 50));
    }
    child.kill("SIGINT");
    let hasEnded = false;
    child.status.then(() => hasEnded = true);
    for (let at = 100_000; at < demo.length && !hasEnded; at++) {
      await writer.write(demo.subarray(at, at + 1)).catch(() => {});
      await new Promise((done) => setTimeout(done, 20));
    }
    await writer.close().catch(() => {});
    strictEqual((await child.status).code, 130);
    deepStrictEqual([...Deno.readDirSync(folder)], []);
  }));
Deno.test("times are shifted by whole days", () =>
  inFolder(async (folder) => {
    strictEqual((await run(DEMO, "-q", "-o", `${folder}/a.pcap`)).status, 0);
    strictEqual((await run(DEMO, "-q", "--shift-days", "-2", "-o", `${folder}/b.pcap`)).status, 0);
    const seconds = (name: string) => new DataView(read(`${folder}/${name}`).buffer).getUint32(24, true);
    strictEqual(seconds("a.pcap") - seconds("b.pcap"), 2 * 86400);
    // before 1970
    for (const format of ["pcap", "pcapng"]) {
      const { output } = await run(DEMO, "--shift-days", "-40000", "-o", `${folder}/c.${format}`);
      match(output, new RegExp(`\\n341 packets have times that a ${format} cannot hold: the nearest were written\\n$`));
      const { errors } = await run(DEMO, "-q", "--shift-days", "-40000", "-o", `${folder}/c.${format}`);
      match(errors, /have times that a pcap/);
    }
  }));

/** Of what a person would ask, with addresses left out of the answers. */
const QUESTIONS = [
  "ip:::send, ip:::receive { @[probename, args[2]->ip_ver, args[4]->ipv4_protostr] = count(); @b[probename] = quantize(args[2]->ip_plength); }",
  "tcp:::state-change { @[tcp_state_string[args[3]->tcps_state], tcp_state_string[args[5]->tcps_state]] = count(); }",
  'tcp:::connect-established, tcp:::accept-established { printf("%d %d\\n", args[4]->tcp_sport, args[4]->tcp_dport); }',
  "tcp:::send, tcp:::receive { @[args[4]->tcp_flags] = count(); @r[args[3]->tcps_retransmit] = count(); }",
  "udp:::send, udp:::receive { @[args[4]->udp_dport] = count(); }",
  "icmp:::* { @[probename] = count(); }",
];
for (
  const name of [
    "demo.pcap",
    "own-tcp-states-a.pcap",
    "own-udp-unreachable.pcap",
    "own-any-sll2.pcap",
    "own-variety.pcap",
  ]
) {
  Deno.test(`what is asked of a capture is answered as before: ${name}`, () =>
    inFolder(async (folder) => {
      strictEqual((await run(CAPTURES + name, "-q", "-o", `${folder}/out.pcapng`)).status, 0);
      const options = [{ name: "quiet", flag: "-q" }];
      for (const program of QUESTIONS) {
        const before = await trace(program, { captures: [CAPTURES + name], options });
        const after = await trace(program, { captures: [`${folder}/out.pcapng`], options });
        strictEqual(after.output, before.output, program);
      }
    }));
}

const hasTshark = existsSync("/usr/bin/tshark");
for (const name of ["demo.pcap", "own-variety.pcap", "own-udplite-v4-v6.pcap", "own-tcp6-nano.pcap"]) {
  Deno.test(
    { name: `tshark's verdicts are the same, under a map that is one to one: ${name}`, ignore: !hasTshark },
    () =>
      inFolder(async (folder) => {
        strictEqual((await run(CAPTURES + name, "-q", "-o", `${folder}/out.pcapng`)).status, 0);
        const before = await comparable(CAPTURES + name), after = await comparable(`${folder}/out.pcapng`);
        deepStrictEqual(after.facts, before.facts);
        const map = new Map<string, string>(), back = new Map<string, string>();
        for (const [i, address] of before.addresses.entries()) {
          const mapped = after.addresses[i];
          strictEqual(map.get(address) ?? mapped, mapped);
          strictEqual(back.get(mapped) ?? address, address);
          map.set(address, mapped);
          back.set(mapped, address);
        }
      }),
  );
}
