/**
 * What options say of how captures are anonymised.
 *
 * @module
 */
import { type Choices, KEEPS, PREFIX_FUNCTIONS, PROFILES } from "../anonymise/mod.ts";
import { Misuse, type ReadOptions } from "./commands/mod.ts";

/** @throws Misuse */
export function readChoices({ values, lists }: Pick<ReadOptions, "values" | "lists">): Choices {
  const profile = oneOf("profile", values.profile ?? "default", PROFILES);
  if (profile === "none" && !values.reason?.trim()) {
    throw new Misuse(
      "with --profile none nothing of a packet is changed: give a reason with --reason, which is printed",
    );
  }
  const days = values["shift-days"] ?? "0";
  if (!/^-?\d{1,5}$/.test(days)) throw new Misuse("--shift-days takes a whole number of days");
  const keeps = (lists.keep ?? []).flatMap((text) => text.split(","));
  return {
    profile,
    prefixes: oneOf("map", values.map ?? "ipcrypt-pfx", PREFIX_FUNCTIONS),
    pins: values["no-pins"] === undefined,
    keep: new Set(keeps.map((keep) => oneOf("keep", keep, KEEPS))),
    ipId: oneOf("ip-id", values["ip-id"] ?? "kept", ["kept", "permuted"] as const),
    shiftDays: Number(days),
  };
}
function oneOf<Name extends string>(option: string, value: string, names: readonly Name[]): Name {
  const name = names.find((name) => name === value);
  if (name === undefined) throw new Misuse(`--${option} is one of ${names.join(", ")}, not \`${value}\``);
  return name;
}
