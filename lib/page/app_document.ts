/**
 * The page in which captures are dropped and asked.
 *
 * @module
 */
import { bundledScripts, packedPart, pageDocument } from "./document.ts";
import { escapeText } from "./still.ts";

/** @param example a capture to begin with */
export async function appDocument(example: Uint8Array, version: string): Promise<string> {
  return await pageDocument({
    title: "Probebook",
    body: BODY.replace("VERSION", escapeText(version)),
    inert: { capture: packedPart("capture", example) },
    style: { kind: "app", charts: true },
    scripts: await bundledScripts("app"),
  });
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
<select id="examples" aria-label="programs to begin with"><option value="">Programs …</option></select></div>
<div class="editor">
<pre id="paint" aria-hidden="true"></pre>
<textarea id="editor" spellcheck="false" autocapitalize="off" autocomplete="off" aria-labelledby="program-title" aria-describedby="faults" aria-autocomplete="list" aria-haspopup="listbox" aria-controls="choices"></textarea>
<p id="announcement" class="unseen" role="status"></p>
<ul id="choices" class="choices" role="listbox" aria-label="what can come next" hidden></ul>
</div>
<div class="bar"><button type="button" id="run" class="primary" disabled>Run</button>
<button type="button" id="stop" hidden>Stop</button>
<span class="hint"><kbd>Ctrl</kbd> <kbd>Enter</kbd> runs it, <kbd>Ctrl</kbd> <kbd>Space</kbd> completes a name</span>
<label class="hint">Options <input id="options" spellcheck="false" autocapitalize="off" autocomplete="off" placeholder="local=192.0.2.10 quiet"></label></div>
<pre id="faults" class="faults" role="alert" hidden></pre>
<details id="hints" class="hints" open><summary>One-liners to try</summary><ul id="liners"></ul></details>
</section>
<section aria-labelledby="results-title">
<h2 id="results-title">Results</h2>
<p id="status" class="status" role="status">no program has run yet</p>
<div id="long" class="long" role="alertdialog" aria-label="the program takes long" hidden><span>The program has run for ten seconds.</span>
<button type="button" id="on">Go on</button><button type="button" id="halt">Stop</button></div>
<ul id="warnings" class="warnings" aria-label="messages"></ul>
<pre id="output" class="output" tabindex="0" role="group" aria-label="text of the program" hidden></pre>
<div id="results"></div>
</section>
</main>
<footer><p>Probebook VERSION, under the BSD-2-Clause license. This file holds the whole engine: keep it, open it from a disk, without a network. Its policy forbids it to connect to anything.</p></footer>`;
