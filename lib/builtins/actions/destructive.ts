/**
 * Actions on the traced system: a packet source has nothing that they could act on.
 *
 * @module
 */
import type { ActionBuiltin } from "./action_definition.ts";

const UNAVAILABLE = "it acts on the traced system; packets are only watched";
function refused(name: string, prototype: string, doc: string): ActionBuiltin {
  return {
    name,
    doc,
    prototype,
    traits: { records: true, destructive: true },
    unavailable: UNAVAILABLE,
    check: () => undefined,
    lower: (b) => b.beginAction(name),
    consume: () => undefined,
  };
}
export const destructive: readonly ActionBuiltin[] = [
  refused("stop", "void()", "Stops the process."),
  refused("raise", "void(int)", "Sends a signal to the process."),
  refused("breakpoint", "void()", "Enters the kernel debugger."),
  refused("panic", "void()", "Panics the system."),
  {
    ...refused("chill", "void(int)", "Spins for so many nanoseconds."),
    unavailable: undefined,
    // time is the capture's: there is nothing to hold up, but it has been promised to be destructive
    lower(b, args) {
      b.beginAction("chill");
      if (args[0]?.kind === "expression") b.lower(args[0].expression);
    },
  },
];
