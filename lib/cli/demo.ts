/**
 * `probebook demo`, and `deno task demo`: two questions to the capture that comes along.
 *
 * @module
 */
const CAPTURE = "test/captures/demo.pcap";
const QUESTIONS = [
  "ip:::receive { @[args[2]->ip_saddr] = count(); }",
  "ip:::send { @[args[2]->ip_daddr] = quantize(args[2]->ip_plength); }",
];
const encoder = new TextEncoder();
const say = (text: string) => Deno.stdout.writeSync(encoder.encode(text));

/** The capture, as the person who stands here names it. */
function capturePath(): string {
  const path = decodeURIComponent(new URL(`../../${CAPTURE}`, import.meta.url).pathname);
  const here = `${Deno.cwd()}/`;
  return path.startsWith(here) ? path.slice(here.length) : path;
}

/**
 * Runs the questions; answers with the exit status.
 *
 * @param main the command: it is what loads this module, and would wait for itself
 * @param command how the person runs it
 */
export async function demo(main: (args: string[]) => Promise<number>, command = "probebook"): Promise<number> {
  const capture = capturePath();
  for (const question of QUESTIONS) {
    say(`$ probebook -r ${capture} -n '${question}'\n`);
    const status = await main(["-qr", capture, "-n", question]);
    if (status !== 0) return status;
  }
  say(
    `Next, which probes does this capture fire?  ${command} -r ${capture} -n 'tcp::: { @[probename] = count(); }'\n`,
  );
  return 0;
}

// the task of this name is there in a clone, and so is the other one
if (import.meta.main) {
  const { main } = await import("./main.ts");
  Deno.exit(await demo(main, "deno task probebook"));
}
