/**
 * A host in which a program comes to the same wherever and whenever it is run: what is published is run in it, by the command,
 * in a page, and by who verifies it.
 *
 * @module
 */
import type { Clock, Host, Identity } from "./host.ts";

/** No process and no user; the system's name is that of where D comes to the same everywhere. */
const NOBODY: Identity = { pid: 0, ppid: 0, uid: 0, gid: 0, os: "linux", architecture: "" };

/** Time that stands still, until a program waits: then it passes at once, and exactly as much as was waited for. */
function recordedClock(clock: Clock, momentMs: number): Clock {
  let nowMs = momentMs;
  return {
    nowMs: () => nowMs,
    systemMs: () => Math.floor(nowMs),
    elapsedMs: () => clock.elapsedMs(),
    async pass(ms) {
      // messages come through meanwhile
      await new Promise((resolve) => setTimeout(resolve));
      nowMs += ms;
    },
    isUtc: true,
  };
}
/**
 * The host with the files and the decompression of another, a process that is nobody's, and a clock of its own, in UTC. A run
 * without captures begins at the moment; times of captures are those of their packets, as everywhere.
 *
 * @param momentMs milliseconds since 1970
 */
export function recordedHost(host: Host, momentMs: number): Host {
  const { files, decompression, memoryBytes } = host;
  return { files, decompression, memoryBytes, identity: NOBODY, clock: recordedClock(host.clock, momentMs) };
}
