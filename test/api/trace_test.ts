import { deepStrictEqual, match, ok, rejects, strictEqual, throws } from "node:assert";
import { d, ProgramError, SettingError, trace, type TraceRecord } from "../../mod.ts";
import { trace as traceInProcess } from "../session/in_process.ts";

const DEMO = new URL("../captures/demo.pcap", import.meta.url).pathname;

Deno.test("a run: text as the command prints it, aggregations as rows in the same order", async () => {
  const program = "ip:::receive { @from[args[2]->ip_saddr] = count(); @ = quantize(args[2]->ip_plength); }";
  const run = await trace(DEMO, program);
  const { output } = await traceInProcess(program, { captures: [DEMO] });
  strictEqual(run.text, output);
  const { from, _ } = run.aggregations;
  deepStrictEqual(from.keys, ["ip_saddr"]);
  const printed = [...output.matchAll(/^ {2}([0-9a-f.:]+) +(\d+)$/gm)].map(([, key, value]) => [key, Number(value)]);
  deepStrictEqual(from.rows.map(({ keys, value }) => [keys[0], value]), printed);
  strictEqual(from.get(String(printed[0][0])), printed[0][1]);
  const total = from.rows.reduce((sum, { value }) => sum + Number(value), 0);
  strictEqual(_.rows[0].buckets!.reduce((sum, { count }) => sum + Number(count), 0), total);
});
Deno.test("records are collected and streamed, the same", async () => {
  const program = d`tcp:::state-change { trace(args[3]->tcps_state); trace(args[3]->tcps_raddr); }`;
  const run = await trace(DEMO, program, { options: { quiet: true } });
  ok(run.records.length > 0);
  deepStrictEqual(Object.keys(run.records[0].values), ["tcps_state", "tcps_raddr"]);
  match(run.records[0].probe, /^tcp:kernel:none:state-change$/);
  const streamed: TraceRecord[] = [];
  for await (const record of trace(DEMO, program, { options: { quiet: true } })) streamed.push(record);
  deepStrictEqual(streamed, run.records);
});
Deno.test("leaving the iteration stops the run", async () => {
  const tracing = trace(null, d`tick-1ms { trace(timestamp); }`);
  let seen = 0;
  for await (const _ of tracing) if (++seen === 3) break;
  const { result } = await tracing;
  ok(result.interrupted);
});
Deno.test("a slow reader holds the run back", async () => {
  const tracing = trace(DEMO, d`ip::: { trace(1); }`);
  let first = true;
  let count = 0;
  for await (const _ of tracing) {
    if (first) await new Promise((resolve) => setTimeout(resolve, 20));
    first = false;
    count++;
  }
  strictEqual(count, (await tracing).records.length);
});
Deno.test("AbortSignal stops a run; what was gathered is kept, and END fires", async () => {
  const stopper = new AbortController();
  const tracing = trace(null, d`tick-1ms { @ = count(); printf("tick "); } END { printf("end"); }`, {
    signal: stopper.signal,
    options: { quiet: true },
    write: () => stopper.abort(),
  });
  const run = await tracing;
  ok(run.result.interrupted);
  ok(Number(run.aggregations._.rows[0].value) > 0);
  match(run.text, /end/);
});
Deno.test("macro arguments, options and limits", async () => {
  const run = await trace(DEMO, d`ip::: { @ = count(); } END { printf("%d %s", $1, $$2); }`, {
    arguments: [42, "words"],
    options: { quiet: true, local: "none" },
    limits: { packets: 5 },
  });
  match(run.text, /^42 words/);
  strictEqual(run.result.packets, 5);
  const few = await trace(DEMO, d`ip::: { trace(1); }`, { limits: { records: 2, text: 10 } });
  strictEqual(few.records.length, 2);
  ok(few.omitted.records > 0 && few.omitted.characters > 0);
  strictEqual(few.text.length, 10);
});
Deno.test("values in a template are literals of D", async () => {
  const nasty = 'a"b\\n';
  const run = await trace(null, d`BEGIN { printf("%s|%d|%d", ${nasty}, ${-7}, ${2n ** 40n}); exit(${3}); }`, {
    options: { quiet: true },
  });
  strictEqual(run.text.trimEnd(), `${nasty}|-7|${2n ** 40n}`);
  strictEqual(run.result.exitStatus, 3);
  throws(() => d`BEGIN { exit(${0.5}); }`, TypeError);
});
Deno.test("failures: a mistake in its frame, an option, a source that is missing", async () => {
  await rejects(
    async () => await trace(DEMO, d`ip:::receive { @[args[2]->ip_sadr] = count(); }`),
    (error: unknown) => {
      ok(error instanceof ProgramError);
      match(error.message, /error\[D_TYPE_MEMBER\].*\n.*<d>:1:27/);
      return true;
    },
  );
  await rejects(async () => await trace(DEMO, d`BEGIN {}`, { options: { nonsense: 1 } }), SettingError);
  await rejects(async () => await trace(null, d`ip:::receive {}`), /no source: `ip:::receive` needs a capture/);
  await rejects(async () => await trace("/nonexistent.pcap", d`ip:::receive {}`), {
    name: "SourceError",
    message: "/nonexistent.pcap: no such file",
  });
  await rejects(async () => {
    for await (const _ of trace("/nonexistent.pcap", d`ip:::receive {}`));
  }, { name: "SourceError" });
});
