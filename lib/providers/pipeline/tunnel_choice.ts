/**
 * Which tunnels are opened, and what of them fires.
 *
 * @module
 */
import { tunnels } from "../../protocols/mod.ts";

/** `-x tunnels` names something that is not a tunnel. */
export class TunnelError extends Error {
  override readonly name = "TunnelError";
}
export interface TunnelChoice {
  /** Bit n: tunnels of the type n (TUN_) are opened; 0: they are counted. */
  readonly opened: number;
  /** What carries another packet does not fire itself. */
  readonly isInnermostOnly: boolean;
  /** So many tunnels within each other are opened. */
  readonly depth: number;
}
/** As many as there is room for. */
export const MAX_TUNNEL_DEPTH = 16;
const ALL = tunnels.reduce((bits, { type }) => bits | 1 << type, 0);

/**
 * What -x tunnels says: names with commas between, `all`, `inner` (all if no other is named, and only the innermost packets
 * fire), `none`.
 * @throws TunnelError for another word
 */
export function parseTunnels(text: string | undefined, depth = 4): TunnelChoice {
  let opened = 0, isInnermostOnly = false;
  if (depth < 1 || depth > MAX_TUNNEL_DEPTH) {
    throw new TunnelError(`\`-x tunneldepth\` is from 1 to ${MAX_TUNNEL_DEPTH}, not ${depth}`);
  }
  for (const part of text ? text.split(",") : []) {
    const word = part.trim(), named = tunnels.find(({ name }) => name === word);
    if (named) opened |= 1 << named.type;
    else if (word === "all") opened = ALL;
    else if (word === "inner") isInnermostOnly = true;
    else if (word !== "none") {
      const known = [...tunnels.map(({ name }) => name), "all", "inner", "none"].join(", ");
      throw new TunnelError(`\`${word}\` in \`-x tunnels\` is not one of ${known}`);
    }
  }
  if (isInnermostOnly && opened === 0) opened = ALL;
  return { opened, isInnermostOnly, depth };
}
