/**
 * Stability attributes, `Evolving/Evolving/Common`, and the least that -x amin allows.
 *
 * @module
 */
import type { Span } from "../../diagnostic/mod.ts";
import type { ProbeInformation, VariableDefinition } from "./builtin_definitions.ts";
import type { CheckState } from "./check_state.ts";
import type { Attributes } from "./value.ts";

const STABILITY = ["internal", "private", "obsolete", "external", "unstable", "evolving", "stable", "standard"];
const CLASSES = ["unknown", "cpu", "platform", "group", "isa", "common"];

/** Reads attributes; undefined if they are none. */
export function parseAttributes(text: string): Attributes | undefined {
  const [name, data, dependency, ...rest] = text.toLowerCase().split("/");
  const found = [STABILITY.indexOf(name), STABILITY.indexOf(data), CLASSES.indexOf(dependency)] as const;
  return rest.length > 0 || found.some((index) => index < 0) ? undefined : found;
}
/** The least of two, part by part. */
function min(one: Attributes, other: Attributes): Attributes {
  return [Math.min(one[0], other[0]), Math.min(one[1], other[1]), Math.min(one[2], other[2])];
}
const title = (word: string) =>
  word === "cpu" || word === "isa" ? word.toUpperCase() : word[0].toUpperCase() + word.slice(1);
/** `Evolving/Evolving/Common` */
export function attributesText([name, data, dependency]: Attributes): string {
  return [STABILITY[name], STABILITY[data], CLASSES[dependency]].map(title).join("/");
}

/** D_ATTR_MIN for a probe that is less stable than asked for. */
export function belowMinimum(state: CheckState, probe: ProbeInformation, span: Span): void {
  const given = probe.attributes && parseAttributes(probe.attributes.identifier);
  if (given) state.leastDescription = min(state.leastDescription, given);
  if (!given || isAllowed(state, given)) return;
  const shown = `${probe.provider}:${probe.module}:${probe.function}:${probe.name}`;
  state.reporter.error("D_ATTR_MIN", `\`${shown}\` is less stable than asked for`, span, {
    plain: `attributes for probe description ${shown} (${
      probe.attributes!.identifier
    }) are less than predefined minimum`,
  });
}
/** D_ATTR_MIN for a built-in variable that is less stable than asked for. */
export function isStableEnough(state: CheckState, { name, attributes }: VariableDefinition, span: Span): boolean {
  const given = attributes === undefined ? undefined : parseAttributes(attributes);
  if (given) state.leastStatement = min(state.leastStatement, given);
  if (!given || isAllowed(state, given)) return true;
  state.reporter.error("D_ATTR_MIN", `\`${name}\` is less stable than asked for`, span, {
    plain: `attributes for scalar ${name} (${attributes}) are less than predefined minimum`,
  });
  return false;
}
function isAllowed(state: CheckState, given: Attributes): boolean {
  const amin = state.pragmaOption("amin") ?? state.environment.options.amin;
  const minimum = amin === undefined ? undefined : parseAttributes(amin);
  return !minimum || given.every((value, i) => value >= minimum[i]);
}
