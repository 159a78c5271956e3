/** Ctrl-C while captures are read as fast as the disk gives them: it is heard, and what was gathered is printed. */
import { ok, strictEqual } from "node:assert";

const MAIN = new URL("../../lib/cli/main.ts", import.meta.url).pathname;
const PACKETS = 250_000;
const TIMES = 400;

/** A pcap file of empty IPv4 packets from 192.0.2.1 to 192.0.2.2. */
function captureBytes(): Uint8Array {
  const record = new Uint8Array(16 + 20);
  const view = new DataView(record.buffer);
  view.setUint32(8, 20, true);
  view.setUint32(12, 20, true);
  record.set([0x45, 0, 0, 20, 0, 0, 0, 0, 64, 253, 0, 0, 192, 0, 2, 1, 192, 0, 2, 2], 16);
  const bytes = new Uint8Array(24 + PACKETS * record.length);
  const header = new DataView(bytes.buffer);
  header.setUint32(0, 0xa1b2c3d4, true);
  header.setUint16(4, 2, true);
  header.setUint16(6, 4, true);
  header.setUint32(16, 65535, true);
  header.setUint32(20, 101, true);
  for (let i = 0; i < PACKETS; i++) bytes.set(record, 24 + i * record.length);
  return bytes;
}

/** Bytes that a process has read until now (proc(5)). */
function bytesRead(pid: number): number {
  const { stdout } = new Deno.Command("cat", { args: [`/proc/${pid}/io`] }).outputSync();
  return Number(/^rchar: (\d+)$/m.exec(new TextDecoder().decode(stdout))![1]);
}

Deno.test("an interrupt is heard in the midst of large captures", { ignore: Deno.build.os !== "linux" }, async () => {
  const path = Deno.makeTempFileSync({ suffix: ".pcap" });
  try {
    Deno.writeFileSync(path, captureBytes());
    const { size } = Deno.statSync(path);
    const permissions = ["--no-prompt", "--allow-read", "--allow-env", "--allow-sys=uid,gid"];
    const captures = Array.from({ length: TIMES }, () => ["-r", path]).flat();
    const child = new Deno.Command(Deno.execPath(), {
      args: ["run", ...permissions, MAIN, "-x", "local=none", ...captures, "-n", "ip:::send { @ = count(); }"],
      stdin: "null",
      stdout: "piped",
      stderr: "piped",
    }).spawn();
    const printed = new Response(child.stdout).text(), said = new Response(child.stderr).text();
    for (const end = Date.now() + 120_000; bytesRead(child.pid) < 10 * size && Date.now() < end;) {
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
    child.kill("SIGINT");
    strictEqual((await child.status).code, 0, await said);
    const counted = Number(await printed);
    ok(counted > 0 && counted < PACKETS * TIMES, `${counted} of ${PACKETS * TIMES}`);
  } finally {
    Deno.removeSync(path);
  }
});
