/**
 * What a check needs from outside: builtins, probes, options.
 *
 * @module
 */
import type { BuiltinTables, ProbeCatalog } from "./builtin_definitions.ts";
import type { SystemTypes } from "./type_space.ts";

/** Options that change what a program means or whether it compiles. */
export interface CheckOptions {
  /** -x strsize; 256 by default. */
  readonly stringSize?: number;
  /** -x stackframes, -x ustackframes; 20 by default. */
  readonly stackFrames?: number;
  readonly userStackFrames?: number;
  /** -Z: descriptions may match nothing. */
  readonly zdefs?: boolean;
  /** -x empty: a program without clauses is allowed. */
  readonly empty?: boolean;
  /** -x version: identifiers newer than this do not exist. */
  readonly version?: string;
  /** -x amin: least stability, `Evolving/Evolving/Common`. */
  readonly amin?: string;
}
export interface CheckEnvironment {
  readonly builtins: BuiltinTables;
  readonly probes: ProbeCatalog;
  readonly options: CheckOptions;
  /** Types of the system that is traced. */
  readonly systemTypes?: SystemTypes;
  /**
   * Says why an option may not be set in a program (`Invalid option name`), or nothing if it may.
   * Without it every option is taken.
   */
  refuseOption?(name: string, value: string | undefined): string | undefined;
  /** Whether a library, module or provider that `#pragma D depends_on` names is there. */
  isPresent?(kind: "library" | "module" | "provider", name: string): boolean;
}
