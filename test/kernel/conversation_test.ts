import { deepStrictEqual, match, ok, strictEqual } from "node:assert";
import { Client, resultOf, textOf } from "./client.ts";

/** One kernel for a group of steps: starting one for each would take most of the time. */
async function withClient(run: (client: Client) => Promise<void>, permissions: readonly string[] = []): Promise<void> {
  const client = await Client.start(permissions);
  try {
    await run(client);
  } finally {
    strictEqual((await client.stop()).success, true);
  }
}

Deno.test("kernel: kernel_info says protocol, language and version", () =>
  withClient(async (client) => {
    const info = await client.request("kernel_info_request", {});
    strictEqual(info.status, "ok");
    strictEqual(info.protocol_version, "5.3");
    strictEqual(info.language_info.name, "typescript");
    strictEqual(info.language_info.mimetype, "text/typescript");
    strictEqual(info.language_info.file_extension, ".ts");
    const again = await client.request("kernel_info_request", {}, "control");
    deepStrictEqual(again, info);
  }));

Deno.test("kernel: execute", (t) =>
  withClient(async (client) => {
    await t.step("statuses, input and result come in order", async () => {
      const { reply, published } = await client.execute("1 + 1");
      deepStrictEqual(published.map(({ type }) => type), ["status", "execute_input", "execute_result", "status"]);
      deepStrictEqual(published[0].content, { execution_state: "busy" });
      deepStrictEqual(published[1].content, { code: "1 + 1", execution_count: 1 });
      deepStrictEqual(published[2].content, { execution_count: 1, data: { "text/plain": "2" }, metadata: {} });
      deepStrictEqual(reply, { status: "ok", execution_count: 1, user_expressions: {}, payload: [] });
    });
    await t.step("text keeps its order, stdout and stderr, raw and console", async () => {
      const executed = await client.execute(
        'console.log("a"); Deno.stdout.writeSync(new TextEncoder().encode("b\\n")); console.error("c"); console.log("d")',
      );
      // how much of it comes in one message is a matter of time
      const streams: string[][] = [];
      for (const { type, content } of executed.published) {
        if (type !== "stream") continue;
        if (streams.at(-1)?.[0] === content.name) streams.at(-1)![1] += content.text;
        else streams.push([content.name, content.text]);
      }
      deepStrictEqual(streams, [
        ["stdout", "a\nb\n"],
        ["stderr", "c\n"],
        ["stdout", "d\n"],
      ]);
    });
    await t.step("an error has name, message and a frame with a caret", async () => {
      const { reply, published } = await client.execute("const a = 1;\n  null.x;");
      strictEqual(reply.status, "error");
      strictEqual(reply.ename, "TypeError");
      const error = published.find(({ type }) => type === "error")!.content;
      const count = reply.execution_count;
      deepStrictEqual(error.traceback.slice(1, 5), [
        ` --> <cell ${count}>:2:8`,
        "  |",
        "2 |   null.x;",
        "  |        ^",
      ]);
    });
    await t.step("silent cells publish nothing but their status and are not counted", async () => {
      const before = (await client.execute("0")).reply.execution_count;
      const { reply, published } = await client.execute("console.log(1); 5", { silent: true });
      deepStrictEqual(published.map(({ type }) => type), ["status", "status"]);
      strictEqual(reply.execution_count, before);
      strictEqual((await client.execute("6", { store_history: false })).reply.execution_count, before);
      strictEqual((await client.execute("7")).reply.execution_count, before + 1);
    });
    await t.step("user expressions are values or errors", async () => {
      const { reply } = await client.execute("let shown = 20", {
        user_expressions: { good: "shown + 1", bad: "nosuch" },
      });
      deepStrictEqual(reply.user_expressions.good, { status: "ok", data: { "text/plain": "21" }, metadata: {} });
      strictEqual(reply.user_expressions.bad.ename, "ReferenceError");
    });
  }));

