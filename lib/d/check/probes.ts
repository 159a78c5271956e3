/**
 * Which probes a description is on, and what to say when there are none.
 *
 * @module
 */
import type { ProbeDescription } from "../syntax/mod.ts";
import type { ProbeCatalog, ProbeInformation } from "./builtin_definitions.ts";
import type { CheckState } from "./check_state.ts";
import { matchGlob } from "./glob.ts";
import { helpForDescription, helpForProbe } from "./other_words.ts";
import { suggest } from "./suggest.ts";

/** A description in four parts, as DTrace prints it. */
export function describeDescription(description: ProbeDescription): string {
  if (description.id !== undefined) return `${description.id}`;
  const { provider, module, function: name, name: probe } = description;
  return `${provider}:${module}:${name}:${probe}`;
}

/** The probes of a description; reports when there are none and there must be some. */
export function matchProbes(state: CheckState, description: ProbeDescription): readonly ProbeInformation[] | undefined {
  const { reporter, environment: { probes, options } } = state;
  const matched = probes.match(description);
  if (matched.length > 0) return matched;
  if (description.id !== undefined) {
    reporter.error("D_PDESC_INVAL", `there is no probe with id ${description.id}`, description.span, {
      plain: `invalid probe identifier ${description.id}: No probe with the specified id`,
    });
    return undefined;
  }
  if (options.zdefs || state.pragmaOption("zdefs") !== undefined) return [];
  const { message, help, notes } = explain(description, probes);
  reporter.error("D_PDESC_ZERO", message, description.span, {
    plain: `probe description ${describeDescription(description)} does not match any probes`,
    label: "matches nothing",
    help,
    notes,
  });
  return undefined;
}

const PARTS = [
  { part: "provider", word: "provider" },
  { part: "module", word: "module" },
  { part: "function", word: "function" },
  { part: "name", word: "probe" },
] as const;

/** What people who know DTrace look for, and no source of packets can provide. */
const OF_A_KERNEL =
  /^(syscall|fbt|sdt|pid[0-9]*|usdt|proc|sched|io|vm|vminfo|sysinfo|lockstat|cpc|mib|nfsv[34]|plockstat|vfs|kinst|dtmalloc|priv|mac|rawtp|rawfbt|lockstat|cpc)$/;

/** Names the first part at which nothing is left, and what there is instead. */
function explain(
  description: ProbeDescription,
  probes: ProbeCatalog,
): { message: string; help: string[]; notes: string[] } {
  const { makers = [] } = probes;
  for (const provider of makers) {
    if (matchGlob(provider, description.provider)) probes.match({ provider, module: "", function: "", name: "" });
  }
  const all = probes.all();
  let left = all;
  const behind: string[] = [];
  for (const { part, word } of PARTS) {
    const wanted = description[part];
    const kept = wanted === "" ? left : left.filter((probe) => matchGlob(probe[part], wanted));
    if (kept.length > 0) {
      left = kept;
      if (wanted !== "") behind.push(wanted);
      continue;
    }
    const made = part === "provider" ? makers : [];
    const names = [...new Set([...left.map((probe) => probe[part]), ...made])].filter((name) => name !== "");
    const where = behind.length > 0 ? ` in \`${behind.join(":")}\`` : "";
    const message = `no ${word} \`${wanted}\`${where}`, meant = helpForDescription(description.text, all);
    if (meant.length > 0) return { message, help: meant, notes: [] };
    const isOfKernel = part === "provider" && OF_A_KERNEL.test(wanted);
    const notes = isOfKernel && made.length === 0
      ? [`\`${wanted}\` is a provider of a running system: packets show nothing of it`]
      : [];
    const near = suggest(wanted, names), isNamed = part === "name" && near.length === 0;
    const help = isNamed ? helpForProbe(description.provider, wanted, names) : near;
    return { message, help, notes: [...notes, whatThereIs(word, names)] };
  }
  return { message: "no probe matches", help: [], notes: [] };
}
function whatThereIs(word: string, names: readonly string[]): string {
  if (names.length === 0) return `there are no ${word}s here`;
  if (names.length === 1) return `the only ${word} is \`${names[0]}\``;
  return `there are ${names.slice(0, 8).join(", ")}${names.length > 8 ? ` and ${names.length - 8} more` : ""}`;
}
