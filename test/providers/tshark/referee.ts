/**
 * tshark as a second opinion on the verdicts of a capture: one process for each, asked for all verdicts at once.
 *
 * @module
 */
import { ANALYSIS_PROBES } from "../../../lib/protocols/mod.ts";
import { trace } from "../../session/in_process.ts";
import { above, FIELDS, PREFERENCES, VERDICTS } from "./make_expectations.ts";

/** Packet number → names of verdicts, sorted. */
export type Verdicts = Map<number, string[]>;

/** The version of tshark, or undefined where there is none: `4.0`. */
export function tsharkVersion(): string | undefined {
  try {
    const { stdout } = new Deno.Command("tshark", { args: ["-v"], stderr: "null" }).outputSync();
    return new TextDecoder().decode(stdout).match(/\d+\.\d+/)?.[0];
  } catch {
    return undefined;
  }
}
export async function askTshark(path: string): Promise<Verdicts> {
  const args = ["-n", "-r", path, "-T", "fields", "-E", "separator=/t", "-E", "occurrence=f"];
  for (const field of FIELDS) args.push("-e", field);
  for (const preference of PREFERENCES) args.push("-o", preference);
  const { stdout } = await new Deno.Command("tshark", { args, stderr: "null" }).output();
  const found: Verdicts = new Map();
  let packet = 0;
  for (const line of new TextDecoder().decode(stdout).split("\n").slice(0, -1)) {
    const cells = line.split("\t");
    const field = (name: string) => cells[FIELDS.indexOf(name)] ?? "";
    if (field("frame.encap_type") === "") continue;
    packet++;
    if (above(field)?.above !== "tcp") continue;
    const names = Object.entries(VERDICTS).filter(([, name]) => field(`tcp.analysis.${name}`) !== "").map(([name]) =>
      name
    );
    if (names.length > 0) found.set(packet, names.sort());
  }
  return found;
}
export async function askProbebook(path: string): Promise<Verdicts> {
  const probes = ANALYSIS_PROBES.filter((name) => Object.hasOwn(VERDICTS, name));
  const program = probes.map((name) => `tcpa:::${name} { printf("%d ${name}\\n", args[0]->pkt_addr); }`).join("\n");
  const { output } = await trace(program, {
    captures: [path],
    options: [{ name: "quiet" }, { name: "local", value: "none" }],
  });
  const found: Verdicts = new Map();
  for (const line of output.split("\n").filter((line) => line !== "")) {
    const [packet, name] = line.split(" ");
    const names = found.get(Number(packet)) ?? [];
    found.set(Number(packet), [...names, name].sort());
  }
  return found;
}
/** A line for each packet of which one says what the other does not: `12: ours acked-unseen; theirs lost-segment`. */
export function differences(ours: Verdicts, theirs: Verdicts): string[] {
  const packets = [...new Set([...ours.keys(), ...theirs.keys()])].sort((a, b) => a - b);
  return packets.flatMap((packet) => {
    const mine = ours.get(packet) ?? [], other = theirs.get(packet) ?? [];
    const only = (some: readonly string[], rest: readonly string[]) =>
      some.filter((name) => !rest.includes(name)).join(" ");
    const [here, there] = [only(mine, other), only(other, mine)];
    return here === "" && there === "" ? [] : [`${packet}: ours ${here || "-"}; theirs ${there || "-"}`];
  });
}
if (import.meta.main) {
  for (const path of Deno.args) {
    const lines = differences(await askProbebook(path), await askTshark(path));
    if (lines.length > 0) console.log(`${path}\n  ${lines.join("\n  ")}`);
  }
}
