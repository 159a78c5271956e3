/**
 * Opens interfaces as a source of packets, by the first way that works here.
 *
 * @module
 */
import { SourceError } from "../capture/mod.ts";
import { openFirstChild } from "./child_source.ts";
import type { LiveOptions, LiveSource } from "./live_source.ts";
import { ANY, listInterfaces, noInterface } from "./interfaces.ts";
import { openRings, RingUnavailable } from "./open_ring.ts";

/** What to do without the right to capture. Deno itself must not be given it: every script would have it. */
const PRIVILEGE_HELP: readonly string[] = [
  "run it with `sudo`",
  "or let a capture program do it: install dumpcap (it comes with Wireshark), join its group with " +
  "`sudo usermod -aG wireshark $USER`, and log in again",
  "or give the capability CAP_NET_RAW to this one run: `sudo setpriv --reuid=$(id -u) --regid=$(id -g) --init-groups " +
  "--inh-caps=+net_raw --ambient-caps=+net_raw COMMAND`",
];

/**
 * Opens interfaces (`any`: all of them) for capture. On Linux packets come through a ring shared with the kernel; where
 * that is not possible, from `dumpcap` or `tcpdump`, which is said to `notice`.
 *
 * `next` answers at once while there are packets; else it waits, and returns an empty batch (`count` 0) when nothing came
 * for about 50 ms, so that clocks and interrupts are attended to.
 *
 * Throws a {@linkcode SourceError}: no such interface, no right to capture and what to do about it.
 */
export function openLive(interfaces: readonly string[], options: LiveOptions): LiveSource {
  const names = [...new Set(interfaces)];
  if (names.length === 0) throw new SourceError("<live>", "D_SRC_NO_INTERFACE", "no interface is named");
  if (names.includes(ANY) && names.length > 1) {
    throw new SourceError(ANY, "D_SRC_NO_INTERFACE", "`any` is all interfaces: name it alone");
  }
  let unavailable: RingUnavailable | undefined;
  if (options.method === undefined || options.method === "ring") {
    try {
      return openRings(names, options);
    } catch (error) {
      if (!(error instanceof RingUnavailable)) throw error;
      unavailable = error;
      if (options.method === "ring") throw failure(names, unavailable.message);
    }
  }
  checkNames(names);
  let source: LiveSource;
  try {
    source = openFirstChild(names, options);
  } catch (error) {
    if (!(error instanceof SourceError) || error.tag !== "D_SRC_PRIVILEGE") throw error;
    throw failure(names, [unavailable?.message, error.message].filter((text) => text !== undefined).join("; "));
  }
  const because = unavailable ? `: ${unavailable.message}` : "";
  options.notice?.(`capturing through ${source.method}${because}`);
  return source;
}
function failure(names: readonly string[], reasons: string): SourceError {
  return new SourceError(
    names.join(", "),
    "D_SRC_PRIVILEGE",
    `no way to capture packets here: ${reasons}`,
    PRIVILEGE_HELP,
  );
}
/** Says what there is, where the interfaces can be listed at all. */
function checkNames(names: readonly string[]): void {
  const there = listInterfaces().filter(({ linkType }) => linkType !== undefined).map(({ name }) => name);
  if (there.length === 0) return;
  for (const name of names) {
    if (name !== ANY && !there.includes(name)) throw noInterface(name, there);
  }
}
