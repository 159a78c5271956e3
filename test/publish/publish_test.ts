/** A notebook published: what is in it, what is not, and that it is the same from wherever it is made. */
import { deepStrictEqual, match, ok, strictEqual } from "node:assert";
import { parseManifest, readPackage } from "../../lib/publish/mod.ts";
import type { Manifest, ManifestProgram } from "../../lib/page/mod.ts";
import { CELLS, CLIENT, MAC, makeFolder, notebook, OTHER, run, SERVER } from "./fixture.ts";

const [folder, elsewhere] = [await makeFolder(), await makeFolder()];
const into = (target: string, from = folder) =>
  run("publish", [`${from}/web.ipynb`, "-o", target, "--key", `${from}/key`, "--yes", "--license", "CC0-1.0"]);
const made = await into(`${folder}/out/`);
const manifestOf = async (path: string): Promise<Manifest> =>
  parseManifest(await Deno.readTextFile(`${path}/manifest.json`));
addEventListener("unload", () => [folder, elsewhere].forEach((one) => Deno.removeSync(one, { recursive: true })));

Deno.test("publish: what was agreed to is shown, all of it is written, and it verifies", async () => {
  strictEqual(made.status, 0, made.errors);
  match(made.errors, /cell 1, prose:\n {4}- # Who asks 93\.184\.216\.34\?\n {4}\+ # Who asks \d+\.\d+\.\d+\.\d+\?/);
  match(
    made.errors,
    /- Mostly 10\.1\.2\.3, of 10\.1\.2\.0\/24\.\n {4}\+ Mostly 10\.\d+\.\d+\.\d+, of 10\.\d+\.\d+\.0\/24\./,
  );
  match(made.output, /it verifies\n$/);
  const files = [...Deno.readDirSync(`${folder}/out`)].map(({ name }) => name).sort();
  deepStrictEqual(files, ["captures", "index.html", "manifest.json", "notebook.ipynb", "ro-crate-metadata.json"]);
  const { status, output } = await run("verify", [`${folder}/out`]);
  strictEqual(status, 0);
  match(output, /cell 3, D: equal: 2 tables, 17 packets\ncell 4, typescript: equal\ncell 5, prose: equal: 2 values\n/);
});
Deno.test("publish: no original is left, in no file, and what names people or folders is gone", async () => {
  const { files, page } = await readPackage(`${folder}/out`);
  const bytes = (address: string) => address.split(".").map(Number);
  for (const [path, data] of files) {
    const text = new TextDecoder("latin1").decode(data);
    for (const secret of [CLIENT, OTHER, SERVER, MAC, "kilroy", folder]) {
      // as a whole: 10.1.2.3 is the beginning of others
      ok(!new RegExp(`(?<![\\d.])${secret.replaceAll(".", "\\.")}(?!\\d)`).test(text), `${secret} in ${path}`);
    }
    if (!path.endsWith(".pcap")) continue;
    for (const secret of [bytes(CLIENT), bytes(SERVER), MAC.split(":").map((part) => parseInt(part, 16))]) {
      for (const order of [secret, secret.toReversed()]) ok(!text.includes(String.fromCharCode(...order)), path);
    }
  }
  ok(page!.includes("Content-Security-Policy"));
});
Deno.test("publish: every number is that of the notebook, under the map", async () => {
  const { cells, anonymisation, authors, date } = await manifestOf(`${folder}/out`);
  deepStrictEqual([authors, date], [["A. Author"], "2026-11-30"]);
  deepStrictEqual(anonymisation.literals, { IPv4: 6, subnet: 1 });
  const program = cells[2] as ManifestProgram;
  deepStrictEqual(program.differences, []);
  // 8 segments of one client, 4 of the other: 20 bytes of TCP and 10 + i of payload
  const sums = [0, 3, 6, 9].reduce((sum, i) => sum + 30 + i, 0), rest = 12 * 30 + 66 - sums;
  deepStrictEqual(
    program.outcome.results[0].rows.map((row) => row[1]),
    [sums, rest].map((n) => n.toLocaleString("en-US")),
  );
  const client = program.outcome.results[0].rows[1][0];
  deepStrictEqual(
    (cells[4] as { values: unknown }).values,
    [
      { reference: "sent.count", text: "5" },
      { reference: `bytes.get("${client}")`, text: String(rest) },
    ],
  );
});
Deno.test("publish: from another folder the same bytes, as a folder and a zip", async () => {
  const zip = `${elsewhere}/x.zip`, { status, errors } = await into(zip, elsewhere);
  strictEqual(status, 0, errors);
  const [one, other] = [await readPackage(`${folder}/out`), await readPackage(zip)];
  deepStrictEqual([...other.files.keys()].sort(), [...one.files.keys()].sort());
  for (const [path, data] of one.files) deepStrictEqual(other.files.get(path), data, path);
});
Deno.test("unpack: notebook, captures and manifest, to go on with", async () => {
  const target = `${elsewhere}/unpacked`;
  const { status, errors } = await run("unpack", [`${folder}/out`, "-o", target]);
  strictEqual(status, 0, errors);
  const { cells } = await manifestOf(target);
  const unpacked = JSON.parse(await Deno.readTextFile(`${target}/notebook.ipynb`));
  deepStrictEqual(
    unpacked.cells.map((cell: { source: string[] }) => cell.source.join("")),
    cells.map(({ source }) => source),
  );
  // it is published again, with no more to be mapped
  const again = await run("publish", [
    ...[
      `${target}/notebook.ipynb`,
      "-o",
      `${elsewhere}/again.html`,
      "--profile",
      "none",
      "--reason",
      "it was anonymised",
    ],
  ]);
  strictEqual(again.status, 0, again.errors);
  match(await Deno.readTextFile(`${elsewhere}/again.html`), /it was anonymised/);
  strictEqual((await run("unpack", [`${folder}/out`, "-o", target])).status, 1, "something is in it");
});

const refusal = async (text: string, args: readonly string[] = ["--yes"], answer?: boolean) => {
  const own = await makeFolder(text);
  try {
    const ran = await run("publish", [`${own}/web.ipynb`, "-o", `${own}/x.html`, ...args], answer);
    const isThere = [...Deno.readDirSync(own)].some(({ name }) => name.startsWith("x."));
    ok(ran.status !== 0 && !isThere, "nothing is written");
    return ran.errors;
  } finally {
    await Deno.remove(own, { recursive: true });
  }
};
const withCell = (source: string, cell_type = "code") =>
  notebook([...CELLS.slice(0, 2), {
    cell_type,
    id: "x",
    metadata: {},
    source,
    ...cell_type === "code" && { outputs: [] },
  }]);

Deno.test("publish: nobody agrees, nothing is written", async () => {
  match(await refusal(withCell(`about ${CLIENT}`, "markdown"), []), /say --yes to agree/);
  match(await refusal(withCell(`about ${CLIENT}`, "markdown"), [], false), /nothing was written/);
  match(await refusal(notebook(), ["--profile", "none"]), /give a reason/);
});
Deno.test("publish: an address in a form that is not mapped is found, and named", async () => {
  match(
    await refusal(withCell("So it was 0a:01:02:03, or 0a010203.", "markdown")),
    /10\.1\.2\.3 in hexadecimal in manifest\.json/,
  );
});
Deno.test("publish: cells that fail, watch or come to something else each time are refused by their number", async () => {
  match(await refusal(withCell("throw new Error('no')")), /cell 3 of 3 failed[\s\S]*no/);
  match(await refusal(withCell("Math.random()")), /cell 3 comes to something else each time/);
  match(await refusal(withCell("%%d --interface lo\nip:::receive { trace(1); }", "code")), /cell 3 of 3 failed/);
  match(await refusal(withCell("{{nothing.there}}", "markdown")), /`\{\{nothing\.there\}\}`/);
});
