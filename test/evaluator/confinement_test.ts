/** What cells may not do: each way out is tried, and none may reach a server that stands by, or a folder beside. */
import { deepStrictEqual, match, ok, strictEqual } from "node:assert";
import { cellEnvironment, cellFlags, Evaluator, mayReplace } from "../../lib/evaluator/mod.ts";
import { childrenThatLeadOut } from "../../lib/evaluator/remote/confinement.ts";

interface World {
  /** Settles with the text of the value or of the error, and whether it was one. */
  tried(code: string): Promise<{ readonly refused: boolean; readonly text: string }>;
  readonly folder: string;
  readonly beside: string;
  readonly port: number;
  readonly hits: string[];
}
async function withCells(
  run: (world: World) => Promise<void>,
  permissions: readonly string[] = [],
  named: readonly string[] = [],
): Promise<void> {
  const top = await Deno.realPath(await Deno.makeTempDir());
  const folder = `${top}/a folder, with a comma`, beside = `${top}/beside`, hits: string[] = [];
  Deno.mkdirSync(`${folder}/sub/deep`, { recursive: true });
  Deno.mkdirSync(`${folder}/plain`);
  Deno.mkdirSync(beside);
  Deno.writeTextFileSync(`${beside}/secret`, "secret");
  Deno.symlinkSync("../beside", `${folder}/link`);
  Deno.symlinkSync("../beside/secret", `${folder}/file_link`);
  Deno.symlinkSync("../beside/fresh", `${folder}/dangling`);
  Deno.symlinkSync("../../../beside", `${folder}/sub/deep/link`);
  Deno.symlinkSync("../plain", `${folder}/plain/inner`);
  const server = Deno.serve({ port: 0, hostname: "127.0.0.1", onListen: () => {} }, (request) => {
    hits.push(request.url);
    return new Response("export default 1", { headers: { "content-type": "text/javascript" } });
  });
  const { port } = server.addr as Deno.NetAddr;
  // where a registry would be asked
  Deno.writeTextFileSync(`${folder}/.npmrc`, `registry=http://127.0.0.1:${port}/\n`);
  Deno.env.set("PROBEBOOK_SECRET", "only for its owner");
  const files = named.map((name) => `${top}/${name}`);
  const settings = { directory: folder, permissions, files };
  const evaluator = await Evaluator.start(settings, { write: () => {}, display: () => {} });
  let cell = 0;
  try {
    await run({
      folder,
      beside,
      port,
      hits,
      async tried(code) {
        const outcome = await evaluator.evaluate(code, { cell: ++cell });
        return outcome.status === "ok"
          ? { refused: false, text: String(outcome.result?.bundle["text/plain"]) }
          : { refused: true, text: outcome.error.text };
      },
    });
  } finally {
    await evaluator.close();
    await server.shutdown();
    Deno.env.delete("PROBEBOOK_SECRET");
    Deno.removeSync(top, { recursive: true });
  }
}
const worker = (code: string) =>
  `await new Promise((resolve, reject) => {
    const worker = new Worker("data:text/javascript," + encodeURIComponent(${
    JSON.stringify(code)
  }), { type: "module" });
    worker.onmessage = ({ data }) => (worker.terminate(), data === "reached" ? resolve(1) : reject(new Error(data)));
    worker.onerror = (event) => { event.preventDefault(); reject(new Error(event.message)); };
  })`;

/** Code, and what it is told. */
type Attempt = readonly [code: string, words: RegExp];

