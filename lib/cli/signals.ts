/**
 * Interrupts: the first ends the run, which prints what it has gathered; the second ends the process.
 *
 * @module
 */
import type { Session } from "../session/mod.ts";

/** The result no longer listens. */
export function listenForSignals(session: Session): () => void {
  let heard = 0;
  const onSignal = () => {
    if (heard++ > 0) Deno.exit(130);
    session.interrupt();
  };
  Deno.addSignalListener("SIGINT", onSignal);
  Deno.addSignalListener("SIGTERM", onSignal);
  return () => {
    Deno.removeSignalListener("SIGINT", onSignal);
    Deno.removeSignalListener("SIGTERM", onSignal);
  };
}
