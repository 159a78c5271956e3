import { denoHost } from "../../lib/host/deno/mod.ts";
import { match, ok, rejects, strictEqual } from "node:assert";
import { preprocess } from "../../lib/session/compile/preprocess.ts";
import { PreprocessorError } from "../../lib/session/settings.ts";

const plain = { flags: [], printHeaders: false };
const present = (() => {
  try {
    return new Deno.Command("cpp", { args: ["--version"], stdout: "null", stderr: "null" }).outputSync().success;
  } catch {
    return false;
  }
})();
const cppTest = (name: string, run: () => Promise<void>) =>
  Deno.test({ name: present ? name : `${name} (no cpp here)`, ignore: !present, fn: run });

cppTest("macros are replaced, lines keep their numbers, the main file is marked as such", async () => {
  const text = await preprocess("#!/usr/bin/dtrace -s\n#define X 7\nBEGIN { exit(X); }\n", ".", plain, denoHost);
  match(text, /^BEGIN \{ exit\(7\); \}$/m);
  ok(text.includes('"/dev/fd/0"') && !text.includes("<stdin>"));
});
cppTest("-D and -U, in order", async () => {
  strictEqual(/5/.test(await preprocess("X\n", ".", { ...plain, flags: ["-DX=5"] }, denoHost)), true);
  strictEqual(/5/.test(await preprocess("X\n", ".", { ...plain, flags: ["-DX=5", "-UX"] }, denoHost)), false);
});
cppTest("plain words that the preprocessor would replace stay", async () => {
  match(await preprocess("linux unix\n", ".", plain, denoHost), /linux unix/);
});
cppTest("D's own macros are defined", async () => {
  match(await preprocess("__SUNW_D __SUNW_D_VERSION\n", ".", plain, denoHost), /1 0x0100d000/);
});
cppTest("an error of the preprocessor is an error", async () => {
  await rejects(preprocess("#error no\n", ".", plain, denoHost), (error) => {
    ok(error instanceof PreprocessorError);
    strictEqual(error.message, "Preprocessor failed to process input program");
    match(error.detail, /#error no/);
    return true;
  });
});
Deno.test("no preprocessor is an error that says so", async () => {
  await rejects(preprocess("x\n", ".", { ...plain, path: "/nowhere/cpp" }, denoHost), /Preprocessor not found/);
});
