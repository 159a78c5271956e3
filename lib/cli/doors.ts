/**
 * Commands that stand beside the one of flags, each loaded only when it is asked for.
 *
 * @module
 */

/** Deno reads whatever a literal `import()` names before it runs anything, so the name is made when it is asked for. */
async function loadLazily<Module>(path: string): Promise<Module> {
  return await import(new URL(path, import.meta.url).href);
}
type Door = (args: readonly string[]) => Promise<number>;
type PublishCommands = typeof import("./publish_commands.ts");
const publishing = () => loadLazily<typeof import("./publish_commands.ts")>("./publish_commands.ts");
const kernel = () => loadLazily<Record<string, unknown>>("../../kernel/mod.ts");

/** By the first word; answers with the exit status. */
const DOORS: Readonly<Record<string, Door>> = {
  kernel: async (args) => await ((await kernel()).kernelMain as Door)(args),
  run: async (args) => await ((await kernel()).runMain as Door)(args),
  repl: async (args) => await ((await loadLazily<Record<string, unknown>>("../repl/mod.ts")).replMain as Door)(args),
  anonymise: async (args) =>
    await (await loadLazily<typeof import("./anonymise.ts")>("./anonymise.ts")).anonymiseMain(args),
  page: async (args) => await (await loadLazily<typeof import("./page_door.ts")>("./page_door.ts")).writePage(args),
  publish: async (args) => await (await publishing()).publishMain(args),
  verify: async (args) => {
    const { runConfined } = await loadLazily<typeof import("./confined.ts")>("./confined.ts");
    return await runConfined("verify", args) ?? await (await publishing()).verifyMain(args);
  },
  doctor: async () => (await loadLazily<typeof import("./doctor.ts")>("./doctor.ts")).doctor(),
  unpack: async (args) => await (await publishing()).unpackMain(args),
};
/** Undefined for a word that opens none. */
export function doorOf(word: string | undefined): Door | undefined {
  return word !== undefined && Object.hasOwn(DOORS, word) ? DOORS[word] : undefined;
}
/** Publishes a notebook that is not a file. @param args as of `probebook publish`, without the notebook */
export async function publishText(...given: Parameters<PublishCommands["publishText"]>): Promise<number> {
  return await (await publishing()).publishText(...given);
}