Deno.test("kernel: execute, one cell after the other", (t) =>
  withClient(async (client) => {
    await t.step("an error drops the cells that wait, unless told otherwise", async () => {
      const ask = (code: string, stop_on_error: boolean) =>
        client.send("shell", "execute_request", { code, stop_on_error, silent: false, store_history: true });
      const reply = async (id: string) => (await client.take("shell", (m) => m.parent.msg_id === id)).content;
      const failing = (file: string) =>
        `for (;;) { try { Deno.statSync("${file}"); break; } catch { await new Promise((r) => setTimeout(r, 5)); } } throw 1`;
      const go = `${await Deno.makeTempDir()}/go`;
      const first = ask(failing(go), true), second = ask("2", true);
      // which is answered while a cell runs: then both have come
      await client.request("complete_request", { code: "Math.tru", cursor_pos: 8 });
      await Deno.writeTextFile(go, "");
      strictEqual((await reply(first)).status, "error");
      strictEqual((await reply(second)).status, "aborted");
      const third = ask(failing(go), false), fourth = ask("4", true);
      strictEqual((await reply(third)).status, "error");
      strictEqual((await reply(fourth)).status, "ok");
      await Deno.remove(new URL(`file://${go}/..`), { recursive: true });
    });
    await t.step("declarations of every kind can be made again", async () => {
      for (const text of ["const a = 1; a", "let a = 2; a", "var a = 3; a", "class a {}; 4", "function a() {}; 5"]) {
        const executed = await client.execute(text);
        strictEqual(executed.reply.status, "ok", `${text}: ${executed.reply.evalue}`);
      }
    });
    await t.step("display, update and clear", async () => {
      const code = 'const d = await display({ n: 1 }, { id: "x" }); await d.update({ n: 2 }); notebook.clear(true)';
      const { published } = await client.execute(code);
      deepStrictEqual(published.slice(2, -1), [
        {
          type: "display_data",
          content: { data: { "text/plain": "{ n: 1 }" }, metadata: {}, transient: { display_id: "x" } },
        },
        {
          type: "update_display_data",
          content: { data: { "text/plain": "{ n: 2 }" }, metadata: {}, transient: { display_id: "x" } },
        },
        { type: "clear_output", content: { wait: true } },
      ]);
    });
    await t.step("output of a cell that is over belongs to it", async () => {
      const code = 'const wait = setInterval(() => globalThis.isOver && (clearInterval(wait), console.log("late")), 1)';
      const id = client.send("shell", "execute_request", { code, silent: false });
      await client.published(id);
      await client.execute("globalThis.isOver = true", { silent: true });
      const late = await client.take("iopub", (message) => message.header.msg_type === "stream");
      strictEqual(late.parent.msg_id, id);
      strictEqual(late.content.text, "late\n");
    });
  }));

Deno.test("kernel: completion, inspection, completeness, history", (t) =>
  withClient(async (client) => {
    await t.step("completion counts characters, not UTF-16 units", async () => {
      await client.execute("const table = { columns: 1 }");
      const code = '"\u{1f600}"; table.col';
      const reply = await client.request("complete_request", { code, cursor_pos: [...code].length });
      deepStrictEqual(reply.matches, ["columns"]);
      strictEqual(reply.cursor_start, [...code].length - 3);
      strictEqual(reply.cursor_end, [...code].length);
      strictEqual(reply.metadata._jupyter_types_experimental[0].signature, "number");
    });
    await t.step("completion and inspection work while a cell runs", async () => {
      const id = client.send("shell", "execute_request", { code: "while (true);", silent: false });
      await client.started(id);
      deepStrictEqual((await client.request("complete_request", { code: "table.c", cursor_pos: 7 })).matches, [
        "columns",
        "constructor",
      ]);
      const inspected = await client.request("inspect_request", { code: "table", cursor_pos: 2, detail_level: 0 });
      strictEqual(inspected.found, true);
      match(inspected.data["text/plain"], /columns: number/);
      await client.request("interrupt_request", {}, "control");
      await client.published(id);
    });
    await t.step("inspection of nothing", async () => {
      const reply = await client.request("inspect_request", { code: "nosuch", cursor_pos: 6, detail_level: 0 });
      deepStrictEqual(reply, { status: "ok", found: false, data: {}, metadata: {} });
    });
    await t.step("completeness", async () => {
      const status = async (code: string) => (await client.request("is_complete_request", { code })).status;
      strictEqual(await status("let a = 1"), "complete");
      strictEqual(await status("function f() {"), "incomplete");
      strictEqual(await status("let = = 3"), "invalid");
      strictEqual(await status("%%d"), "incomplete");
    });
    await t.step("history", async () => {
      await client.execute("'needle one'");
      await client.execute("'needle two'");
      await client.execute("'needle two'");
      const ask = async (more: Record<string, unknown>) =>
        (await client.request("history_request", { output: false, raw: true, ...more })).history;
      deepStrictEqual((await ask({ hist_access_type: "tail", n: 2 })).map((item: unknown[]) => item[2]), [
        "'needle two'",
        "'needle two'",
      ]);
      strictEqual((await ask({ hist_access_type: "search", pattern: "*needle*" })).length, 3);
      strictEqual((await ask({ hist_access_type: "search", pattern: "*needle*", unique: true })).length, 2);
      deepStrictEqual(await ask({ hist_access_type: "range", session: 0, start: 1, stop: 2 }), [
        [1, 1, "const table = { columns: 1 }"],
      ]);
      const [[, , pair]] = await ask({ hist_access_type: "tail", n: 1, output: true });
      deepStrictEqual(pair, ["'needle two'", '"needle two"']);
    });
  }));

