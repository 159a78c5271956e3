/** `probebook trace` over the kernel of this system, where it lets this process run programs. */
import { deepStrictEqual, match, ok, strictEqual } from "node:assert/strict";
import { kernelTest, KILLS, runPermitted, runTrace, traceWords } from "./permitted.ts";

kernelTest("system calls of a program are counted, each once, with its name, and the result on return", async () => {
  const { code, output } = await runTrace(
    "-q",
    "-n",
    `syscall::kill:entry /pid == $target/ { @a[execname, probefunc, probename, arg1] = count(); }
     syscall::kill:return /pid == $target/ { @b[probename, arg0, errno] = count(); }
     syscall:::entry /pid == $target/ { @c[probefunc] = count(); }
     END { printa("%s %s %s %d %@d\\n", @a); printa("%s %d %d %@d\\n", @b); printa("%s %@d\\n", @c); }`,
    "-c",
    KILLS,
  );
  strictEqual(code, 0);
  ok(output.includes("\nsh kill entry 0 250\n") || output.startsWith("sh kill entry 0 250\n"), output);
  match(output, /^return 0 0 250$/m);
  match(output, /^kill 250$/m);
});
kernelTest("every record comes, in order, with what a thread kept between two probes", async () => {
  const { output, errors } = await runTrace(
    "-q",
    "-n",
    `syscall::kill:entry /pid == $target/ { self->t = timestamp; self->n++; }
     syscall::kill:return /self->t && timestamp >= self->t/ { printf("%d\\n", self->n); self->t = 0; }`,
    "-c",
    KILLS,
  );
  const numbers = output.trim().split("\n").map(Number);
  deepStrictEqual(numbers, Array.from({ length: 250 }, (_, i) => i + 1));
  ok(!/drop/.test(errors), errors);
});
kernelTest("texts of a process are read, and what cannot be read is a fault", async () => {
  const { output, errors } = await runTrace(
    "-q",
    "-n",
    `syscall::chdir:entry /pid == $target/ { printf("<%s>\\n", copyinstr(arg0)); }
     syscall::chdir:entry /pid == $target/ { trace(*(int *)arg0); }`,
    "-c",
    "sh -c 'cd /usr'",
  );
  strictEqual(output.trim(), "</usr>");
  match(errors, /syscall:vmlinux:chdir:entry\): invalid address \(0x[0-9a-f]+\) in action #1 at DIF offset/);
});
kernelTest(
  "the kernel's own structures are read by its types, and tell of the process what it knows of itself",
  async () => {
    const { output, errors } = await runTrace(
      "-q",
      "-n",
      `syscall::kill:entry /pid == $target/ {
       printf("%d %d %d ", curthread->tgid, ppid, ((struct task_struct *)curthread)->real_parent->tgid);
       printf("%s %d %d %d\\n", curpsinfo->pr_fname, curpsinfo->pr_pid, curpsinfo->pr_ppid, curlwpsinfo->pr_lwpid);
     }
     syscall::kill:entry /pid == $target/ { trace(((struct sock *)8)->__sk_common.skc_num); }`,
      "-c",
      "sh -c 'echo $$ $PPID; kill -0 $$'",
    );
    const [[pid, parent], known] = output.trim().split("\n").map((line) => line.split(" "));
    deepStrictEqual(known, [pid, parent, parent, "sh", pid, parent, pid]);
    match(errors, /kill:entry\): invalid address \(0x[0-9a-f]+\) in action #1/);
  },
);
kernelTest("a type that a program declares is its own, and one that nobody knows is an error", async () => {
  const own =
    `struct sock { int a; char b; }; BEGIN { trace(sizeof (struct sock)); exit(0); } syscall::kill:entry /0/ {}`;
  strictEqual((await runTrace("-q", "-n", own)).output.trim(), "8");
  const { code, errors } = await runTrace("-n", "syscall::kill:entry { trace(((struct no_such *)arg0)->a); }");
  strictEqual(code, 1);
  match(errors, /no_such/);
});
kernelTest("ticks and samples fire, exit() ends with its status, END comes last", async () => {
  const { code, output } = await runTrace(
    "-q",
    "-n",
    `BEGIN { trace("begin"); } profile-97 { @[cpu >= 0] = count(); } tick-20ms { n++; } tick-20ms /n == 5/ { exit(7); }
     END { printf(" %d", n); }`,
  );
  strictEqual(code, 7);
  match(output, /^begin 5/);
});
kernelTest("what is destructive is refused without -w", async () => {
  const { code, errors } = await runTrace("-n", `syscall::kill:entry { system("true"); }`);
  strictEqual(code, 1);
  match(errors, /Destructive actions not allowed/);
});
kernelTest("a probe that the kernel has not is an error, and a function that it cannot compute is named", async () => {
  const none = await runTrace("-n", "syscall::no_such_call:entry");
  strictEqual(none.code, 1);
  match(none.errors, /does not match any probes|no function `no_such_call`|no_such_call/);
  const text = await runTrace("-n", `syscall::kill:entry { trace(strjoin("a", "b")); }`);
  match(text.errors, /strjoin is not available here: the kernel cannot compute it where the probe fires/);
});
kernelTest("a program for more than a thousand places asks for -x, and says of how many", async () => {
  const { code, errors } = await runTrace("-n", "sdt:::{ @ = count(); }");
  // where tracefs is not to be read there is nothing to match
  if (/does not match|no module/.test(errors)) return;
  strictEqual(code, 1);
  match(errors, /\d{4} places are asked for, .*: -x maxplaces=\d{4} allows that/);
});
kernelTest("nothing is left of a trace that was killed", async () => {
  const before = new Set(await runPermitted("kernel_objects.ts") as string[]);
  const child = new Deno.Command(Deno.execPath(), {
    args: traceWords([
      "-n",
      `BEGIN { trace("ready"); } syscall:::entry { @[probefunc] = count(); } profile-97 { @n = count(); }`,
    ]),
    stdin: "null",
    stdout: "piped",
    stderr: "null",
  }).spawn();
  const reader = child.stdout.getReader();
  let seen = "";
  while (!seen.includes("ready")) {
    const { value, done } = await reader.read();
    ok(!done, seen);
    seen += new TextDecoder().decode(value);
  }
  const own = (list: readonly string[]) => list.filter((name) => name.startsWith("probebook ") && !before.has(name));
  ok(own(await runPermitted("kernel_objects.ts") as string[]).length > 0);
  const killed = own(await runPermitted("kernel_objects.ts") as string[]);
  child.kill("SIGKILL");
  await child.status;
  await reader.cancel();
  // the kernel frees them a moment later; programs of other tests come and go meanwhile
  for (const deadline = Date.now() + 60_000;;) {
    const left = await runPermitted("kernel_objects.ts") as string[];
    if (!killed.some((name) => left.includes(name))) break;
    ok(Date.now() < deadline, left.join());
  }
});
