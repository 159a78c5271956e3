/**
 * The tracing program's own process, as `pid`, `execname` and others show it where a probe fires in it.
 *
 * @module
 */
import type { Identity } from "../../host/mod.ts";
import { CONTEXT, type MachineMemory } from "../../image/mod.ts";

const NAME = "dtrace";
const names = new WeakMap<MachineMemory, number>();

export interface OwnProcess {
  enter(): void;
  leave(): void;
}
export function ownProcess(memory: MachineMemory, { pid, ppid, uid, gid }: Identity): OwnProcess {
  let name = names.get(memory);
  if (name === undefined) {
    name = memory.reserve(NAME.length + 1, "the program's name");
    memory.bytes.set(new TextEncoder().encode(NAME), name);
    names.set(memory, name);
  }
  const values: [number, number][] = [
    [CONTEXT.PID, pid],
    [CONTEXT.TID, pid],
    [CONTEXT.PPID, ppid],
    [CONTEXT.UID, uid],
    [CONTEXT.GID, gid],
    [CONTEXT.EXECNAME, name],
  ];
  return {
    enter: () => values.forEach(([at, value]) => memory.words[at >> 2] = value),
    leave: () => values.forEach(([at]) => memory.words[at >> 2] = 0),
  };
}