function fetchingModules(here: string): Attempt[] {
  const attempts = [
    `await import("http://${here}/?secret")`,
    `await import("http://" + "${here}/?secret")`,
    `import secret from "http://${here}/m.ts";`,
    "await import('https://esm.sh/?secret')",
    "await import('jsr:@secret/' + 'secret')",
    "await import('npm:probebook-secret')",
    `await import("data:text/javascript," + encodeURIComponent('await import("http://${here}/?secret")'))`,
    worker(`try { await import("http://${here}/"); postMessage("reached") } catch (e) { postMessage(e.message) }`),
  ];
  return attempts.map((code): Attempt => [code, /--cached-only is specified|lockfile is out of date/]);
}
function talking(here: string, port: number): Attempt[] {
  const promised = (of: string) => `await new Promise((resolve, reject) => { ${of} })`;
  const attempts = [
    `await fetch("http://${here}/?secret")`,
    promised(`Object.assign(new WebSocket("ws://${here}/"), { onopen: resolve, onerror: reject })`),
    `await Deno.connect({ hostname: "127.0.0.1", port: ${port} })`,
    `await Deno.connectTls({ hostname: "127.0.0.1", port: ${port} })`,
    "await Deno.connect({ transport: 'unix', path: 'socket' })",
    "Deno.listen({ port: 0 })",
    "await Deno.resolveDns('secret.example.org', 'A')",
    promised(
      `import("node:net").then((net) => net.connect(${port}, "127.0.0.1", resolve).on("error", reject)).catch(reject)`,
    ),
    promised(
      `import("node:http").then((http) => http.get("http://${here}/", resolve).on("error", reject)).catch(reject)`,
    ),
    worker(`try { await fetch("http://${here}/"); postMessage("reached") } catch (e) { postMessage(e.message) }`),
  ];
  return [
    ...attempts.map((code): Attempt => [code, /Requires net access/]),
    [promised(`Object.assign(new EventSource("http://${here}/"), { onopen: resolve, onerror: reject })`), /error/i],
    ["await (await import('node:dns/promises')).lookup('secret.example.org')", /EPERM/],
    // what is told is told where nobody hears it
    [
      promised(
        `import("node:dgram").then(({ createSocket }) => createSocket("udp4").send("x", ${port}, "127.0.0.1", () => ` +
          'resolve(1))).catch(reject); setTimeout(() => reject(new Error("nothing sent")), 200)',
      ),
      /nothing sent/,
    ],
  ];
}
Deno.test("cells reach nobody: no fetch, no import, no socket, no name server, no worker", () =>
  withCells(async ({ tried, port, hits }) => {
    const here = `127.0.0.1:${port}`;
    for (const [code, words] of [...fetchingModules(here), ...talking(here, port)]) {
      const { refused, text } = await tried(code);
      ok(refused, code);
      match(text, words, code);
    }
    strictEqual((await tried("(await Deno.permissions.request({ name: 'net' })).state")).text, '"denied"');
    const { text } = await tried("await import('npm:probebook-secret')");
    match(text, /= help: cells fetch no modules: --allow-import lets them/);
    deepStrictEqual(hits, []);
    // what the project itself brings is there
    strictEqual((await tried('import { table } from "arquero"; table({ a: [1] }).numRows()')).text, "1");
    strictEqual((await tried('(await import("data:text/javascript,export default 7")).default')).text, "7");
  }));

Deno.test("cells run nothing else, and see of the environment what says nothing about anybody", () =>
  withCells(async ({ tried }) => {
    const attempts: readonly (readonly [string, RegExp])[] = [
      ["new Deno.Command('id').outputSync()", /Requires run access/],
      ["(await import('node:child_process')).execFileSync('id')", /run access|failed/i],
      ["Deno.dlopen('libc.so.6', { getpid: { parameters: [], result: 'i32' } })", /Requires ffi access/],
      ["process.dlopen({ exports: {} }, '/lib/native.node')", /Requires ffi access/],
      ["Deno.kill(Deno.ppid, 'SIGCONT')", /Requires run access/],
      ["process.kill(Deno.ppid, 'SIGCONT')", /Requires run access/],
      ["Deno.readTextFileSync(`/proc/${Deno.ppid}/environ`)", /Requires all access/],
      ["Deno.readTextFileSync('/proc/self/environ')", /Requires all access/],
      ["Deno.readTextFileSync(`/proc/${Deno.ppid}/cwd/secret`)", /Requires all access/],
      ["Deno.hostname()", /Requires sys access/],
      ["Deno.networkInterfaces()", /Requires sys access/],
    ];
    for (const [code, words] of attempts) {
      const { refused, text } = await tried(code);
      ok(refused, code);
      match(text, words, code);
    }
    for (const code of ["Deno.env.get('PROBEBOOK_SECRET')", "process.env.PROBEBOOK_SECRET"]) {
      strictEqual((await tried(code)).text, "undefined", code);
    }
    strictEqual((await tried("Object.values(Deno.env.toObject()).includes('only for its owner')")).text, "false");
    strictEqual((await tried("Deno.env.get('PATH') !== undefined")).text, "true");
  }));