Deno.test("kernel: questions, comms", (t) =>
  withClient(async (client) => {
    await t.step("prompt asks the frontend that runs the cell", async () => {
      const id = client.send("shell", "execute_request", { code: 'prompt("name?")', silent: false, allow_stdin: true });
      const question = await client.take("stdin", (message) => message.header.msg_type === "input_request");
      deepStrictEqual(question.content, { prompt: "name? ", password: false });
      client.send("stdin", "input_reply", { value: "Ada", status: "ok" }, question.header);
      const published = await client.published(id);
      strictEqual(published.find(({ type }) => type === "execute_result")?.content.data["text/plain"], '"Ada"');
    });
    await t.step("a frontend that takes no questions is not asked", async () => {
      const { reply } = await client.execute('prompt("name?")', { allow_stdin: false });
      strictEqual(reply.status, "error");
      match(reply.evalue, /cannot ask/);
    });
    await t.step("an interrupt ends a question", async () => {
      const id = client.send("shell", "execute_request", { code: 'prompt("name?")', silent: false, allow_stdin: true });
      await client.take("stdin", (message) => message.header.msg_type === "input_request");
      await client.request("interrupt_request", {}, "control");
      const reply = await client.take("shell", (message) => message.parent.msg_id === id);
      strictEqual(reply.content.status, "error");
      strictEqual(resultOf(await client.execute("8")), "8");
    });
    await t.step("comms from the page and from a cell", async () => {
      await client.execute(
        'notebook.comms.register("echo", (comm, data) => { comm.send({ opened: data }); comm.onMessage = (d) => comm.send({ got: d }) })',
      );
      client.send("shell", "comm_open", { comm_id: "c1", target_name: "echo", data: { a: 1 } });
      const opened = await client.take("iopub", (message) => message.header.msg_type === "comm_msg");
      deepStrictEqual(opened.content, { comm_id: "c1", data: { opened: { a: 1 } } });
      client.send("shell", "comm_msg", { comm_id: "c1", data: 5 });
      const answered = await client.take("iopub", (message) => message.header.msg_type === "comm_msg");
      deepStrictEqual(answered.content, { comm_id: "c1", data: { got: 5 } });
      deepStrictEqual(await client.request("comm_info_request", { target_name: "echo" }), {
        status: "ok",
        comms: { c1: { target_name: "echo" } },
      });
      client.send("shell", "comm_close", { comm_id: "c1", data: {} });
      deepStrictEqual((await client.request("comm_info_request", {})).comms, {});
      client.send("shell", "comm_open", { comm_id: "c2", target_name: "nosuch", data: {} });
      const refused = await client.take("iopub", (message) => message.header.msg_type === "comm_close");
      strictEqual(refused.content.comm_id, "c2");
    });
  }));

