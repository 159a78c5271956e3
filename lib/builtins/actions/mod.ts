import { clear, denormalize, normalize, trunc } from "./aggregation_actions.ts";
import { commit, discard, exit, freopen, ftruncate, setopt, speculate, system } from "./control.ts";
import type { ActionBuiltin } from "./action_definition.ts";
import { destructive } from "./destructive.ts";
import { pcap } from "./pcap.ts";
import { print, printa, printf, trace, tracemem } from "./printing.ts";
import { stacks } from "./stacks.ts";

export type { ActionBuiltin } from "./action_definition.ts";
/** All actions, by name. */
export const actions: ReadonlyMap<string, ActionBuiltin> = new Map(
  [
    ...[clear, commit, denormalize, discard, exit, freopen, ftruncate, normalize, pcap, print, printa, printf, setopt],
    ...[speculate, system, trace, tracemem, trunc, ...stacks, ...destructive],
  ].map((one) => [one.name, one]),
);
