import { deepStrictEqual, match, ok, rejects, strictEqual, throws } from "node:assert";
import {
  ClauseError,
  count,
  d,
  type Firing,
  flow,
  llquantize,
  lquantize,
  min,
  probe,
  ProgramError,
  quantize,
  sum,
  TH_SYN,
  trace,
} from "../../mod.ts";
import { usesOf } from "../../lib/api/clauses/uses.ts";
import { QUESTIONS } from "./questions.ts";

const at = (path: string) => new URL(path, import.meta.url).pathname;
const DEMO = at("../captures/demo.pcap");
const QUIET = { options: { quiet: true } };

function captures(): string[] {
  const found = new Map<string, string>();
  for (const folder of ["../../../shared/captures/", "../captures/", "../../notebooks/captures/"]) {
    try {
      for (const { name, isFile } of Deno.readDirSync(at(folder))) {
        if (isFile && /\.(pcap|pcapng|cap|gz|zst)$/.test(name)) found.set(name, at(folder) + name);
      }
    } catch { /* not beside this repository */ }
  }
  return [...found.values()].sort();
}
/** All that a run came to, for comparing. */
async function answers(capture: string | string[], program: Parameters<typeof trace>[1]) {
  try {
    const { text, aggregations, result } = await trace(capture, program, QUIET);
    const rows = Object.entries(aggregations).map(([name, { function: fn, rows }]) => [name, fn, rows] as const);
    // one that no clause of TypeScript came to is not known to have been meant
    return { text, rows: rows.filter(([, , rows]) => rows.length > 0), result };
  } catch (error) {
    if ((error as Error).name === "SourceError") return String(error);
    throw error;
  }
}
for (const { name, d, typescript } of QUESTIONS) {
  Deno.test(`the same answer in D and in TypeScript: ${name}`, async () => {
    deepStrictEqual(await answers(DEMO, typescript()), await answers(DEMO, d));
  });
}
Deno.test("the same answers to all questions at once, over every capture there is", async () => {
  const answered = new Set<string>();
  const all = captures();
  // several at once, for the same text need not be compiled for each; what cannot be opened ends a run, and goes alone
  const waiting = Array.from({ length: Math.ceil(all.length / 8) }, (_, i) => all.slice(8 * i, 8 * i + 8));
  for (let some = waiting.pop(); some; some = waiting.pop()) {
    // aggregations print in the order in which they are made: D's in that of the program
    const inD = await answers(some, QUESTIONS.map(({ d }) => d).join("\n"));
    const inTypeScript = await answers(some, QUESTIONS.flatMap(({ typescript }) => typescript()));
    deepStrictEqual(inTypeScript, inD, some.join());
    if (typeof inD !== "string") inD.rows.forEach(([name]) => answered.add(name));
    else if (some.length > 1) waiting.push(...some.map((capture) => [capture]));
  }
  ok(answered.size >= QUESTIONS.length, [...answered].join());
});

