/** The command that is installed is the command of the task: the same flags and permissions. */
import { deepStrictEqual, ok } from "node:assert/strict";
import { ENGINE_FLAGS } from "../../lib/evaluator/mod.ts";

const { tasks } = JSON.parse(Deno.readTextFileSync(new URL("../../deno.json", import.meta.url))) as {
  tasks: Record<string, { command: string }>;
};

Deno.test("what is installed has the permissions of the task", () => {
  const run = tasks.probebook.command.slice("deno run ".length);
  ok(tasks.install.command.endsWith(`--name probebook ${run}`), tasks.install.command);
});

Deno.test("every process of ours runs with the same flags of the engine, so that each finds code that is compiled", () => {
  const programs = /\blib\/(cli\/(main|demo)|repl\/main)\.ts/;
  const commands = Object.values(tasks).map(({ command }) => command).filter((command) => programs.test(command));
  ok(commands.length >= 7);
  deepStrictEqual(commands.filter((command) => !command.split(" ").includes(ENGINE_FLAGS)), []);
});
