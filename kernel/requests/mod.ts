/**
 * The messages that a kernel takes: one file a kind.
 *
 * @module
 */
import { commClose, commInfo, commMessage, commOpen } from "./comm.ts";
import { complete } from "./complete.ts";
import { execute } from "./execute.ts";
import { history } from "./history.ts";
import { input } from "./input.ts";
import { inspect } from "./inspect.ts";
import { interrupt } from "./interrupt.ts";
import { isComplete } from "./is_complete.ts";
import { kernelInfo } from "./kernel_info.ts";
import type { RequestKind } from "./request.ts";
import { shutdown } from "./shutdown.ts";

export type { KernelContext, Request, RequestKind } from "./request.ts";

/** All kinds of messages, by type. */
export const requestKinds: ReadonlyMap<string, RequestKind> = new Map(
  [
    kernelInfo,
    execute,
    complete,
    inspect,
    isComplete,
    history,
    commOpen,
    commMessage,
    commClose,
    commInfo,
    interrupt,
    shutdown,
    input,
  ].map((kind) => [kind.type, kind]),
);
