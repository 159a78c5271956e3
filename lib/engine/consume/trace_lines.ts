/**
 * The heading and the beginnings of lines: plain, or indented by the flow of entries and returns.
 *
 * @module
 */
import type { ProbeInformation } from "../../d/check/mod.ts";
import { pad } from "../format/mod.ts";

const PLACE_HEADING = pad("FUNCTION:NAME", 32);
export const FLOW_HEADING = `${pad("CPU", 3)} ${pad("FUNCTION", -41)}\n`;

/**
 * Oracle's DTrace leaves out CPU and ID where `_DTRACE_TESTING` is set, since they differ from one machine to another:
 * lines are `compared` then.
 */
export function heading(compared = false): string {
  return compared ? `${PLACE_HEADING}\n` : `${pad("CPU", 3)} ${pad("ID", 6)} ${PLACE_HEADING}\n`;
}
/** `  0      1                           :BEGIN ` */
export function formatLineStart(cpu: number, probe: ProbeInformation, compared = false): string {
  const place = pad(`${probe.function}:${probe.name}`, 32);
  return compared ? `${place} ` : `${pad(String(cpu), 3)} ${pad(String(probe.id), 6)} ${place} `;
}

type FlowKind = "entry" | "return" | "none";

function flowKind(name: string): FlowKind {
  if (name === "entry" || name.endsWith("-entry")) return "entry";
  return name === "return" || name.endsWith("-return") ? "return" : "none";
}

/** Keeps the indentation of -F. */
export class Flow {
  #indent = 0;

  /**
   * The beginning of a record's line. Neighbours that are another clause of the same probe do not indent again: `last`
   * is the record before this one, `next` the one after it.
   */
  begin(
    cpu: number,
    probe: ProbeInformation,
    epid: number,
    last: { epid: number; probe: number },
    next: { epid: number; probe: number },
  ): string {
    let kind = flowKind(probe.name);
    const neighbour = kind === "entry" ? last : next;
    if (kind !== "none" && neighbour.epid !== 0 && neighbour.epid !== epid && neighbour.probe === probe.id) {
      kind = "none";
    }
    if (kind === "return") this.#indent = Math.max(0, this.#indent - 2);
    const arrow = probe.provider === "syscall" ? "=" : "-";
    const name = kind === "entry"
      ? ` ${arrow}> ${probe.function}`
      : kind === "return"
      ? ` <${arrow} ${probe.function}`
      : `| ${probe.function}:${probe.name}`;
    const line = `${pad(String(cpu), 3)} ${pad(" ".repeat(this.#indent) + name, -41)} `;
    if (kind === "entry") this.#indent += 2;
    return line;
  }
}
