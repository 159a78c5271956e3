/**
 * `deno task test:vm`: probes in a machine of its own, emulated, with Debian's kernel of the stable release. It has what kernels
 * of other machines may lack: kprobes and fentry. A word chooses among the cases. Needs apt (as root, where the emulator has to be installed) and gcc.
 *
 * @module
 */
import { processArguments } from "../../lib/cli/install/processes.ts";
import { type ArchivedFile, writeArchive } from "./archive.ts";
import { MACHINE_CASES, type MachineCase } from "./cases.ts";

/** Those whose names have the word that is given; all without one. */
const CASES = MACHINE_CASES.filter(({ name }) => name.includes(Deno.args[0] ?? ""));

const ROOT = new URL("../../", import.meta.url).pathname, FOLDER = `${ROOT}dist/vm/`;
/** Of the stable release; the one that is there is taken. */
const KERNEL = /^linux-image-6\.1\.\d+-\d+-cloud-amd64-unsigned$/;
const EXECUTABLE = 0o100755, PLAIN = 0o100644;
const MEMORY_MB = "1536", DEADLINE_MS = 9 * 60_000;
const decode = (bytes: Uint8Array) => new TextDecoder().decode(bytes);

async function run(program: string, args: readonly string[], cwd = ROOT): Promise<string> {
  const { success, stdout, stderr } = await new Deno.Command(program, { args: [...args], cwd }).output();
  if (!success) throw new Error(`${program} ${args.join(" ")}: ${decode(stderr)}`);
  return decode(stdout);
}
async function hasProgram(name: string): Promise<boolean> {
  return (await new Deno.Command("sh", { args: ["-c", `command -v ${name}`] }).output()).success;
}
/** The emulator, and a shell that needs no libraries. */
async function install(): Promise<void> {
  const wanted = [["qemu-system-x86_64", "qemu-system-x86"], ["busybox", "busybox-static"]];
  const missing = [];
  for (const [program, name] of wanted) if (!await hasProgram(program)) missing.push(name);
  if (missing.length > 0) await run("apt-get", ["install", "-y", "--no-install-recommends", ...missing]);
}
/** The kernel out of its package, which is not installed; its path. */
async function fetchKernel(): Promise<string> {
  const names = (await run("apt-cache", ["pkgnames", "linux-image-6.1"])).split("\n").filter((name) =>
    KERNEL.test(name)
  );
  const name = names.sort((a, b) => a.localeCompare(b, "en", { numeric: true })).at(-1);
  if (name === undefined) throw new Error("apt knows no kernel 6.1 of Debian's for machines in a cloud");
  const folder = `${FOLDER}${name}/`;
  try {
    return kernelIn(`${folder}boot/`);
  } catch {
    Deno.mkdirSync(folder, { recursive: true });
    await run("apt-get", ["download", name], folder);
    const [archive] = [...Deno.readDirSync(folder)].map(({ name }) => name).filter((one) => one.endsWith(".deb"));
    await run("dpkg-deb", ["-x", archive, "."], folder);
    return kernelIn(`${folder}boot/`);
  }
}
function kernelIn(folder: string): string {
  return folder + [...Deno.readDirSync(folder)].map(({ name }) => name).find((name) => name.startsWith("vmlinuz"))!;
}
const file = (path: string, from: string, mode = EXECUTABLE): ArchivedFile => ({
  path,
  bytes: Deno.readFileSync(from),
  mode,
});
const text = (path: string, content: string): ArchivedFile => ({
  path,
  bytes: new TextEncoder().encode(content),
  mode: EXECUTABLE,
});
/** A program and the libraries that it is linked with, where it looks for them. */
async function withLibraries(path: string, from: string): Promise<ArchivedFile[]> {
  const listed = await run("ldd", [from]);
  const libraries = [...listed.matchAll(/(?:=> )?(\/\S+) \(0x/g)].map(([, library]) => library);
  return [file(path, from), ...[...new Set(libraries)].map((library) => file(library.slice(1), library))];
}
async function compiled(name: string, source: string, flags: readonly string[]): Promise<ArchivedFile> {
  const to = `${FOLDER}${name}`;
  await run("gcc", ["-static", "-pthread", ...flags, "-o", to, `${ROOT}${source}`]);
  return file(`p/${name}`, to);
}
const INIT = `#!/bin/busybox sh
/bin/busybox --install -s /bin
export PATH=/bin HOME=/tmp NO_COLOR=1
mkdir -p /proc /sys /dev /tmp
mount -t proc proc /proc; mount -t sysfs sysfs /sys; mount -t devtmpfs dev /dev; mount -t tmpfs tmpfs /tmp
mount -t tracefs tracefs /sys/kernel/tracing
ln -s /bin/busybox /bin/true 2>/dev/null
cd /p
uname -r
`;
const quoted = (word: string) => `'${word.replaceAll("'", `'\\''`)}'`;
function scriptOf(cases: readonly MachineCase[]): string {
  const flags = processArguments("trace").filter((word) => word.startsWith("-") && !/^--allow-(?:run|env)/.test(word));
  const start = ["deno", "run", "--no-config", "--allow-run", "--allow-env", ...flags, "/p/run.js", "trace"];
  const lines = cases.flatMap(({ program, command }, n) => {
    const words = [...start, "-q", "-n", program, ...command === undefined ? [] : ["-c", command]];
    return [`echo "<<<${n}"`, `${words.map(quoted).join(" ")} </dev/null 2>&1`, `echo ">>>${n} $?"`];
  });
  return `${INIT}${lines.join("\n")}\npoweroff -f\n`;
}
async function makeArchive(): Promise<string> {
  await run("deno", ["task", "-q", "bundle"]);
  const bundle = [...Deno.readDirSync(`${ROOT}.bundle`)].map(({ name }) =>
    file(`p/.bundle/${name}`, `${ROOT}.bundle/${name}`, PLAIN)
  );
  const busybox = (await run("sh", ["-c", "command -v busybox"])).trim();
  const parts = writeArchive([
    text("init", scriptOf(CASES)),
    file("bin/busybox", busybox),
    ...await withLibraries("bin/deno", Deno.execPath()),
    text("p/run.js", `import { runCommand } from "./.bundle/main.js";\nawait runCommand();\n`),
    ...bundle,
    await compiled("workload", "test/sources/linux/workload.c", ["-O1"]),
    await compiled("stacks", "test/sources/linux/stacks.c", ["-O0"]),
    await compiled("probes", "test/sources/linux/probes.c", ["-O0", "-no-pie"]),
    await compiled("reads", "test/vm/reads.c", ["-O1"]),
  ]);
  const path = `${FOLDER}initramfs`;
  await Deno.writeFile(path, ReadableStream.from(parts));
  return path;
}
/** What the machine prints, as it comes. */
async function runMachine(kernel: string, archive: string): Promise<string> {
  const machine = new Deno.Command("qemu-system-x86_64", {
    args: [
      ...["-accel", "tcg", "-cpu", "max", "-m", MEMORY_MB, "-smp", "2", "-nographic", "-no-reboot", "-nic", "none"],
      ...["-kernel", kernel, "-initrd", archive, "-append", "console=ttyS0 quiet panic=-1 rdinit=/init"],
    ],
    stdin: "null",
    stdout: "piped",
    stderr: "null",
  }).spawn();
  const deadline = setTimeout(() => machine.kill("SIGKILL"), DEADLINE_MS);
  let output = "";
  for await (const chunk of machine.stdout.pipeThrough(new TextDecoderStream())) {
    output += chunk;
    await Deno.stderr.write(new TextEncoder().encode(chunk));
  }
  clearTimeout(deadline);
  await machine.status;
  return output.replaceAll("\r", "");
}
/** Undefined where a case went as it should. */
function problemOf({ expected }: MachineCase, n: number, output: string): string | undefined {
  const found = new RegExp(`^<<<${n}\\n([^]*?)^>>>${n} (\\d+)$`, "m").exec(output);
  if (!found) return "it did not come to its end";
  if (found[2] !== "0") return `status ${found[2]}`;
  const printed = found[1];
  if (expected instanceof RegExp) return expected.test(printed) ? undefined : `not as ${expected}`;
  // a line of the emulated console may have blanks behind it
  const lines = printed.split("\n").map((line) => line.trim()).filter((line) => line !== "").sort();
  return lines.join("\n") === expected.join("\n") ? undefined : `expected:\n${expected.join("\n")}`;
}
async function main(): Promise<number> {
  const started = performance.now();
  await install();
  Deno.mkdirSync(FOLDER, { recursive: true });
  const kernel = await fetchKernel(), output = await runMachine(kernel, await makeArchive());
  let failed = 0;
  CASES.forEach((one, n) => {
    const problem = problemOf(one, n, output);
    if (problem !== undefined) failed++;
    console.log(
      `${problem === undefined ? "ok    " : "FAILED"} ${one.name}${problem === undefined ? "" : `: ${problem}`}`,
    );
  });
  const seconds = Math.round((performance.now() - started) / 1000);
  console.log(`${CASES.length - failed} passed, ${failed} failed, ${seconds} s`);
  return failed === 0 ? 0 : 1;
}
if (import.meta.main) Deno.exit(await main());
