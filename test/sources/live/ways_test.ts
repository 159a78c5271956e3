/**
 * The ways of capturing, and what is said when there is none.
 */
import { deepStrictEqual, match, ok, rejects, strictEqual } from "node:assert";
import { listInterfaces, type LiveMethod } from "../../../lib/sources/live/mod.ts";
import { type Host, PERMISSIONS, run, testWithHosts as test, until } from "./namespaces.ts";

const WITHOUT_FFI = PERMISSIONS.filter((one) => one !== "--allow-ffi");
const ALLOW_BOTH = "--allow-run=dumpcap,tcpdump,sh";
const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

for (const method of ["dumpcap", "tcpdump"] as const satisfies LiveMethod[]) {
  test(`through ${method}`, [method], async (a, b) => {
    const need = {
      packets: [{
        network: "ip",
        protocols: [17],
        constraints: [{ kind: "port", side: "target", min: 9000, max: 9000 }],
      }],
      snapLength: 96,
    } as const;
    const settings = { interfaces: ["veth0"], method, need, tells: true };
    const capture = await a.capture(settings, [...WITHOUT_FFI, ALLOW_BOTH]);
    // it says nothing when it has begun, and packets are late
    let hasBegun = false, before = 0;
    const beginning = capture.heard(/^up to 142 bytes$/m).then(() => hasBegun = true);
    for (; !hasBegun && before < 100; before++) {
      await a.traffic("udp", b.address, "9000", "1", "100");
      await Promise.race([beginning, pause(500)]);
    }
    await a.traffic("udp", b.address, "9001", "200", "100");
    await a.traffic("udp", b.address, "9000", "400", "100");
    await a.traffic("udp", b.address, "9000", "1", "101");
    await capture.heard(/^up to 143 bytes$/m);
    const seen = await capture.seen();
    strictEqual(seen.method, method);
    // neither program tells direction; what goes to another port stays in the kernel, but not what IPv6 says of groups
    const { "veth0/0": packets = 0, ...others } = seen.by;
    ok(packets > 401 && packets < 450 + before, JSON.stringify(seen));
    deepStrictEqual(others, {});
    deepStrictEqual(seen.longest, { captured: 96, wire: 143 });
    // its own, and those of lo after them
    strictEqual(seen.addresses.veth0, 4);
    deepStrictEqual(seen.problems, []);
    strictEqual(seen.counts[0]!.dropped, 0);
  });
}

test("killed, it leaves no capture program behind", ["dumpcap", "tcpdump"], async (a) => {
  for (const method of ["dumpcap", "tcpdump"] as const) {
    const capture = await a.capture({ interfaces: ["lo"], method }, [...WITHOUT_FFI, ALLOW_BOTH]);
    const programs = async () => (await run("ip", "netns", "pids", a.namespace)).split("\n").length - 1;
    await until("this process, its shell, the capture program", async () => await programs() >= 3);
    Deno.kill(capture.pid, "SIGKILL");
    await until("none of them is left", async () => await programs() === 0);
    await rejects(capture.seen());
  }
});

test("without the C library a capture program is taken, and it is said", ["dumpcap"], async (a) => {
  const capture = await a.capture({ interfaces: ["veth0"] }, [...WITHOUT_FFI, ALLOW_BOTH]);
  const seen = await capture.seen();
  strictEqual(seen.method, "dumpcap");
  deepStrictEqual(seen.notices, [
    "capturing through dumpcap: this process may not call the C library (`--allow-ffi`)",
  ]);
});

test("without the right to capture one message says what to do", ["setpriv"], async (a) => {
  const settings = { interfaces: ["veth0"] };
  const without = ["setpriv", "--bounding-set=-net_raw", "--inh-caps=-net_raw"];
  const { tag, message, help } = await a.refusal(settings, [...PERMISSIONS, ALLOW_BOTH], ...without);
  strictEqual(tag, "D_SRC_PRIVILEGE");
  match(
    message,
    /^no way to capture packets here: packet sockets need the capability CAP_NET_RAW; dumpcap: .*; tcpdump: /,
  );
  strictEqual(help.some((line) => line.includes("sudo")), true);
  strictEqual(help.some((line) => line.includes("wireshark")), true);
  strictEqual(help.some((line) => line.includes("setcap")), false);
});

async function refusesUnknown(host: Host, permissions: readonly string[]): Promise<void> {
  const { tag, message, help } = await host.refusal({ interfaces: ["veth7"] }, [...permissions, ALLOW_BOTH]);
  strictEqual(tag, "D_SRC_NO_INTERFACE");
  strictEqual(message, "no such interface");
  match(help[0]!, /^there are: .*\bveth0\b.*, any$/);
}
test("no such interface, and what there is", [], async (a) => {
  await refusesUnknown(a, PERMISSIONS);
  const { message } = await a.refusal({ interfaces: ["any", "lo"] }, PERMISSIONS);
  strictEqual(message, "`any` is all interfaces: name it alone");
});
// without the C library it is the capture program that knows
for (const program of ["dumpcap", "tcpdump"]) {
  test(`no such interface, as ${program} has it`, [program], async (a) => {
    const permissions = [...WITHOUT_FFI, `--allow-run=${program},sh`];
    const { tag, help } = await a.refusal({ interfaces: ["veth7"] }, permissions);
    strictEqual(tag, "D_SRC_NO_INTERFACE");
    match(help[0]!, /^there are: .*\bveth0\b.*, any$/);
  });
}
test("without any way to capture that is said, whatever the interface", [], async (a) => {
  const { tag, message } = await a.refusal({ interfaces: ["veth7"] }, WITHOUT_FFI);
  strictEqual(tag, "D_SRC_PRIVILEGE");
  match(message, /--allow-ffi.*--allow-run=dumpcap.*--allow-run=tcpdump/);
});

Deno.test("interfaces are listed with addresses and link types", { ignore: Deno.build.os !== "linux" }, () => {
  const loopback = listInterfaces().find(({ isLoopback }) => isLoopback);
  strictEqual(loopback?.name, "lo");
  // only the C library tells link types, or all access to the system's files
  const mayAsk = Deno.permissions.querySync({ name: "ffi" }).state === "granted";
  strictEqual(loopback.linkType, mayAsk ? 1 : undefined);
  strictEqual(loopback.addresses.includes("127.0.0.1"), true);
});
