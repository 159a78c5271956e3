/** What is changed in what was published is found, each with its status; what is hostile gives an error. */
import { deepStrictEqual, match, ok, strictEqual } from "node:assert";
import { zipSync } from "npm:fflate@0.8.3";
import { notebookPort } from "../../kernel/run/record_notebook.ts";
import type { Manifest } from "../../lib/page/mod.ts";
import {
  filesOf,
  formatManifest,
  pageOf,
  type ReadPackage,
  readPackage,
  sha256,
  writeFolder,
} from "../../lib/publish/mod.ts";
import { STATUS } from "../../lib/verify/mod.ts";
import { present } from "../bench/measure.ts";
import { makeFolder, run } from "./fixture.ts";

const folder = await makeFolder();
const canSign = present("ssh-keygen");
if (canSign) {
  const args = ["-q", "-t", "ed25519", "-N", "", "-C", "a", "-f", `${folder}/signer`];
  await new Deno.Command("ssh-keygen", { args }).output();
}
const page = `${folder}/page.html`;
const sign = canSign ? ["--sign", `${folder}/signer`] : [];
const made = await run("publish", [`${folder}/web.ipynb`, "-o", page, "--yes", ...sign]);
strictEqual(made.status, 0, made.errors);
const html = await Deno.readTextFile(page), read = await readPackage(page);
addEventListener("unload", () => Deno.removeSync(folder, { recursive: true }));

/** What verify says of a page, or of the files of a package. */
async function verify(what: string | ReadonlyMap<string, Uint8Array>, ...args: string[]) {
  const path = await Deno.makeTempFile({ dir: folder, suffix: ".html" });
  try {
    if (typeof what === "string") await Deno.writeTextFile(path, what);
    else {
      await Deno.remove(path);
      writeFolder(path, what);
    }
    return await run("verify", [path, ...args]);
  } finally {
    await Deno.remove(path, { recursive: true });
  }
}
const quickly = (what: string) => verify(what, "--hashes-only");
/** Changes one place of the page. */
function changed(text: string, pattern: RegExp, to: string): string {
  const other = text.replace(pattern, to);
  ok(other !== text, `${pattern} is in the page`);
  return other;
}

