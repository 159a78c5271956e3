/**
 * The io provider: requests to disks.
 *
 * @module
 */
import { HookProvider, type HookRow } from "./hooks.ts";
import type { TracedSystem } from "./system.ts";

const ARGS = [
  { native: "struct bio *", translated: "bufinfo_t *", doc: "the request" },
  { native: "struct bio *", translated: "devinfo_t *", doc: "the device" },
  { native: "struct bio *", translated: "fileinfo_t *", doc: "the file, of which tracepoints do not tell" },
] as const;
const WAITS = "the kernel tells of who waits for a request in functions alone (fbt:::), not in a tracepoint";

const ROWS: readonly HookRow[] = [
  {
    name: "start",
    doc: "when a request is handed to a device",
    args: ARGS,
    hooks: [{ tracepoint: "block_bio_queue", args: (hook) => Array(3).fill(hook.parameter("bio")) }],
  },
  {
    name: "done",
    doc: "when a device has done with a request, in any process; of requests that were put together it is the first",
    args: ARGS,
    // the kernel tells of a request's end at one of two places: of devices that put requests together at the second
    hooks: [
      { tracepoint: "block_bio_complete", args: (hook) => Array(3).fill(hook.parameter("bio")) },
      {
        tracepoint: "block_rq_complete",
        when: (hook) => [{ source: hook.behind("rq", ["request", "bio"]), is: "ne", value: 0 }],
        args: (hook) => Array(3).fill(hook.behind("rq", ["request", "bio"])),
      },
    ],
  },
  { name: "wait-start", doc: "when a thread begins to wait for a request", args: ARGS, hooks: [], lacks: WAITS },
  { name: "wait-done", doc: "when a thread has waited for a request", args: ARGS, hooks: [], lacks: WAITS },
];
export function ioProvider(system: TracedSystem): HookProvider {
  const stability = { identifier: "Evolving/Evolving/Common", argument: "Evolving/Evolving/Common" };
  return new HookProvider("io", "requests to disks", system, ROWS, stability);
}
