/** The permissions of the tasks are those of the table in the README: what it forbids is refused, tried with the flags as shipped. */
import { deepStrictEqual, match, ok } from "node:assert";
import { PROCESSES as STARTED } from "../../lib/cli/install/processes.ts";
import { confinedFlags } from "../../lib/cli/confined.ts";
import { makeKernelspec } from "../../kernel/install/kernelspec.ts";

const ROOT = new URL("../../", import.meta.url);
/** Flags of `deno run`, as far as they permit something. */
const flagsOf = (words: readonly string[]) => words.filter((word) => /^--(allow|deny)-|^--no-prompt$/.test(word));
const kernel = makeKernelspec({
  name: "k",
  displayName: "K",
  deno: Deno.execPath(),
  main: "main.ts",
  ip: "127.0.0.1",
  permissions: [],
});
const ALL: Readonly<Record<string, readonly string[]>> = {
  ...Object.fromEntries(
    Object.entries(STARTED).map(([name, { flags }]) => [name, flagsOf(flags)]),
  ),
  kernel: flagsOf(kernel.argv.map(String)),
  // its folder of temporary files is another one here than that of the test
  "what verify starts": flagsOf(confinedFlags("verify", [`${ROOT.pathname}.nowhere`])),
};

/** What is tried, each by itself. */
const ATTEMPTS: Readonly<Record<string, string>> = {
  read: "Deno.readTextFileSync('README.md')",
  write: "Deno.writeTextFileSync(Deno.args[0] + '/x', 'x')",
  net: "await Deno.connect({ hostname: '192.0.2.1', port: 9 })",
  loopback: "Deno.listen({ hostname: '127.0.0.1', port: 0 }).close()",
  fetch: "await fetch('http://192.0.2.1:8080/')",
  import: "await import('http://192.0.2.1:8080/' + 'x.ts')",
  run: "new Deno.Command('id').outputSync()",
  sh: "new Deno.Command('sh', { args: ['-c', ':'] }).outputSync()",
  ffi: "Deno.dlopen('no-such-library.so', {})",
  variable: "Deno.env.get('PROBEBOOK_SECRET')",
  hostname: "Deno.hostname()",
  interfaces: "Deno.networkInterfaces()",
  others: "Deno.readTextFileSync('/proc/1/environ')",
};
const PERMITTED: Readonly<Record<string, readonly string[]>> = {
  demo: ["read"],
  probebook: ["read", "write", "sh"],
  live: ["read", "write", "sh", "ffi", "interfaces"],
  trace: ["read", "write", "sh", "ffi"],
  repl: ["read", "write", "loopback", "run", "sh", "variable"],
  "repl:live": ["read", "write", "loopback", "run", "sh", "variable"],
  notebook: ["read", "write", "loopback", "run", "sh", "variable"],
  page: ["read", "write", "run", "sh"],
  publish: ["read", "write", "loopback", "run", "sh"],
  // what cells read is written by the process that it starts
  verify: ["read", "loopback", "run", "sh"],
  "what verify starts": ["read", "loopback", "sh"],
  unpack: ["read", "write"],
  kernel: ["read", "loopback", "sh"],
};
const PROGRAM = `
const tried = {};
const attempts = ${JSON.stringify(ATTEMPTS)};
for (const [name, code] of Object.entries(attempts)) {
  try {
    await (new (Object.getPrototypeOf(async function () {}).constructor)(code))();
    tried[name] = true;
  } catch (error) {
    // another failure than that of a permission: it was permitted
    tried[name] = error.name !== "NotCapable" && !/^Requires|not allowed|allow-import/.test(error.message);
  }
}
console.log(JSON.stringify(tried));
`;
for (const [name, flags] of Object.entries(ALL)) {
  Deno.test(`permissions of ${name}: what it needs, and what it does not is refused`, async () => {
    ok(flags.includes("--no-prompt") && !flags.includes("--allow-all"), flags.join(" "));
    const folder = Deno.makeTempDirSync();
    try {
      Deno.writeTextFileSync(`${folder}/try.js`, PROGRAM);
      const { stdout, stderr } = await new Deno.Command(Deno.execPath(), {
        args: ["run", "-q", "--no-config", ...flags, `${folder}/try.js`, folder],
        cwd: ROOT,
        env: { PROBEBOOK_SECRET: "x", NO_COLOR: "1" },
      }).output();
      const text = new TextDecoder().decode(stdout);
      match(text, /^\{/, new TextDecoder().decode(stderr));
      const tried = JSON.parse(text) as Record<string, boolean>;
      deepStrictEqual(Object.keys(tried).filter((what) => tried[what]), PERMITTED[name]);
    } finally {
      Deno.removeSync(folder, { recursive: true });
    }
  });
}
Deno.test("cells of the task that watches interfaces get what that takes, and no more", () => {
  deepStrictEqual(STARTED["repl:live"].said, ["--allow-run=sh,dumpcap,tcpdump", "--allow-ffi"]);
});