const SHOWN: readonly (readonly [what: string, pattern: RegExp, to: string])[] = [
  ["a digit of a table", /<td class="number">288<\/td>/, '<td class="number">289</td>'],
  ["a digit of a text", /( +)288\n/, "$1298\n"],
  ["a cell", /udp:::send/, "udp:::receive"],
  ["a drawing", /(<rect[^>]* width=")(\d)/, "$19$2"],
  ["a number in prose that is filled", /(<span class="filled"[^>]*>)5</, "$16<"],
  ["what was changed", /12 \(|checksums by as much/, "checksums, by"],
  ["the title", /<h1>Who asks/, "<h1>Who never asks"],
  ["the state", /As published/, "As verified"],
  ["a script more", /<\/body>/, "<script>1</script></body>"],
  ["the policy", /default-src 'none'/, "default-src *"],
];
for (const [what, pattern, to] of SHOWN) {
  Deno.test(`verify: ${what} in the page is not what the manifest says`, async () => {
    const { status, errors } = await quickly(changed(html, pattern, to));
    ok(status === STATUS.DIFFERS || what === "a script more" && status >= STATUS.DIFFERS, errors);
  });
}
Deno.test("verify: as it was published all is equal", async () => {
  const { status, errors, output } = await run("verify", [page]);
  deepStrictEqual([status, errors], [0, ""]);
  match(output, /^page: all that it shows is made of the manifest; its scripts are those of this version$/m);
  match(output, canSign ? /^signature: by the key SHA256:/m : /^signature: it is not signed$/m);
});

/** The page again of another manifest, by somebody who can make pages: without a signature nothing else tells it. */
async function forged(change: (manifest: Manifest) => Manifest): Promise<string> {
  const manifest = change(structuredClone(read.manifest));
  return await pageOf({ manifest, manifestText: formatManifest(manifest), captures: read.captures });
}
// deno-lint-ignore no-explicit-any
const cellOf = (manifest: Manifest, index: number) => manifest.cells[index] as any;
type Forgery = readonly [what: string, change: (manifest: Manifest) => void, said: RegExp];
/** What is found of each when it is run again: a run for each list. */
const FORGED: readonly (readonly Forgery[])[] = [
  [
    [
      "a digit of a table",
      (m) => cellOf(m, 2).outcome.results[0].rows[0][1] = "9",
      /^cell 3, D: NOT as published: .*row 1 shown of bytes is \S+ \d+, and not \S+ 9/m,
    ],
    ["a text", (m) => cellOf(m, 2).outcome.text += "1", /^cell 3, D: .*the text, line \d+: ``, and not `1`/m],
    [
      "a table's digest",
      (m) => cellOf(m, 2).tables[0].sha256 = "0".repeat(64),
      /^cell 3, D: NOT as published: table bytes;/m,
    ],
    ["the packets", (m) => cellOf(m, 2).outcome.packets++, /^cell 3, D: .*the packets: 17, and not 18/m],
    [
      "TypeScript's output",
      (m) => cellOf(m, 3).outputs[0].text += "0",
      /^cell 4, typescript: NOT as published: the text, line/m,
    ],
    [
      "a value in prose",
      (m) => cellOf(m, 4).values[0].text = "6",
      /^cell 5, prose: NOT as published: \{\{sent\.count\}\} is 5, and not 6$/m,
    ],
  ],
  [
    [
      "a drawing",
      (m) => cellOf(m, 2).outcome.results[0].chart.title = "x",
      /^cell 3, D: NOT as published: .*the drawing of bytes$/m,
    ],
    [
      "a program",
      (m) => cellOf(m, 2).program += " ",
      /^cell 3, D: NOT as published: what it is said to run is not what its text says/m,
    ],
    [
      "a table of TypeScript",
      (m) => cellOf(m, 3).outputs[1].bundle["text/plain"] += "|",
      /^cell 4, typescript: .*the text, line/m,
    ],
  ],
];
for (const forgeries of FORGED) {
  Deno.test(`verify: of a forged manifest ${forgeries.map(([what]) => what).join(", ")} differ when it is run`, async () => {
    const text = await forged((manifest) => {
      for (const [, change] of forgeries) change(manifest);
      return manifest;
    });
    const { status, errors } = await verify(text);
    strictEqual(status, STATUS.DIFFERS, errors);
    for (const [, , said] of forgeries) match(errors, said);
  });
}
Deno.test("verify: a byte of a capture is a wrong hash", async () => {
  const captures = new Map([...read.captures].map(([name, data]) => [name, data.slice()]));
  captures.get("captures/web.pcap")![60] ^= 1;
  const { status, errors } = await verify(await pageOf({ ...read, captures }));
  strictEqual(status, STATUS.BROKEN);
  match(errors, /capture captures\/web\.pcap: its SHA-256 is/);
});
Deno.test("verify: of another version the numbers are verified, and what is shown cannot be", async () => {
  const text = changed(
    await forged((manifest) => ({ ...manifest, program: { ...manifest.program, version: "0.0.9" } })),
    /<h1>Who asks/,
    "<h1>Whoever asks",
  );
  const { status, errors, output } = await verify(text);
  strictEqual(status, STATUS.CANNOT);
  match(output, /^manifest: .*by version 0\.0\.9: this is/m);
  match(output, /^cell 3, D: equal/m);
  match(errors, /^page: it was made by version 0\.0\.9/m);
});
Deno.test("verify: other scripts are not vouched for", async () => {
  const { status, errors } = await quickly(changed(html, /<script>(?!.*<script>)/s, "<script>;"));
  strictEqual(status, STATUS.BROKEN);
  match(errors, /scripts: they are not those that the manifest names/);
});
Deno.test({
  name: "verify: a signature that is changed, of another manifest, of somebody else, or missing",
  ignore: !canSign,
  async fn() {
    const key = await Deno.readTextFile(`${folder}/signer.pub`);
    await Deno.writeTextFile(
      `${folder}/signers`,
      `# us\nalice@example.org namespaces="probebook-investigation@1" ${key}`,
    );
    await Deno.writeTextFile(`${folder}/others`, `bob@example.org ssh-ed25519 ${"A".repeat(68)}\n`);
    const signed = (signature: string | undefined, manifest = read.manifest) =>
      pageOf({ ...read, signature, manifest, manifestText: formatManifest(manifest) });
    const check = async (text: string, signers: string, said: RegExp) => {
      const { status, errors, output } = await verify(text, "--hashes-only", "--signers", `${folder}/${signers}`);
      match(output + errors, said);
      return status;
    };
    strictEqual(await check(html, "signers", /signature: by alice@example\.org, key SHA256:/), STATUS.EQUAL);
    strictEqual(await check(html, "others", /is none of the signers'/), STATUS.BROKEN);
    const lines = read.signature!.split("\n"), other = lines[3].replace(/.$/, (c) => c === "A" ? "B" : "A");
    const spoiled = [...lines.slice(0, 3), other, ...lines.slice(4)].join("\n");
    strictEqual(await check(await signed(spoiled), "signers", /signature: /), STATUS.BROKEN);
    const retitled = { ...read.manifest, title: "another" };
    strictEqual(
      await check(await signed(read.signature, retitled), "signers", /not that of this manifest/),
      STATUS.BROKEN,
    );
    strictEqual(await check(await signed(undefined), "signers", /it is not signed/), STATUS.BROKEN);
  },
});

const packageOf = async ({ page, ...rest }: ReadPackage) =>
  new Map(await filesOf(rest, (cells) => notebookPort.format({ cells, metadata: {} }), page));
Deno.test("verify: files of a folder that are others, missing, or more than were published", async () => {
  const files = await packageOf(read), text = (name: string) => new TextDecoder().decode(files.get(name));
  const bytes = (text: string) => new TextEncoder().encode(text);
  const quick = (change: (files: Map<string, Uint8Array>) => void) => {
    const other = new Map(files);
    change(other);
    return verify(other, "--hashes-only");
  };
  strictEqual((await quick(() => {})).status, STATUS.EQUAL);
  const cases: [(files: Map<string, Uint8Array>) => void, RegExp][] = [
    [(all) => all.set("notebook.ipynb", bytes(text("notebook.ipynb") + " ")), /notebook\.ipynb: it is not what/],
    [
      (all) => all.set("ro-crate-metadata.json", bytes(text("ro-crate-metadata.json") + " ")),
      /ro-crate-metadata\.json: it is not/,
    ],
    [(all) => all.set("README.html", bytes("trust me")), /README\.html: it is not part of what was published/],
    [(all) => all.delete("notebook.ipynb"), /notebook\.ipynb: it is missing/],
    [(all) => all.delete("index.html"), /index\.html is missing/],
  ];
  for (const [change, said] of cases) {
    const { status, errors } = await quick(change);
    match(errors, said);
    strictEqual(status, STATUS.BROKEN);
  }
});
Deno.test("verify, unpack: what is cut, damaged or hostile is an error, and writes nothing", async () => {
  const files = Object.fromEntries(await packageOf(read)), zip = zipSync(files);
  const manifest = (change: (value: Record<string, unknown>) => void) => {
    const value = JSON.parse(read.manifestText);
    change(value);
    return zipSync({ ...files, "manifest.json": new TextEncoder().encode(JSON.stringify(value)) });
  };
  const bomb = zip.slice(), view = new DataView(bomb.buffer);
  // the size that the first entry of the central directory says it has
  for (let at = 0; at < bomb.length - 4; at++) {
    if (view.getUint32(at) === 0x504b0102) view.setUint32(at + 24, 0xfffffff0, true);
  }
  const cases: readonly (readonly [what: string, bytes: string | Uint8Array])[] = [
    ["a page that is cut", html.slice(0, html.length / 2)],
    [
      "a page without its manifest",
      html.replace(/<script type="application\/octet-stream" id="manifest">[^<]*<\/script>/, ""),
    ],
    ["another page", "<!doctype html><title>x</title>"],
    ["an empty file", ""],
    ["bytes", Uint8Array.from({ length: 3000 }, (_, i) => i * 7)],
    ["a zip that is cut", zip.slice(0, zip.length / 2)],
    ["a path that leads out", zipSync({ ...files, "../x": new Uint8Array(1) })],
    ["an absolute path", zipSync({ ...files, "/tmp/x": new Uint8Array(1) })],
    ["a path of another system", zipSync({ ...files, "a\\..\\x": new Uint8Array(1) })],
    ["a size that is too large", bomb],
    ["a capture by a path that leads out", manifest((m) => (m.captures as { name: string }[])[0].name = "../../x")],
    [
      "a capture in place of the manifest",
      manifest((m) => (m.captures as { name: string }[])[0].name = "manifest.json"),
    ],
    ["a cell over no capture", manifest((m) => (m.cells as { captures?: string[] }[])[2].captures = ["x"])],
    ["a manifest of another format", manifest((m) => m.format = 2)],
    ["a manifest with other parts", manifest((m) => m.more = 1)],
    ["a manifest without cells", manifest((m) => delete m.cells)],
    ["a manifest that is not JSON", zipSync({ ...files, "manifest.json": new Uint8Array(3) })],
  ];
  const path = `${folder}/hostile`, target = `${folder}/target`;
  for (const [what, bytes] of cases) {
    await Deno.writeFile(path, typeof bytes === "string" ? new TextEncoder().encode(bytes) : bytes);
    const { status, errors } = await run("verify", [path]);
    strictEqual(status, STATUS.CANNOT, `${what}: ${errors}`);
    ok(!/undefined|Error\b/.test(errors), `${what}: ${errors}`);
    strictEqual((await run("unpack", [path, "-o", target])).status, 1, what);
    ok(![...Deno.readDirSync(folder)].some(({ name }) => name.startsWith("target")), what);
  }
  strictEqual((await run("verify", [`${folder}/nothing`])).status, STATUS.CANNOT);
});
Deno.test("verify: a cell that reads elsewhere, writes or goes out is refused by its process", async () => {
  const attempts = [
    "Deno.readTextFileSync('/etc/hostname')",
    "Deno.writeTextFileSync('x', 'x')",
    "await Deno.connect({ hostname: '192.0.2.1', port: 9 })",
    "new Deno.Command('id').outputSync()",
    "await import('http://192.0.2.1/x.ts')",
  ];
  const source = `const tried = [];\nfor (const act of [${
    attempts.map((one) => `async () => ${one}`).join(", ")
  }]) await act().then(() => tried.push("done"), (error) => tried.push(error.name));\ntried.join()`;
  const text = await forged((manifest) => {
    cellOf(manifest, 3).source = source;
    cellOf(manifest, 3).outputs = [];
    return manifest;
  });
  const { status, errors } = await verify(text);
  strictEqual(status, STATUS.DIFFERS, errors);
  const shown = await notebookPort.record([{ kind: "program", source }], { directory: folder, isConfined: true });
  match(JSON.stringify(shown), /NotCapable,NotCapable,NotCapable,NotCapable,(?!done)/);
  strictEqual(await sha256("abc"), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
});
Deno.test("verify: a cell that does not end is ended, and the whole cannot be verified", async () => {
  const text = await forged((manifest) => {
    cellOf(manifest, 3).source = "for (;;);";
    return manifest;
  });
  const { status, errors } = await verify(text, "--limit", "1");
  strictEqual(status, STATUS.CANNOT, errors);
  match(errors, /it takes longer than it may \(--limit\)/);
});
