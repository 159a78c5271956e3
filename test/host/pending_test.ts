/** Files are complete or not there, and nothing that somebody prepared in the folder is written through. */
import { deepStrictEqual, match, notStrictEqual, strictEqual, throws } from "node:assert";
import { openPending, partialName, writeWhole } from "../../lib/host/deno/mod.ts";

const main = new URL("../../lib/cli/main.ts", import.meta.url).pathname;
const DEMO = new URL("../captures/demo.pcap", import.meta.url).pathname;

async function inFolder(run: (folder: string) => Promise<void> | void): Promise<void> {
  const folder = Deno.makeTempDirSync();
  try {
    await run(folder);
  } finally {
    Deno.removeSync(folder, { recursive: true });
  }
}
const names = (folder: string) => [...Deno.readDirSync(folder)].map(({ name }) => name).sort();
const bytes = (text: string) => new TextEncoder().encode(text);

Deno.test("a file takes its name when it is complete", () =>
  inFolder((folder) => {
    const path = `${folder}/out.csv`;
    Deno.writeTextFileSync(path, "before");
    const file = openPending(path);
    file.write(bytes("af"));
    strictEqual(Deno.readTextFileSync(path), "before");
    file.write(bytes("ter"));
    file.close(true);
    strictEqual(Deno.readTextFileSync(path), "after");
    const given_up = openPending(path);
    given_up.write(bytes("nothing"));
    given_up.close(false);
    strictEqual(Deno.readTextFileSync(path), "after");
    deepStrictEqual(names(folder), ["out.csv"]);
  }));
Deno.test("its name until then is nobody's and cannot be known", () =>
  inFolder((folder) => {
    const path = `${folder}/out.csv`;
    notStrictEqual(partialName(path), partialName(path));
    match(partialName(path), /out\.csv\.[0-9a-f]{16}\.part$/);
    // a name of 255 bytes has no room for more
    const long = `${folder}/${"ü".repeat(127)}`;
    writeWhole(long, "x");
    strictEqual(Deno.readTextFileSync(long), "x");
    const elsewhere = `${folder}/elsewhere`;
    Deno.writeTextFileSync(elsewhere, "mine");
    const real = crypto.getRandomValues;
    try {
      crypto.getRandomValues = ((array: Uint8Array) => array.fill(0)) as typeof real;
      Deno.symlinkSync(elsewhere, partialName(path));
      throws(() => openPending(path), Deno.errors.AlreadyExists);
    } finally {
      crypto.getRandomValues = real;
    }
    strictEqual(Deno.readTextFileSync(elsewhere), "mine");
  }));
Deno.test("a link under the name is replaced, not followed; who may read a file stays as it was", () =>
  inFolder((folder) => {
    Deno.writeTextFileSync(`${folder}/elsewhere`, "mine");
    Deno.symlinkSync("elsewhere", `${folder}/out.csv`);
    writeWhole(`${folder}/out.csv`, "new");
    strictEqual(Deno.readTextFileSync(`${folder}/elsewhere`), "mine");
    strictEqual(Deno.lstatSync(`${folder}/out.csv`).isSymlink, false);
    Deno.chmodSync(`${folder}/elsewhere`, 0o600);
    writeWhole(`${folder}/elsewhere`, "again");
    strictEqual(Deno.statSync(`${folder}/elsewhere`).mode! & 0o777, 0o600);
    writeWhole(`${folder}/private`, "x", { mode: 0o600 });
    strictEqual(Deno.statSync(`${folder}/private`).mode! & 0o777, 0o600);
    throws(() => writeWhole(`${folder}/none/x`, "x"), Deno.errors.NotFound);
    Deno.mkdirSync(`${folder}/d`);
    throws(() => writeWhole(`${folder}/d`, "x"));
    deepStrictEqual(names(folder), ["d", "elsewhere", "out.csv", "private"]);
  }));

