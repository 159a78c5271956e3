/**
 * A run over the system's kernel: its programs record, and what they have recorded is taken as it comes.
 *
 * @module
 */
import { consume } from "../../engine/consume/mod.ts";
import type { WatchedProgram } from "../../host/mod.ts";
import type { RunResult } from "../report/mod.ts";
import type { SystemMachine } from "../settings.ts";
import { type ClockedRun, setSystemTime } from "./clock.ts";

export interface SystemRun extends ClockedRun {
  readonly system: SystemMachine;
  readonly target?: WatchedProgram;
}
/** So often it is looked whether the run was interrupted, or what it runs has ended. */
const TURN_MS = 100;

export async function runSystem(run: SystemRun): Promise<RunResult> {
  const { system, consumer, enabling, clock, target } = run;
  const { memory } = enabling;
  const started = clock.elapsedMs();
  const { nanoseconds } = run.limits;
  const end = nanoseconds === undefined ? Infinity : started + nanoseconds / 1e6;
  setSystemTime(memory, clock);
  const drain = () => system.drain(() => consume(consumer));
  let over = run.begin();
  try {
    if (!over) {
      system.attach();
      await run.start();
    }
    while (!over && !run.isInterrupted() && clock.elapsedMs() < end && !target?.hasEnded()) {
      over = drain() || enabling.isOver;
      consumer.reportDrops();
      consumer.flush();
      if (over) break;
      run.progress?.({ bytesRead: 0, packets: 0, elapsedMs: clock.elapsedMs() - started });
      await run.ready?.();
      const longest = system.isBehind ? 0 : TURN_MS;
      await system.wait(Math.max(0, Math.min(longest, end - clock.elapsedMs())));
    }
  } finally {
    system.detach();
  }
  // what was recorded before the end was asked for is complete
  do drain(); while (system.isBehind);
  setSystemTime(memory, clock);
  run.finish();
  return {
    exitStatus: enabling.exitStatus,
    interrupted: run.isInterrupted(),
    packets: 0,
    problems: [],
    undecoded: [],
  };
}