Deno.test("kernel: interrupts", (t) =>
  withClient(async (client) => {
    await t.step("an interrupt by message keeps what was declared", async () => {
      await client.execute("let kept = 41");
      for (const code of ["while (true) kept++", "await new Promise(() => {})", "for (;;) await 1"]) {
        const id = client.send("shell", "execute_request", { code, silent: false });
        await client.started(id);
        await client.request("interrupt_request", {}, "control");
        const published = await client.published(id);
        strictEqual(published.find(({ type }) => type === "error")?.content.ename, "Interrupted", code);
      }
      ok(Number(resultOf(await client.execute("kept"))) >= 41);
    });
    await t.step("an interrupt of a trace prints and binds what was gathered, and the cell says so", async () => {
      const code = "%%d --as run\n#pragma D option quiet\nBEGIN { @n = count(); }\ntick-10ms { @n = count(); }\n" +
        'tick-10ms /++turns == 3/ { printf("three\\n"); }';
      const id = client.send("shell", "execute_request", { code, silent: false });
      await client.started(id);
      const three = await client.take("iopub", ({ header }) => header.msg_type === "stream");
      strictEqual(three.content.text, "three\n");
      await client.request("interrupt_request", {}, "control");
      const reply = await client.take("shell", (message) => message.parent.msg_id === id);
      strictEqual(reply.content.status, "ok");
      const published = await client.published(id);
      // what was shown of a run that took a while gives way to what it came to
      const from = published.findLastIndex(({ type }) => type === "clear_output") + 1;
      const executed = { reply: reply.content, published: published.slice(from) };
      match(textOf(executed), /^(three\n)?\s+\d+\n$/);
      strictEqual(textOf(executed, "stderr"), "interrupted: this is what was gathered until then\n");
      ok(executed.published.some(({ type }) => type === "display_data"));
      deepStrictEqual(executed.published.at(-1)!.content, { execution_state: "idle" });
      ok(Number(resultOf(await client.execute("run.result.interrupted && run.aggregations.n.get()"))) > 3);
    });
    await t.step("an interrupt by signal does too", async () => {
      const id = client.send("shell", "execute_request", { code: "while (true);", silent: false });
      await client.started(id);
      client.kernel.kill("SIGINT");
      const published = await client.published(id);
      strictEqual(published.find(({ type }) => type === "error")?.content.ename, "Interrupted");
      // one that finds nothing to end does no harm
      client.kernel.kill("SIGINT");
      // it may come to the next cell instead: while that runs, or while it waits
      let after = await client.execute("kept");
      if (after.reply.ename === "Interrupted" || after.reply.status === "aborted") after = await client.execute("kept");
      ok(Number(resultOf(after)) >= 41, JSON.stringify(after));
    });
  }));

Deno.test("kernel: the heartbeat echoes", () =>
  withClient(async (client) => {
    client.sendFrames("hb", [new Uint8Array(0), new TextEncoder().encode("ping")]);
    const echo = await client.take("hb", () => true);
    strictEqual(new TextDecoder().decode(echo.buffers[1]), "ping");
  }));

Deno.test("kernel: a cell that leaves, a cell that is not allowed", (t) =>
  withClient(async (client) => {
    await t.step("Deno.exit costs the variables, not the kernel", async () => {
      const { reply } = await client.execute("let gone = 1; Deno.exit(3)");
      strictEqual(reply.ename, "Exited");
      match(reply.evalue, /status 3/);
      strictEqual(resultOf(await client.execute("typeof gone")), '"undefined"');
    });
    await t.step("without permission there is no network", async () => {
      const { reply } = await client.execute('await Deno.connect({ hostname: "127.0.0.1", port: 1 })');
      strictEqual(reply.ename, "NotCapable");
    });
    await t.step("errors that nobody catches are shown", async () => {
      const executed = await client.execute(
        "setTimeout(() => { throw new Error('lost') }, 1); await new Promise((r) => setTimeout(r, 50))",
      );
      strictEqual(executed.reply.status, "ok");
      match(textOf(executed, "stderr"), /uncaught error: Error: lost/);
    });
  }));

Deno.test("kernel: refuses what is malformed, not signed, or seen before", async () => {
  await withClient(async (client) => {
    const encode = (text: string) => new TextEncoder().encode(text);
    const frames = [
      ...client.wire.write("execute_request", { code: "globalThis.hits = (globalThis.hits ?? 0) + 1" }, {}, []),
    ];
    client.sendFrames("shell", frames);
    client.sendFrames("shell", frames);
    client.sendFrames("shell", frames.with(1, encode("0".repeat(64))));
    client.sendFrames("shell", frames.with(1, encode("")));
    client.sendFrames("shell", frames.with(5, encode('{"code":"globalThis.hits = 100"}')));
    client.sendFrames("shell", frames.slice(0, 3));
    client.sendFrames("shell", [encode("nonsense")]);
    client.sendFrames("shell", []);
    for (let i = 0; i < 1000; i++) {
      const broken = frames.map((frame, at) => at === i % 6 ? frame.slice(0, i % (frame.length + 1)) : frame);
      client.sendFrames("shell", i % 7 === 0 ? broken.toReversed() : broken);
    }
    const stranger = await Deno.connect({
      hostname: "127.0.0.1",
      port: (client.channels.get("shell")!.connection.stream.remoteAddr as Deno.NetAddr).port,
    });
    await stranger.write(encode("GET / HTTP/1.1\r\n\r\n".repeat(10)));
    stranger.close();
    strictEqual(resultOf(await client.execute("hits")), "1");
  });
});

Deno.test("kernel: a shutdown for a restart says so and ends the process", async () => {
  const client = await Client.start();
  const reply = await client.request("shutdown_request", { restart: true }, "control");
  deepStrictEqual(reply, { status: "ok", restart: true });
  strictEqual((await client.kernel.status).success, true);
  await client.dispose();
});