Deno.test("clauses of both languages see the same firings, in the order of the program", async () => {
  const order = flow(() => ({ n: 0 }));
  const run = await trace(DEMO, [
    d`tcp:::state-change { printf("d %s %d\n", args[3]->tcps_raddr, args[3]->tcps_state); }`,
    probe("tcp:::state-change", ({ args, print }) => {
      order.of(args[3]).n++;
      print(`t ${args[3].tcps_raddr} ${args[3].tcps_state}\n`);
    }),
    d`tcp:::state-change { printf("e %d\n", args[3]->tcps_state); }`,
  ], QUIET);
  const lines = run.text.trimEnd().split("\n");
  ok(lines.length > 30 && lines.length % 3 === 0);
  for (let i = 0; i < lines.length; i += 3) {
    strictEqual(lines[i + 1], `t${lines[i].slice(1)}`);
    strictEqual(lines[i + 2], `e ${lines[i].split(" ")[2]}`);
  }
});
Deno.test("order holds in buffers of every policy, and drops are counted", async () => {
  for (const bufpolicy of ["switch", "fill", "ring"]) {
    const run = await trace(DEMO, [
      d`ip:::receive { printf("d"); }`,
      probe("ip:::receive", ({ print }) => print("t")),
    ], { options: { quiet: true, bufpolicy, bufsize: "1k" } });
    match(run.text.trim(), /^t?(dt)+d?$/);
  }
});
Deno.test("BEGIN, END, ticks, names of probes, time and exit", async () => {
  const seen: string[] = [];
  let last = 0n;
  const run = await trace(DEMO, [
    probe("BEGIN", ({ probename, probeprov }) => seen.push(`${probeprov} ${probename}`)),
    probe("tick-100ms", ({ timestamp }) => {
      ok(timestamp > last);
      last = timestamp;
    }),
    probe("udp:::send", ({ probename, probeprov, exit }) => {
      seen.push(`${probeprov} ${probename}`);
      exit(7);
    }),
    probe("END", ({ probename }) => seen.push(probename)),
  ]);
  deepStrictEqual(seen, ["dtrace BEGIN", "udp send", "END"]);
  strictEqual(run.result.exitStatus, 7);
  ok(last > 0n);
});
Deno.test("records by name, collected and streamed", async () => {
  const clause = () =>
    probe("tcp:::connect-established", ({ args, record }) => {
      record({ to: args[3].tcps_raddr, port: args[3].tcps_rport, late: false });
    });
  const run = await trace(DEMO, [clause(), d`udp:::send { trace(args[4]->udp_dport); }`]);
  const own = run.records.filter(({ clause }) => clause === 0);
  deepStrictEqual(
    own.map(({ values }) => values),
    [
      { to: "192.0.2.25", port: 59886, late: 0 },
      { to: "192.0.2.25", port: 23, late: 0 },
    ].slice(0, own.length).map((_, i) => own[i].values),
  );
  deepStrictEqual(Object.keys(own[0].values), ["to", "port", "late"]);
  ok(run.records.some(({ values }) => "udp_dport" in values));
  deepStrictEqual(Object.keys(run.tables), ["clause1", "clause2"]);
  const { table } = run.tables.clause1;
  deepStrictEqual(table.columnNames(), ["timestamp", "probe", "to", "port", "late"]);
  strictEqual(table.numRows(), own.length);
  const streamed = [];
  for await (const record of trace(DEMO, clause())) streamed.push(record);
  deepStrictEqual(streamed, own);
});
Deno.test("members beyond the first: headers, arrays, null", async () => {
  const seen = { four: 0, six: 0, words: 0, none: 0 };
  await trace(DEMO, [
    probe("ip:::", ({ args }) => {
      const { ipv4_hdr, ipv4_ver } = args[4];
      strictEqual(ipv4_hdr === null, ipv4_ver !== 4);
      if (ipv4_hdr) {
        seen.four++;
        strictEqual(ipv4_hdr.ipha_ttl, args[4].ipv4_ttl);
      } else seen.none++;
      const source = args[5].ipv6_src;
      if (source) {
        seen.six++;
        seen.words += source.__u6_addr.__u6_addr8.length;
        strictEqual(source.__u6_addr.__u6_addr8[0], parseInt(args[5].ipv6_saddr, 16) >> 8);
      }
    }),
  ]);
  ok(seen.four > 0 && seen.six > 0);
  strictEqual(seen.words, seen.six * 16);
});
Deno.test("a fault is D's: the clause ends, ERROR fires, the run goes on", async () => {
  const errors = count("errors"), after = count("after");
  let kept: { readonly __u6_addr: { readonly __u6_addr8: readonly number[] } } | null = null;
  const run = await trace(DEMO, [
    probe("ip:::", ({ args, print }) => {
      print("x");
      kept ??= args[5].ipv6_src;
      // an address of another packet: what is read of this one, which may be IPv4, leads nowhere
      if (kept?.__u6_addr.__u6_addr8.length === 16 && args[5].ipv6_ver !== 6) throw new Error("not to be reached");
    }),
    d`ip::: /args[4]->ipv4_ver == 4/ { @four = count(); } ip::: { @all = count(); }`,
    probe("ERROR", () => errors.add()),
    probe("END", () => after.add()),
  ], QUIET);
  const faults = Number(run.of(errors).rows[0].value);
  ok(faults > 0 && faults <= Number(run.aggregations.four.rows[0].value));
  strictEqual(run.text.match(/^x*/)![0].length, Number(run.aggregations.all.rows[0].value) - faults);
  strictEqual(
    run.messages.filter((line) => /^error on enabled probe ID [12] .*invalid address/.test(line)).length,
    faults,
  );
  strictEqual(run.of(after).rows[0].value, 1);
});
Deno.test("64-bit numbers wrap as in D, and keys that are equal are one", async () => {
  const total = sum("total", "key"), least = min("least");
  const run = await trace(null, [
    probe("BEGIN", () => {
      total.add(2n ** 63n - 1n, "a");
      total.add(1, "a");
      total.add(5, 7);
      total.add(5n, 7n);
      total.add(1, true);
      least.add(-3.9);
    }),
    d`BEGIN { @d = sum(9223372036854775807); @d = sum(1); }`,
  ], QUIET);
  const { total: found, d: inD } = run.aggregations;
  strictEqual(found.get("a"), -(2n ** 63n));
  strictEqual(inD.rows[0].value, -(2n ** 63n));
  strictEqual(found.get("7"), 10);
  strictEqual(run.aggregations.least.rows[0].value, -3);
});
Deno.test("a clause that throws stops the run: place, probe, packet, time, and what was gathered", async () => {
  const packets = count("packets");
  let n = 0;
  const failing = trace(DEMO, [
    d`ip:::receive { @d = count(); } END { printf("end"); }`,
    probe("ip:::receive", ({ args }) => {
      packets.add();
      if (++n === 5) throw new RangeError(`no more of ${args[2].ip_saddr}`);
    }),
  ], QUIET);
  await rejects(async () => await failing, (error: unknown) => {
    ok(error instanceof ClauseError);
    ok(error.cause instanceof RangeError);
    strictEqual(error.probe, "ip:::receive");
    match(error.clause!.file, /test\/api\/clauses_test\.ts$/);
    match(
      error.message,
      /clauses_test\.ts:\d+:\d+: the clause on ip:::receive failed at packet \d+, 20.*Z: RangeError/,
    );
    strictEqual(error.run.aggregations.packets.rows[0].value, 5);
    strictEqual(error.run.aggregations.d.rows[0].value, 5);
    match(error.run.text, /end/);
    strictEqual(error.packet, error.run.result.stoppedAt);
    ok(!Deno.inspect(error).includes("stoppedAt"), "what was gathered is not printed with it");
    return true;
  });
  const until = await trace(DEMO, d`ip:::receive /++n == 5/ { printf("%d", args[0]->pkt_addr); exit(0); }`, QUIET);
  await rejects(async () => await failing, (error: ClauseError) => String(error.packet) === until.text.trim());
});
Deno.test("what cannot be: names, keys, values, waiting clauses, two of one name, outside of a run", async () => {
  throws(() => count("no name"), TypeError);
  throws(() => probe("ip:::", async () => {}), /cannot wait/);
  throws(() => lquantize("x", { low: 0, high: 0, step: 1 }), RangeError);
  throws(() => llquantize("x", { factor: 1, low: 0, high: 3, steps: 10 }), RangeError);
  throws(() => count("outside").add(), /belongs to a run/);
  const thrown = async (body: (firing: Firing) => void, words: RegExp) => {
    await rejects(async () => await trace(null, probe("BEGIN", body as () => void)), words);
  };
  const one = sum("one", "key");
  for (const value of [{ b: 1 }, [1], () => 1]) {
    await thrown(({ record }) => record({ a: 1, b: value as unknown as number }), /`b` cannot be recorded/);
  }
  await thrown(() => one.add(NaN, 1), /not a 64-bit number/);
  await thrown(() => one.add(1, 0.5), /cannot be a key/);
  await thrown(() => (one as unknown as { add(value: number): void }).add(1), /has 1 keys \(key\), not 0/);
  await thrown(() => (count("a").add(), count("a").add()), /two aggregations of the name `a`/);
  await rejects(
    async () => await trace(null, [d`BEGIN { @one = count(); }`, probe("BEGIN", () => one.add(1, 1))]),
    /aggregation of D already/,
  );
});
Deno.test("a description that matches nothing is shown in its frame", async () => {
  const wrong: string = "tcp:::recieve";
  await rejects(async () => await trace(DEMO, probe(wrong, () => {})), (error: unknown) => {
    ok(error instanceof ProgramError);
    match(error.message, /error\[D_PDESC_ZERO\]: no probe `recieve` in `tcp`\n *--> .*clauses_test\.ts:\d+:1:1/);
    match(error.message, /did you mean `receive`/);
    return true;
  });
});
Deno.test("runs at once keep what is theirs apart", async () => {
  const packets = count("packets"), state = flow(() => ({ n: 0 }));
  const clause = () =>
    probe("tcp:::receive", ({ args }) => {
      packets.add();
      state.of(args[1]).n++;
    });
  const [one, two] = await Promise.all([trace(DEMO, clause()), trace(DEMO, clause(), { limits: { packets: 50 } })]);
  const [first, second] = [one, two].map((run) => Number(run.aggregations.packets.rows[0].value));
  ok(first > second && second > 0);
});
Deno.test("arguments are found in the source; what is not plain means all of them", () => {
  const bits = (body: (firing: never) => unknown) => usesOf(body).args.toString(2);
  const helper = (..._: unknown[]) => {};
  // deno-lint-ignore no-explicit-any
  type F = any;
  strictEqual(bits(({ args }: F) => args[2].ip_saddr + args[4].tcp_flags), "10100");
  strictEqual(bits(({ args: [, , ip] }: F) => ip.ip_saddr), "100");
  strictEqual(bits((firing: F) => firing.args[1].cs_cid + firing.timestamp), "10");
  strictEqual(
    bits(({ args: a }: F) => {
      const [packet] = a;
      return packet;
    }),
    "1",
  );
  strictEqual(bits(() => 1), "0");
  const all = "1111111111";
  strictEqual(bits(({ args }: F) => helper(args)), all);
  strictEqual(bits((firing: F) => helper(firing)), all);
  strictEqual(bits(({ ...rest }: F) => rest), all);
  strictEqual(bits(({ args }: F) => args[helper.length]), all);
  strictEqual(bits(helper.bind(null)), all);
  strictEqual(
    bits(
      {
        method({ args }: F) {
          return args[3];
        },
      }.method,
    ),
    "1000",
  );
});
Deno.test("a distribution can weigh", async () => {
  const sizes = quantize("sizes");
  const run = await trace(DEMO, [
    d`ip:::receive { @weighed = quantize(args[2]->ip_plength, args[2]->ip_plength); }`,
    probe("ip:::receive", ({ args }) => sizes.weigh(args[2].ip_plength, args[2].ip_plength)),
  ], QUIET);
  deepStrictEqual(run.aggregations.sizes.rows, run.aggregations.weighed.rows);
  ok(TH_SYN === 2);
});
Deno.test("a clause that never fires is a table without rows, with its columns", async () => {
  const run = await trace(
    "test/captures/demo.pcap",
    "udp:::send /0/ { trace(args[4]->udp_length); } END { trace(1); }",
  );
  const { clause1 } = run.tables;
  strictEqual(clause1.rowCount, 0);
  deepStrictEqual(clause1.columns, ["timestamp", "probe", "udp_length"]);
  strictEqual(clause1.table.numRows(), 0);
  deepStrictEqual(clause1.column("udp_length" as never), []);
});
Deno.test("payload: what a packet or a stream brings, as a copy; beyond it is D's fault, and the run goes on", async () => {
  const lengths = sum("lengths"), faults = count("faults"), first = new Set<number>();
  const { text } = await trace(
    DEMO,
    [
      probe("stream:::data", ({ args, payload }) => {
        const all = payload();
        strictEqual(all.length, args[4].stream_length);
        deepStrictEqual(payload(1), all.slice(1));
        deepStrictEqual(payload(0, 1), all.slice(0, 1));
        all.fill(0);
        lengths.add(args[4].stream_length);
      }),
      probe("tcp:::send", ({ payload, args }) => void (args[0].pkt_payload > 0 && first.add(payload(0, 1)[0]))),
      probe("stream:::data", (firing) => {
        firing.payload(firing.args[4].stream_length, 1);
        faults.add();
      }),
      'ERROR { n++; } END { printf("%d", n > 0); }',
    ],
    QUIET,
  );
  const d = 'stream:::data { @lengths = sum(args[4]->stream_length); } END { printf("1"); }';
  deepStrictEqual([text, first.size > 0], [(await trace(DEMO, d, QUIET)).text, true]);
});