Deno.test("cells write in their folder, and not through links that lead out of it", () =>
  withCells(async ({ tried, folder, beside }) => {
    const inside = ["here.txt", "plain/here.txt", "plain/inner/there.txt", `${folder}/plain/../again.txt`];
    for (const path of inside) {
      const { refused, text } = await tried(`Deno.writeTextFileSync(${JSON.stringify(path)}, "x")`);
      ok(!refused, `${path}: ${text}`);
    }
    const outside = [
      "../beside/x",
      `${beside}/x`,
      "link/x",
      "file_link",
      "dangling",
      "plain/../link/x",
      "sub/deep/link/x",
      "sub/x",
      ".git/hooks/post-commit",
      ".npmrc",
      "../probebook-cell",
    ];
    for (const path of outside) {
      for (const write of ["Deno.writeTextFileSync", "(await import('node:fs')).writeFileSync"]) {
        const { refused, text } = await tried(`${write}(${JSON.stringify(path)}, "x")`);
        ok(refused, path);
        match(text, /Requires write access[^]*cells write in the notebook's own folder/, path);
      }
    }
    const moves = [
      "Deno.renameSync('link', 'moved')",
      "Deno.renameSync('sub', 'moved')",
      "Deno.renameSync('sub/deep', 'moved')",
      "Deno.renameSync('here.txt', 'link/here.txt')",
      "Deno.copyFileSync('here.txt', 'file_link')",
      `Deno.linkSync(${JSON.stringify(`${beside}/secret`)}, 'hard')`,
      `Deno.symlinkSync(${JSON.stringify(beside)}, 'made')`,
      `(await import("node:fs")).symlinkSync(${JSON.stringify(beside)}, "made")`,
      `new (await import("node:sqlite")).DatabaseSync("${beside}/x.db")`,
      "Deno.chdir('..'); Deno.writeTextFileSync('beside/x', 'x')",
    ];
    for (const code of moves) ok((await tried(code)).refused, code);
    deepStrictEqual([...Deno.readDirSync(beside)].map(({ name }) => name), ["secret"]);
    strictEqual(Deno.readTextFileSync(`${beside}/secret`), "secret");
  }));

Deno.test("what is said gives cells more: each permission by itself", async () => {
  await withCells(async ({ tried, port, hits, beside }) => {
    strictEqual((await tried(`(await import("http://127.0.0.1:${port}/m.js")).default`)).text, "1");
    strictEqual(hits.length, 1);
    ok((await tried(`await fetch("http://127.0.0.1:${port}/")`)).refused);
    strictEqual((await tried(`Deno.writeTextFileSync(${JSON.stringify(`${beside}/x`)}, "x")`)).refused, false);
    strictEqual((await tried("Deno.env.get('PROBEBOOK_SECRET')")).text, '"only for its owner"');
  }, ["--allow-import=127.0.0.1", "--allow-write", "--allow-env=PROBEBOOK_SECRET"]);
});

Deno.test("files that somebody has named are written wherever they are, and nothing beside them", () =>
  withCells(
    async ({ tried, beside, folder }) => {
      const write = (path: string) => tried(`Deno.writeTextFileSync(${JSON.stringify(path)}, "x")`);
      strictEqual((await write(`${beside}/seen.pcapng.1.part`)).refused, false);
      const [from, to] = [`${beside}/seen.pcapng.1.part`, `${beside}/seen.pcapng`].map((path) => JSON.stringify(path));
      strictEqual((await tried(`Deno.renameSync(${from}, ${to})`)).refused, false);
      strictEqual(Deno.readTextFileSync(`${beside}/seen.pcapng`), "x");
      for (const name of ["secret", "seen.pcapng.2.part", "seen", "new"]) {
        ok(
          (await write(`${beside}/${name}`)).refused,
          name,
        );
      }
      ok((await tried(`Deno.removeSync(${JSON.stringify(beside)}, { recursive: true })`)).refused);
      ok((await tried(`Deno.symlinkSync("secret", ${to})`)).refused);
      // the folder stays what it was
      strictEqual((await write(`${folder}/plain/x`)).refused, false);
      ok((await write(`${folder}/sub/x`)).refused);
      strictEqual(Deno.readTextFileSync(`${beside}/secret`), "secret");
    },
    [],
    ["beside/seen.pcapng", "beside/seen.pcapng.1.part"],
  ));

Deno.test("whether a file can be replaced with what cells may anyway", () => {
  const flags = ["--allow-write=.,/data", "--deny-write=./lib,./.git,/data/private"];
  const may = (path: string, said: readonly string[] = flags) => mayReplace(said, "/home/a", path);
  for (const path of ["/home/a/x", "/home/a/sub/x", "/data/x", "/data/a/../x"]) ok(may(path), path);
  for (
    const path of ["/home/b/x", "/home/ab", "/x", "/datax", "/data", "/home/a", "/data/private/x", "/home/a/lib/x"]
  ) {
    ok(!may(path), path);
  }
  ok(may("/x", ["--allow-write"]) && may("/x", ["--allow-all"]));
  ok(
    !may("/x", []) && !may("/x", ["--allow-write", "--deny-write"]) && !may("/x/y", ["--allow-all", "--deny-write=/x"]),
  );
  // its own name alone is not enough: until it is complete it has another
  ok(!may("/x/y", ["--allow-write=/x/y"]));
});

Deno.test("flags and variables of the process of cells", () => {
  const folder = Deno.realPathSync(Deno.makeTempDirSync());
  const usual = cellFlags([], folder);
  deepStrictEqual(usual.filter((flag) => !flag.startsWith("--deny-write=")), [
    "--cached-only",
    "--frozen",
    "--allow-read",
    "--allow-write=.",
    "--allow-env",
    "--allow-sys=uid,gid",
  ]);
  ok(cellFlags(["--allow-net=example.org", "--allow-read=/data"], folder).join(" ").includes("--no-lock"));
  strictEqual(cellFlags(["--allow-read=/data"], folder).includes("--allow-read"), false);
  deepStrictEqual(cellFlags(["--allow-all", "--deny-net"], folder), ["--no-lock", "--allow-all", "--deny-net"]);
  ok(cellFlags(["--allow-ffi"], folder).includes("--allow-sys=uid,gid,networkInterfaces"));
  strictEqual(cellEnvironment(["--allow-env"]), undefined);
  strictEqual(cellEnvironment(["--allow-all"]), undefined);
  ok(!("PROBEBOOK_SECRET" in cellEnvironment([])!));
  // this project is not written to by what it runs
  const own = new URL("../../", import.meta.url).pathname.replace(/\/$/, "");
  const denied = cellFlags([], own).find((flag) => flag.startsWith("--deny-write="))!.split(/[=,]/);
  for (const name of ["lib", "kernel", "mod.ts", "deno.json", ".git"]) ok(denied.includes(`./${name}`), name);
  // but for a file of it that somebody has named
  const some = cellFlags([], own, [`${own}/README.md`, `${own}/lib`, `${own}/x.part`]);
  const still = some.find((flag) => flag.startsWith("--deny-write="))!.split(/[=,]/);
  deepStrictEqual(denied.filter((name) => !still.includes(name)), ["./README.md"]);
  deepStrictEqual(some.filter((flag) => flag.startsWith("--allow-write")), [
    `--allow-write=.,${own}/README.md,${own}/lib,${own}/x.part`,
  ]);
  deepStrictEqual(cellFlags(["--allow-write"], own, ["/x"]), cellFlags(["--allow-write"], own));
  ok(cellFlags(["--allow-write=/a"], own, ["/x"]).includes("--allow-write=/a,/x"));
  ok(!cellFlags([], `${own}/lib`).some((flag) => flag.startsWith("--allow-write")));
  Deno.removeSync(folder, { recursive: true });
});

Deno.test("a folder with more in it than is looked at is written to as far as it was", () => {
  const folder = Deno.realPathSync(Deno.makeTempDirSync());
  for (const name of ["a", "b"]) Deno.mkdirSync(`${folder}/${name}/deep`, { recursive: true });
  for (let i = 0; i < 20; i++) Deno.writeTextFileSync(`${folder}/b/deep/${i}`, "");
  deepStrictEqual(childrenThatLeadOut(folder, 100), []);
  deepStrictEqual(childrenThatLeadOut(folder, 10), ["b"]);
  deepStrictEqual(childrenThatLeadOut(folder, 1), ["a", "b"]);
  strictEqual(childrenThatLeadOut(`${folder}/none`), undefined);
  Deno.removeSync(folder, { recursive: true });
});
