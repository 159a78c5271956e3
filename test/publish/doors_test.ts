/** `%publish` in a notebook and `:publish` in the REPL: the same, with no more than each may do. */
import { match, ok, rejects, strictEqual, throws } from "node:assert";
import { publishNotebook, withoutPublishing } from "../../kernel/cells/publish_magic.ts";
import { publishProcess } from "../../lib/cli/mod.ts";
import { temporaryFolder } from "../../lib/cli/confined.ts";
import { processArguments } from "../../lib/cli/install/processes.ts";
import { parseManifest } from "../../lib/publish/mod.ts";
import { notebookText } from "../../lib/repl/commands/save.ts";
import { CLIENT, makeFolder, notebook, run, SERVER } from "./fixture.ts";

const ROOT = new URL("../../", import.meta.url).pathname;

Deno.test("%publish: the notebook as it was saved becomes a page in its folder", async () => {
  const order = { cell_type: "code", id: "z", metadata: {}, outputs: [], source: "%publish -o page.html --yes" };
  const folder = await makeFolder(notebook([
    ...(JSON.parse(notebook()).cells.slice(0, 2)),
    order,
  ]));
  try {
    const { bundle } = await publishNotebook(["web.ipynb", "-o", "page.html", "--yes"], folder);
    match(String(bundle["text/plain"]), /wrote page\.html: 2 cells, [\d,]+ bytes; it verifies$/);
    const { status } = await run("verify", [`${folder}/page.html`, "--hashes-only"]);
    strictEqual(status, 0);
    ok(!(await Deno.readTextFile(`${folder}/page.html`)).includes("%publish"));
    await rejects(publishNotebook(["nothing.ipynb", "-o", "x.html"], folder), /nothing\.ipynb cannot be read/);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});
Deno.test("verify: its task writes where temporary files are, wherever that is, and leaves nothing there", async () => {
  const folder = await makeFolder();
  try {
    strictEqual((await run("publish", [`${folder}/web.ipynb`, "-o", `${folder}/page.html`, "--yes"])).status, 0);
    await Deno.mkdir(`${folder}/own place`);
    const args = processArguments("verify").map((word) => word.startsWith("lib/") ? ROOT + word : word);
    const verify = async (...paths: string[]) => {
      const { code, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
        args: [...args, "verify", ...paths],
        cwd: folder,
        env: { NO_COLOR: "1", TMPDIR: `${folder}/own place` },
      }).output();
      return [code, new TextDecoder().decode(stdout) + new TextDecoder().decode(stderr)] as const;
    };
    const [code, text] = await verify("page.html");
    ok(code === 0 && text.endsWith("verified\n"), text);
    strictEqual([...Deno.readDirSync(`${folder}/own place`)].length, 0);
    const [failed, why] = await verify("no.html");
    ok(failed === 3 && why.includes("no.html"), why);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});
Deno.test("%publish: a cell uses no keys, and writes in its folder alone", () => {
  const process = (...words: string[]) => publishProcess(words, { directory: "/a/b", notebook: "/a/b/c.ipynb" });
  const { args } = process("-o", "x.html");
  ok(
    args.includes(`--allow-write=/a/b,${temporaryFolder()}`) && !args.includes("--allow-write") &&
      !args.includes("--allow-run"),
  );
  for (const path of ["../x.html", "/tmp/x.html", ".bashrc", "sub/x.html", ".git/", "..", ""]) {
    throws(() => process("-o", path), /without a path|needs|name/, path);
  }
  for (const words of [["--sign", "k"], ["--key=k"]]) {
    throws(() => process("-o", "x.html", ...words), /a cell uses no keys/);
  }
  throws(() => publishProcess(["-o", "x.html"], { directory: "/a" }), /name the notebook/);
  strictEqual(withoutPublishing("%source a\n  %publish -o x.html\nip:::send"), "%source a\nip:::send");
});
Deno.test("REPL: what was entered becomes a notebook that says what each cell reads, under which options", () => {
  const entry = (text: string, options: [string, string | undefined][]) => (
    { number: 1, language: "d" as const, text, captures: ["a b.pcap"], options, output: "" }
  );
  const { cells } = JSON.parse(notebookText({
    entries: [entry("BEGIN { exit(0); }", []), entry("END { }", [["quiet", undefined], ["local", "192.0.2.1"]])],
  }));
  strictEqual(cells[0].source.join(""), '%source "a b.pcap"\nBEGIN { exit(0); }');
  strictEqual(cells[1].source.join(""), "%%d -x quiet -x local=192.0.2.1\nEND { }");
});
Deno.test("REPL: :publish writes what was entered so far, without what failed", async () => {
  const folder = await makeFolder();
  try {
    const input = [
      ":source captures/web.pcap",
      ":publish early.html",
      `:set quiet local=${SERVER}`,
      `tcp:::receive /args[2]->ip_saddr == "${CLIENT}"/ { @n = count(); }`,
      "tcp:::nothing { }",
      ":publish out --yes",
      "",
    ].join("\n");
    const args = processArguments("repl").map((word) => word.startsWith("lib/") ? ROOT + word : word);
    const child = new Deno.Command(Deno.execPath(), {
      ...{ args, cwd: folder, stdin: "piped", stdout: "piped", stderr: "piped", env: { NO_COLOR: "1" } },
    } as Deno.CommandOptions).spawn();
    const writer = child.stdin.getWriter();
    await writer.write(new TextEncoder().encode(input));
    await writer.close();
    const { stderr } = await child.output(), said = new TextDecoder().decode(stderr);
    match(said, /nothing was entered yet/);
    const { cells } = parseManifest(await Deno.readTextFile(`${folder}/out/manifest.json`));
    strictEqual(cells.length, 1, said);
    const [cell] = cells;
    ok(cell.kind === "d" && cell.outcome.text.trim() === "8", JSON.stringify(cell));
    ok(!cell.source.includes(CLIENT) && cell.settings.some(({ name }) => name === "quiet"));
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});