async function probebook(args: readonly string[], permissions = ["--allow-read", "--allow-write"], script?: string) {
  const run = [Deno.execPath(), "run", "-q", "--no-prompt", ...permissions, "--allow-env", "--allow-sys=uid,gid", main];
  const command = script === undefined
    ? new Deno.Command(run[0], { args: [...run.slice(1), ...args], stdin: "null" })
    : new Deno.Command("sh", { args: ["-c", script, "sh", ...run, ...args], stdin: "null" });
  const { code, stderr, stdout } = await command.output();
  const decoder = new TextDecoder();
  return { code, stderr: decoder.decode(stderr), stdout: decoder.decode(stdout) };
}
Deno.test("-h -o and --table write through nothing that was prepared", () =>
  inFolder(async (folder) => {
    Deno.writeTextFileSync(`${folder}/x.d`, "provider mine { probe one(int); };");
    Deno.writeTextFileSync(`${folder}/elsewhere`, "mine");
    for (const name of ["x.h", "x.csv"]) Deno.symlinkSync("elsewhere", `${folder}/${name}.part`);
    const header = await probebook(["-h", "-s", `${folder}/x.d`, "-o", `${folder}/x.h`]);
    strictEqual(header.code, 0, header.stderr);
    match(Deno.readTextFileSync(`${folder}/x.h`), /MINE_ONE/);
    const table = await probebook(["-r", DEMO, "-qn", "ip:::send { @ = count(); }", "--table", `${folder}/x.csv`]);
    strictEqual(table.code, 0, table.stderr);
    strictEqual(Deno.readTextFileSync(`${folder}/elsewhere`), "mine");
    deepStrictEqual(names(folder), ["elsewhere", "x.csv", "x.csv.part", "x.d", "x.h", "x.h.part"]);
  }));

const MANY = 'ip::: { printf("%s %d %d", args[2]->ip_saddr, args[2]->ip_plength, timestamp); }';
Deno.test("a disk that is full: the file is named, and nothing is left of what was to be complete", () =>
  inFolder(async (folder) => {
    const mounted = await new Deno.Command("mount", { args: ["-t", "tmpfs", "-o", "size=16k", "tmpfs", folder] })
      .output()
      .then(({ success }) => success, () => false);
    if (!mounted) return console.log("not tried: a small file system cannot be mounted here");
    try {
      Deno.writeFileSync(`${folder}/fill`, new Uint8Array(12 << 10));
      for (const name of ["t.csv", "t.json", "t.parquet", "t.arrow"]) {
        const { code, stderr } = await probebook(["-r", DEMO, "-qn", MANY, "--table", `${folder}/${name}`]);
        strictEqual(code, 1);
        match(stderr, new RegExp(`^dtrace: cannot write ${folder}/${name}: no space left on device$`, "m"));
      }
      deepStrictEqual(names(folder), ["fill"]);
      const appended = await probebook(["-r", DEMO, "-qn", MANY, "-o", `${folder}/o.txt`]);
      strictEqual(appended.code, 1);
      match(appended.stderr, new RegExp(`^dtrace: cannot write ${folder}/o.txt: No space left on device$`, "m"));
      Deno.removeSync(`${folder}/o.txt`);
      const text = `BEGIN { freopen("${folder}/f.txt"); } ${MANY}`;
      const reopened = await probebook(["-r", DEMO, "-wqn", text]);
      strictEqual(reopened.code, 1);
      match(reopened.stderr, new RegExp(`cannot write ${folder}/f.txt: No space left on device\\n$`));
    } finally {
      await new Deno.Command("umount", { args: [folder] }).output();
    }
  }));
Deno.test("standard output on a full device is named; a reader that leaves ends the run at once, quietly", async () => {
  const full = await probebook(["-r", DEMO, "-qn", MANY], undefined, '"$@" >/dev/full');
  strictEqual(full.code, 1);
  strictEqual(full.stderr, "dtrace: cannot write standard output: No space left on device\n");
  const forever = 'tick-1ms { printf("%d\\n", timestamp); }';
  const left = await probebook(["-qn", forever], undefined, '{ "$@"; echo "status $?" >&2; } | head -1');
  // as any program that SIGPIPE ends
  strictEqual(left.stderr, "status 141\n");
  strictEqual(left.stdout.split("\n").length, 2);
});
