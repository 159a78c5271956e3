import { match, ok, strictEqual } from "node:assert";
import { gunzipSync } from "node:zlib";
import { tablesPage } from "../../lib/picture/mod.ts";
import { present } from "../bench/measure.ts";
import { run } from "../table/world.ts";

const HOSTILE = [
  "</script><script>document.title='pwned'</script>",
  "<img src=x onerror=alert(1)>",
  "\u202eabc",
  "a\\\"b'c<&>${x}",
  "]]>--><!--",
];
const PROGRAM = `BEGIN { ${HOSTILE.map((text) => `@["${text}"] = count(); trace("${text}");`).join(" ")} }
  BEGIN { @q["${HOSTILE[0]}"] = quantize(1); @h["${HOSTILE[0]}", "${
  HOSTILE[1]
}"] = count(); @h["x", "y"] = count(); @h["x", "${HOSTILE[1]}"] = count(); }`;
const page = async () => await tablesPage((await run(PROGRAM)).tables, { title: HOSTILE[0] });

Deno.test("a page names its own scripts by their hashes, and nothing else may run or be loaded", async () => {
  const html = await page();
  const policy = /http-equiv="Content-Security-Policy" content="([^"]*)"/.exec(html)![1];
  match(
    policy,
    /^default-src 'none'; script-src ('sha256-[\w+/]+=*' ?)+; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'$/,
  );
  const scripts = [...html.matchAll(/<script>([\s\S]*?)<\/script>/g)].map(([, text]) => text);
  strictEqual(scripts.length, 1);
  const packed = [...html.matchAll(/<script type="application\/octet-stream">([\w+/=]*)<\/script>/g)].map(([, text]) =>
    text
  );
  strictEqual(packed.length, 3);
  const unpacked = packed.map((text) => gunzipSync(Uint8Array.fromBase64(text)).toString());
  for (const script of [...unpacked, ...scripts]) {
    const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", new TextEncoder().encode(script)));
    ok(policy.includes(`'sha256-${btoa(String.fromCharCode(...digest))}'`));
    ok(!/\beval\(|new Function\(/.test(scripts[0]));
  }
  ok(
    !/<(?:link|iframe|object|embed|base)\b|\bsrc="(?!data:)|\bhref=/.test(
      html.replaceAll(/<script>[\s\S]*?<\/script>/g, ""),
    ),
  );
});
Deno.test("a page of one chart takes at most 400 kB", async () => {
  const { tables } = await run("ip:::receive { @[args[2]->ip_saddr] = sum(args[2]->ip_plength); }");
  const { length } = await tablesPage(tables);
  ok(length <= 400_000, `${length} bytes`);
});
Deno.test("a page escapes what came from a packet", async () => {
  const html = (await page()).replaceAll(/<script>[\s\S]*?<\/script>/g, "");
  for (const text of HOSTILE) ok(!html.includes(text), text);
  strictEqual(html.includes("\u202e"), false);
  strictEqual(
    [...html.matchAll(/<script/g)].length,
    3 + [...html.matchAll(/<script type="application\/json"/g)].length,
  );
  const [, spec] = /<script type="application\/json" id="spec0">([\s\S]*?)<\/script>/.exec(html)!;
  ok(!spec.includes("<"));
  ok(JSON.parse(spec).title.text.includes(HOSTILE[0]), "the data is whole");
});
Deno.test({
  name: "a browser draws the page's charts, without errors and without being taken over",
  ignore: !present("chromium"),
  async fn() {
    const folder = await Deno.makeTempDir();
    try {
      await Deno.writeTextFile(`${folder}/page.html`, await page());
      const { stdout, stderr } = await new Deno.Command("chromium", {
        args: [
          ...["--headless", "--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking"],
          ...["--disable-component-update", "--disable-sync", `--user-data-dir=${folder}/profile`],
          ...["--enable-logging=stderr", "--virtual-time-budget=10000", "--dump-dom", `file://${folder}/page.html`],
        ],
        stdout: "piped",
        stderr: "piped",
      }).output();
      const dom = new TextDecoder().decode(stdout);
      strictEqual([...dom.matchAll(/<div class="chart"[^>]*><svg/g)].length, 4, dom.slice(-2000));
      ok(!/<title>pwned/.test(dom));
      const errors = new TextDecoder().decode(stderr).split("\n").filter((line) => /CONSOLE/.test(line));
      strictEqual(errors.join("\n"), "");
    } finally {
      await Deno.remove(folder, { recursive: true });
    }
  },
});
