import { deepStrictEqual, match, ok, rejects, strictEqual, throws } from "node:assert";
import { kernelMain, kernelUsage } from "../../kernel/kernel_command_line.ts";
import { CellHistory } from "../../kernel/cell_history.ts";
import { examine } from "../../kernel/install/doctor.ts";
import { installKernel, uninstallKernel } from "../../kernel/install/install.ts";
import { dataDirectories, userDataDirectory } from "../../kernel/install/places.ts";
import { ConnectionFileError, readConnectionFile, RefusedMessage, Wire } from "../../kernel/protocol/mod.ts";
import { characterOffset, unitOffset } from "../../kernel/requests/request.ts";
import {
  checkGreeting,
  encodeMessage,
  greeting,
  readIncoming,
  readProperties,
  readyCommand,
  WireError,
} from "../../kernel/zmtp/frames.ts";

const encode = (text: string) => new TextEncoder().encode(text);

function reader(bytes: Uint8Array) {
  let at = 0;
  return (count: number) => {
    if (at + count > bytes.length) return Promise.resolve(undefined);
    at += count;
    return Promise.resolve(bytes.subarray(at - count, at));
  };
}

Deno.test("ZMTP: the greeting is that of RFC 23", () => {
  const bytes = greeting();
  strictEqual(bytes.length, 64);
  deepStrictEqual([...bytes.subarray(0, 12)], [0xff, 0, 0, 0, 0, 0, 0, 0, 1, 0x7f, 3, 0]);
  checkGreeting(bytes);
  throws(() => checkGreeting(encode("GET / HTTP/1.1\r\n".repeat(4))), WireError);
  throws(() => checkGreeting(bytes.with(10, 2) as Uint8Array), /too old/);
});

Deno.test("ZMTP: messages go out and come in the same", async () => {
  const frames = [encode(""), encode("short"), new Uint8Array(300).fill(7)];
  const bytes = encodeMessage(frames);
  // flags of RFC 23: more, more, long and last
  deepStrictEqual([bytes[0], bytes[1], bytes[2], bytes[3], bytes[9]], [1, 0, 1, 5, 2]);
  deepStrictEqual(await readIncoming(reader(bytes)), { kind: "message", frames });
  strictEqual(await readIncoming(reader(bytes.subarray(0, 20))), undefined);
  await rejects(readIncoming(reader(new Uint8Array([0x80, 0]))), WireError);
  await rejects(readIncoming(reader(new Uint8Array([2, 0xff, 0, 0, 0, 0, 0, 0, 0]))), /too large/);
});

Deno.test("ZMTP: properties of READY", () => {
  const command = readyCommand({ "Socket-Type": "ROUTER", Identity: "" });
  deepStrictEqual([...command.subarray(0, 3)], [4, command.length - 2, 5]);
  const properties = readProperties(command.subarray(8));
  strictEqual(new TextDecoder().decode(properties.get("socket-type")), "ROUTER");
  throws(() => readProperties(new Uint8Array([5, 65])), WireError);
});

Deno.test("protocol: a signature is HMAC-SHA256 over four parts", () => {
  // RFC 4231, test case 2: key "Jefe", data "what do ya want for nothing?"
  const wire = new Wire("Jefe");
  const frames = wire.write("x", {}, {}, []);
  match(new TextDecoder().decode(frames[1]), /^[0-9a-f]{64}$/);
  const read = new Wire("Jefe").read(frames);
  strictEqual(read.header.msg_type, "x");
  throws(() => new Wire("other").read(frames), RefusedMessage);
  const twice = new Wire("Jefe");
  twice.read(frames);
  throws(() => twice.read(frames), /came before/);
  throws(() => twice.read([encode("<IDS|MSG>")]), RefusedMessage);
});

Deno.test("protocol: connection files", () => {
  const ports = { shell_port: 1, control_port: 2, stdin_port: 3, iopub_port: 4, hb_port: 5 };
  const file = readConnectionFile(JSON.stringify({ ...ports, ip: "127.0.0.1", key: "k", transport: "tcp" }));
  deepStrictEqual(file.addresses.hb, { transport: "tcp", hostname: "127.0.0.1", port: 5 });
  const ipc = readConnectionFile(JSON.stringify({ ...ports, ip: "/run/k", transport: "ipc" }));
  deepStrictEqual(ipc.addresses.shell, { transport: "unix", path: "/run/k-1" });
  throws(() => readConnectionFile("nonsense"), ConnectionFileError);
  throws(() => readConnectionFile(JSON.stringify({ ...ports, hb_port: "5" })), /`hb_port` is not a port/);
});

