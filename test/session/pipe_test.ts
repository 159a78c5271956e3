import { ok, strictEqual } from "node:assert";
import { processArguments } from "../../lib/cli/install/processes.ts";

const root = new URL("../../", import.meta.url);
const words = processArguments("probebook");
const capture = "test/captures/demo.pcap";
const program = "ip:::receive { @[args[2]->ip_saddr] = count(); }";

async function output(file: string, stdin?: Uint8Array): Promise<string> {
  const child = new Deno.Command(Deno.execPath(), {
    args: [...words, "-qr", file, "-n", program],
    cwd: root,
    stdin: stdin ? "piped" : "null",
    stdout: "piped",
    stderr: "null",
  }).spawn();
  if (stdin) {
    const writer = child.stdin.getWriter();
    await writer.write(stdin);
    await writer.close();
  }
  return new TextDecoder().decode((await child.output()).stdout);
}

// a pipe holds 64 KiB, in which only some of the host's addresses show
Deno.test("whose view a capture is does not depend on whether it comes from a file or through a pipe", async () => {
  const bytes = Deno.readFileSync(new URL(capture, root));
  ok(bytes.length > 2 * 65536);
  strictEqual(await output("-", bytes), await output(capture));
});
