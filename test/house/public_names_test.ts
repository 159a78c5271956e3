/** Every public name is documented, and refers to nothing that is not public. */
import { strictEqual } from "node:assert/strict";

Deno.test("deno doc --lint mod.ts has nothing to say", async () => {
  const { stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args: ["doc", "--lint", "mod.ts"],
    cwd: new URL("../../", import.meta.url),
    env: { NO_COLOR: "1" },
  }).output();
  const text = new TextDecoder().decode(stdout) + new TextDecoder().decode(stderr);
  // a package's own declarations are not ours
  strictEqual(text.split("\n").filter((line) => /^error|^ *--> /.test(line)).join("\n"), "");
});