Deno.test("protocol: cursors count characters", () => {
  strictEqual(unitOffset("a\u{1f600}b", 2), 3);
  strictEqual(unitOffset("ab", undefined), 2);
  strictEqual(characterOffset("a\u{1f600}b", 3), 2);
});

Deno.test("history: what is asked is not trusted", () => {
  const history = new CellHistory();
  for (let line = 1; line <= 3; line++) history.add({ line, input: `cell ${line}` });
  deepStrictEqual(history.find({ hist_access_type: "search", pattern: "*[2(" }), []);
  deepStrictEqual(history.find({ n: 0 }), []);
  deepStrictEqual(history.find({ hist_access_type: "range", session: 7 }), []);
  strictEqual(history.find({ hist_access_type: "nonsense" }).length, 3);
});

Deno.test("install: where Jupyter looks", () => {
  const place = (os: string, variables: Record<string, string>) => ({
    os,
    variable: (name: string) => variables[name],
  });
  strictEqual(userDataDirectory(place("linux", { HOME: "/h" })), "/h/.local/share/jupyter");
  strictEqual(userDataDirectory(place("linux", { HOME: "/h", XDG_DATA_HOME: "/x" })), "/x/jupyter");
  strictEqual(userDataDirectory(place("darwin", { HOME: "/h" })), "/h/Library/Jupyter");
  strictEqual(userDataDirectory(place("linux", { JUPYTER_DATA_DIR: "/d" })), "/d");
  ok(dataDirectories(place("linux", { HOME: "/h", VIRTUAL_ENV: "/v" })).includes("/v/share/jupyter"));
});

Deno.test("install: a kernelspec comes, is found good, and goes", async () => {
  const data = await Deno.makeTempDir();
  const main = new URL("../../kernel/main.ts", import.meta.url).href;
  const settings = { name: "probe", displayName: "P", deno: Deno.execPath(), main, ip: "127.0.0.1", permissions: [] };
  await installKernel(data, settings);
  const directory = await installKernel(data, settings);
  deepStrictEqual([...Deno.readDirSync(directory)].map(({ name }) => name).sort(), [
    "kernel.json",
    "logo-32x32.png",
    "logo-64x64.png",
    "logo-svg.svg",
  ]);
  const spec = JSON.parse(await Deno.readTextFile(`${directory}/kernel.json`));
  ok(spec.argv.includes("{connection_file}"));
  strictEqual(spec.interrupt_mode, "message");
  strictEqual(
    spec.argv.some((word: string) => /^--allow-(all|write|ffi|sys)|^-A|^--allow-(run|env|net)$/.test(word)),
    false,
  );
  const place = { os: "linux", variable: () => undefined };
  ok((await examine(place, "probe", data)).every(({ good }) => good));
  await Deno.writeTextFile(
    `${directory}/kernel.json`,
    JSON.stringify({ ...spec, argv: ["/nosuch", ...spec.argv.slice(1)] }),
  );
  ok((await examine(place, "probe", data)).some(({ good, what }) => !good && what.includes("/nosuch")));
  strictEqual(await uninstallKernel(data, "probe"), true);
  strictEqual(await uninstallKernel(data, "probe"), false);
  ok((await examine(place, "probe", data)).some(({ good }) => !good));
  await Deno.remove(data, { recursive: true });
});

Deno.test("command line: bad usage is status 2", async () => {
  const { log, error } = console;
  console.log = console.error = () => {};
  try {
    strictEqual(await kernelMain([]), 2);
    strictEqual(await kernelMain(["nosuch"]), 2);
    strictEqual(await kernelMain(["install", "--nosuch"]), 2);
    strictEqual(await kernelMain(["run"]), 1);
    strictEqual(await kernelMain(["help"]), 0);
  } finally {
    Object.assign(console, { log, error });
  }
  match(kernelUsage(), /doctor/);
});
