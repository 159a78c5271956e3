/** The command that is installed is the command of the task: the same flags and permissions. */
import { ok } from "node:assert/strict";

Deno.test("what is installed has the permissions of the task", () => {
  const { tasks } = JSON.parse(Deno.readTextFileSync(new URL("../../deno.json", import.meta.url)));
  const run = tasks.probebook.command.slice("deno run ".length);
  ok(tasks.install.command.endsWith(`--name probebook ${run}`), tasks.install.command);
});
