/**
 * `deno task compile`: tries to make one file of the command, `dist/probebook`, and believes it only when it answers a question.
 * What starts cells (`repl`, `run`, `kernel`) needs `deno` itself and is not part of it.
 *
 * @module
 */
import { processArguments } from "./processes.ts";

const ROOT = new URL("../../../", import.meta.url);
const CAPTURE = "test/captures/demo.pcap", PROGRAM = "dist/probebook";
/** Packets of the capture that are received, as tshark counts them too. */
const RECEIVED = "181";
const decode = (bytes: Uint8Array) => new TextDecoder().decode(bytes);

const WITHOUT =
  `what compiled programs begin with, \`denort\`, is fetched by Deno from its own host, which does not answer here.
The registry of npm has no package with it (\`deno\` and \`@deno/*\` bring \`deno\` alone); with DENORT_BIN=$(command -v deno) a
file is made, but it is \`deno\` again and runs nothing of ours. Where \`denort\` is at hand: DENORT_BIN=PATH deno task compile`;

function compile(): number {
  const flags = processArguments("probebook").slice(1, -1);
  const included = ["lib", "kernel", CAPTURE].flatMap((path) => ["--include", path]);
  const made = new Deno.Command(Deno.execPath(), {
    args: ["compile", "--quiet", ...flags, ...included, "--output", PROGRAM, "lib/cli/main.ts"],
    cwd: ROOT,
  }).outputSync();
  if (!made.success) {
    console.error(`${decode(made.stderr).trim()}\n\n${WITHOUT}`);
    return 1;
  }
  const question = ["-qr", CAPTURE, "-n", "ip:::receive { @ = count(); }"];
  const asked = new Deno.Command(new URL(PROGRAM, ROOT), { args: question, cwd: ROOT, stdin: "null" }).outputSync();
  if (asked.success && decode(asked.stdout).trim() === RECEIVED) {
    console.log(`${PROGRAM}: asks captures and draws charts; repl, run and kernel need deno`);
    return 0;
  }
  Deno.removeSync(new URL(PROGRAM, ROOT));
  console.error(`the compiled program does not answer:\n${decode(asked.stderr).trim()}\n\n${WITHOUT}`);
  return 1;
}

if (import.meta.main) Deno.exitCode = compile();
