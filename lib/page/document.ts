/**
 * A page that is all there is: the engine, a small script, no address of anything. Its policy lets nothing be loaded, sent, or
 * run but what it names by its hash, and a worker of the page's own text.
 *
 * @module
 */
import { escapeText } from "./still.ts";
import { STYLE } from "./style.ts";

/** What a page is made of. */
export interface PageParts {
  /** Script of the page; bundled. */
  readonly app: string;
  /** Script of the worker; bundled, gzip. */
  readonly engine: Uint8Array;
  /** An example; gzip. */
  readonly capture: Uint8Array;
  readonly version: string;
}

/** The page in which captures are dropped and asked. */
export async function appDocument({ app, engine, capture, version }: PageParts): Promise<string> {
  return await pageDocument({
    title: "Probebook",
    body: BODY.replace("VERSION", version),
    inert: { engine, capture },
    script: app,
  });
}
/** What a document is made of. */
export interface DocumentParts {
  readonly title: string;
  /** HTML. */
  readonly body: string;
  /** Bytes that travel along as text that does nothing, by id. */
  readonly inert: Readonly<Record<string, Uint8Array>>;
  readonly script: string;
}
export async function pageDocument({ title, body, inert, script }: DocumentParts): Promise<string> {
  const own = script.trim().replaceAll("</script", "<\\/script").replaceAll("<!--", "<\\!--");
  const policy = [
    "default-src 'none'",
    `script-src ${await hashOf(own)} 'wasm-unsafe-eval'`,
    `style-src ${await hashOf(STYLE)}`,
    "worker-src blob:",
    "base-uri 'none'",
    "form-action 'none'",
  ].join("; ");
  const parts = Object.entries(inert).map(([id, bytes]) =>
    `<script type="application/octet-stream" id="${id}">${bytes.toBase64()}</script>`
  );
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="referrer" content="no-referrer">
<meta name="viewport" content="width=device-width">
<title>${escapeText(title)}</title>
<style>${STYLE}</style>
</head>
<body>
${body}
${parts.join("\n")}
<script>${own}</script>
</body>
</html>
`;
}
async function hashOf(text: string): Promise<string> {
  const digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(text));
  return `'sha256-${new Uint8Array(digest).toBase64()}'`;
}

const BODY = `<header>
<h1>Probebook</h1>
<p>DTrace’s D, asked of network captures in this page. Nothing leaves your browser.</p>
</header>
<main>
<noscript><p>This page runs programs, for which it needs scripts: its own, and no others.</p></noscript>
<section id="source" aria-labelledby="source-title">
<h2 id="source-title">Captures</h2>
<div id="drop">
<p>Drop pcap, pcapng or snoop files here, plain or compressed with gzip or lz4, of any size.</p>
<input type="file" id="choose" multiple><label class="button" for="choose">Choose files …</label>
<button type="button" id="demo">Use an example</button>
</div>
<ul id="files" aria-label="captures"></ul>
</section>
<section aria-labelledby="program-title">
<div class="bar"><h2 id="program-title">Program</h2>
<select id="examples" aria-label="examples"><option value="">Examples …</option></select></div>
<div class="editor">
<pre id="paint" aria-hidden="true"></pre>
<textarea id="editor" spellcheck="false" autocapitalize="off" autocomplete="off" aria-labelledby="program-title" aria-describedby="faults" aria-autocomplete="list" aria-haspopup="listbox" aria-controls="choices"></textarea>
<p id="told" class="unseen" role="status"></p>
<ul id="choices" class="choices" role="listbox" aria-label="what can come next" hidden></ul>
</div>
<div class="bar"><button type="button" id="run" class="primary" disabled>Run</button>
<button type="button" id="stop" hidden>Stop</button>
<span class="hint"><kbd>Ctrl</kbd> <kbd>Enter</kbd> runs it, <kbd>Ctrl</kbd> <kbd>Space</kbd> completes a name</span>
<label class="hint">Options <input id="options" spellcheck="false" autocapitalize="off" autocomplete="off" placeholder="local=192.0.2.10 quiet"></label></div>
<pre id="faults" class="faults" role="alert" hidden></pre>
</section>
<section aria-labelledby="results-title">
<h2 id="results-title">Results</h2>
<p id="status" class="status" role="status">no program has run yet</p>
<div id="long" class="long" role="alertdialog" aria-label="the program takes long" hidden><span>The program has run for ten seconds.</span>
<button type="button" id="on">Go on</button><button type="button" id="halt">Stop</button></div>
<ul id="warnings" class="warnings" aria-label="messages"></ul>
<pre id="output" class="output" tabindex="0" aria-label="text of the program" hidden></pre>
<div id="results"></div>
</section>
</main>
<footer><p>Probebook VERSION. This file holds the whole engine: keep it, open it from a disk, without a network. Its policy forbids it to connect to anything.</p></footer>`;
