/**
 * What an anonymiser is to do: profiles, and what may be chosen beside them.
 *
 * @module
 */
import type { PrefixFunctionName } from "./map/mod.ts";

export const PROFILES = ["default", "headers", "none"] as const;
export type Profile = typeof PROFILES[number];

/** What `--keep` may name: what is changed otherwise. */
export const KEEPS = ["oui", "timestamps"] as const;
export type Keep = typeof KEEPS[number];

export interface Choices {
  /** `default`: payload is overwritten with zeros; `headers`: cut off; `none`: nothing of a packet is changed. */
  readonly profile: Profile;
  readonly prefixes: PrefixFunctionName;
  /** Whether special ranges keep their places. */
  readonly pins: boolean;
  readonly keep: ReadonlySet<Keep>;
  /** Identification of IPv4 and of fragments of IPv6: as it is, or permuted for each source. */
  readonly ipId: "kept" | "permuted";
  /** Whole days added to all times. */
  readonly shiftDays: number;
}
export const USUAL: Choices = {
  profile: "default",
  prefixes: "ipcrypt-pfx",
  pins: true,
  keep: new Set(),
  ipId: "kept",
  shiftDays: 0,
};
