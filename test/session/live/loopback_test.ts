/**
 * The command on the loopback interface: what it prints live is what it prints of the saved packets. Skipped, saying so,
 * where this process may not capture.
 */
import { ok, strictEqual } from "node:assert";
import { delivered } from "../../sources/live/namespaces.ts";
import { processCommand } from "../../../lib/cli/install/processes.ts";

const root = new URL("../../../", import.meta.url);
const command = (task: "live" | "probebook", args: string[]) =>
  new Deno.Command("sh", {
    args: ["-c", `exec ${processCommand(task, Deno.execPath())} "$@"`, "sh", ...args],
    cwd: root,
    stdout: "piped",
    stderr: "piped",
    stdin: "null",
  });
const decode = (bytes: Uint8Array) => new TextDecoder().decode(bytes);

/** Whether a capture on lo can begin at all. */
async function mayCapture(): Promise<string | undefined> {
  if (Deno.build.os !== "linux") return "not Linux";
  const run = await command("live", ["-q", "--interface", "lo", "-n", "BEGIN { exit(0); }"]).output();
  return run.success ? undefined : decode(run.stderr).split("\n")[0];
}
const reason = await mayCapture();

Deno.test({
  name: `live: counts on lo equal those of the saved packets${reason === undefined ? "" : ` (${reason})`}`,
  ignore: reason !== undefined,
  async fn() {
    const saved = Deno.makeTempDirSync() + "/live.pcapng";
    const listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
    const { port } = listener.addr as Deno.NetAddr;
    const about = `/args[4]->tcp_dport == ${port} || args[4]->tcp_sport == ${port}/ { @[probename] = count(); }`;
    const program = `tcp:::send, tcp:::receive, tcp:::accept-established, tcp:::connect-established ${about}`;
    const child = command("live", [
      "-q",
      "--interface",
      "lo",
      "--write",
      saved,
      "-n",
      `${program}
      BEGIN { printf("ready\\n"); }`,
    ]).spawn();
    const reader = child.stdout.getReader();
    let output = decode((await reader.read()).value ?? new Uint8Array());
    strictEqual(output.trim(), "ready");
    for (let i = 0; i < 3; i++) {
      const connection = await Deno.connect({ hostname: "127.0.0.1", port });
      const accepted = await listener.accept();
      await connection.write(new Uint8Array(1000));
      accepted.close();
      connection.close();
    }
    listener.close();
    await delivered();
    child.kill("SIGINT");
    for (let part = await reader.read(); !part.done; part = await reader.read()) output += decode(part.value);
    strictEqual((await child.status).code, 0, decode(await new Response(child.stderr).bytes()));
    await child.stderr.cancel().catch(() => {});
    const replay = await command("probebook", ["-qr", saved, "-n", program]).output();
    const lines = (text: string) => text.split("\n").map((line) => line.trim()).filter((line) => /\d$/.test(line));
    ok(lines(output).some((line) => /^accept-established +3$/.test(line)), output);
    strictEqual(lines(output).join("\n"), lines(decode(replay.stdout)).join("\n"));
    Deno.removeSync(saved.replace("/live.pcapng", ""), { recursive: true });
  },
});
