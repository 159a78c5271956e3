/**
 * Modules that are loaded when they are first needed. Their names are computed: what a literal `import()` names is read
 * at the start already, and the prompt would wait for it.
 *
 * @module
 */
function load<Module>(path: string): Promise<Module> {
  return import(new URL(path, import.meta.url).href);
}

export const lazy = {
  evaluator: () => load<typeof import("../evaluator/mod.ts")>("../evaluator/mod.ts"),
  dCells: () => load<typeof import("../notebook/mod.ts")>("../notebook/mod.ts"),
  builtins: () => load<typeof import("../builtins/mod.ts")>("../builtins/mod.ts"),
  options: () => load<typeof import("../engine/options/mod.ts")>("../engine/options/mod.ts"),
  explanations: () => load<typeof import("../diagnostic/explain/mod.ts")>("../diagnostic/explain/mod.ts"),
  captureFacts: () => load<typeof import("./commands/capture_facts.ts")>("./commands/capture_facts.ts"),
  help: () => load<typeof import("../cli/mod.ts")>("../cli/mod.ts"),
  cli: () => load<typeof import("../cli/mod.ts")>("../cli/mod.ts"),
  words: () => load<typeof import("../notebook/text/mod.ts")>("../notebook/text/mod.ts"),
  save: () => load<typeof import("./commands/save.ts")>("./commands/save.ts"),
  terminal: () => load<typeof import("./terminal_conversation.ts")>("./terminal_conversation.ts"),
  pipe: () => load<typeof import("./piped_conversation.ts")>("./piped_conversation.ts"),
};
