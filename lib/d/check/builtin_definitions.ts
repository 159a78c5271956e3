/**
 * What the checker asks of builtins and probes. The tables themselves lie on a higher shelf
 * (`lib/builtins`, `lib/providers`) and are handed in, so that no pass compares a builtin's name.
 *
 * @module
 */
import type { Span, Tag } from "../../diagnostic/mod.ts";
import type { ArgumentPlace, Packets } from "../../protocols/mod.ts";
import type { ProbeDescription } from "../syntax/mod.ts";
import type { DType } from "../types/mod.ts";
import type { ActionTraits, AggregationVariable, TypedArgument, TypedExpression } from "./typed.ts";

/** What a definition's own check may use. */
export interface CheckContext {
  /** Reports and goes on; the definition then returns whatever is harmless. */
  error(
    tag: Tag,
    message: string,
    span: Span,
    extra?: { plain?: string; label?: string; help?: string[]; notes?: string[] },
  ): void;
  /** D's spelling of a type, as DTrace prints it (`struct foo *`). */
  typeName(type: DType): string;
  sizeOf(type: DType): number;
  /** Typedefs and qualifiers taken off. */
  resolve(type: DType): DType;
  isInteger(type: DType): boolean;
  isPointer(type: DType): boolean;
  isStringLike(type: DType): boolean;
  /** Value of a constant expression (after folding), or undefined. */
  constant(expression: TypedExpression): bigint | undefined;
  /** Inserts the conversion that assigning to a variable of that type would. */
  convert(expression: TypedExpression, type: DType): TypedExpression;
  readonly intType: DType;
  readonly int64Type: DType;
  readonly uint64Type: DType;
  readonly stringType: DType;
  /** -x strsize. */
  readonly stringSize: number;
  /** -x stackframes and -x ustackframes. */
  readonly frames: { readonly kernel: number; readonly process: number };
}
/** Where the identifier is known from, and how stable it is (printed by -v). */
interface Definition {
  readonly name: string;
  /** One line for help, completion, hover. */
  readonly doc: string;
  /** D version that introduced it, "1.0" if missing. */
  readonly since?: string;
  /** Why a clause of packets that uses it cannot be run in parts: what follows its name in a message. */
  readonly unmergeable?: string;
}
/** `timestamp`, `arg0`, `probename`, `args` … */
export interface VariableDefinition extends Definition {
  /** Type in D's own syntax: `uint64_t`, `string`. `args` has none: the checker types it by the probe. */
  readonly type?: string;
  readonly indexed?: boolean;
  /** Stability, `Stable/Private/Common`; Stable/Stable/Common if missing. */
  readonly attributes?: string;
  /** Only a running kernel or a traced process knows it: compiles, and gives this message when enabled. */
  readonly unavailable?: string;
}
export interface SubroutineDefinition extends Definition {
  /** Changes what is traced (copyout …): only under -w, and not after speculate(). */
  readonly destructive?: boolean;
  /** DTrace's notation: `string(const char *, int, [int])`. `@` matches anything. */
  readonly prototype: string;
  /** Extra checks after the prototype's; may rewrite the arguments. */
  check?(
    context: CheckContext,
    args: readonly TypedExpression[],
    span: Span,
  ): { args?: readonly TypedExpression[]; data?: unknown; type?: DType } | void;
  readonly unavailable?: string;
}
export interface ActionDefinition extends Definition {
  readonly prototype: string;
  readonly traits: ActionTraits;
  /** All checks with their own tags. Returns static data for lowering and the consumer (a parsed format, aggregations …). */
  check(context: CheckContext, args: readonly TypedArgument[], span: Span): unknown;
  /** What it yields as a key or an argument, where the prototype alone does not say. */
  typeOf?(data: unknown): DType;
  /** Its value may be kept in a variable. */
  readonly isValue?: true;
  readonly unavailable?: string;
}
export interface AggregatingDefinition extends Definition {
  readonly prototype: string;
  /**
   * Splits arguments into those evaluated at each firing and the parameters fixed at compile time.
   * Equality of the parameters between uses is checked by `sameParameters`.
   */
  check(
    context: CheckContext,
    args: readonly TypedExpression[],
    span: Span,
  ): { readonly evaluated: readonly TypedExpression[]; readonly parameters: unknown };
  /** Reports a mismatch (D_LQUANT_MATCHBASE …) against the first use. */
  sameParameters?(
    context: CheckContext,
    first: unknown,
    now: unknown,
    span: Span,
    aggregation: AggregationVariable,
  ): void;
}

/** A probe as the checker and the user see it. */
export interface ProbeInformation {
  readonly id: number;
  readonly provider: string;
  readonly module: string;
  readonly function: string;
  readonly name: string;
  /** Typed arguments: D type names, native and (if a translator gives it) translated. Undefined: probe has no typed arguments. */
  readonly args?: readonly {
    readonly native: string;
    readonly translated?: string;
    /** What of a packet it points at. */
    readonly place?: ArgumentPlace;
    readonly doc?: string;
    /** Of a pointer: bytes behind it that are always there, unless it is NULL; if missing, the size of its target. */
    readonly behind?: number;
  }[];
  /** Stability attributes as -lv prints them: provider, module, function, name, args: `Evolving/Evolving/ISA`. */
  readonly attributes?: ProbeAttributes;
  /** When it fires: `when a packet …`. */
  readonly doc?: string;
  /** Packets that it fires for; what is not known of may need any. */
  readonly packets?: Packets;
  /** It is about a connection rather than about one packet; it takes what lies behind the headers. */
  readonly isOfConnection?: true;
  /** What it says follows from one packet alone, or from those between two hosts; missing: from all there are. */
  readonly follows?: "packet" | "pair";
  readonly needsContent?: true;
  /** Listed, but this source cannot fire it: why. */
  readonly unavailable?: string;
}
export interface ProbeAttributes {
  /** The least of provider and name: what a description without module and function has. */
  readonly identifier: string;
  /** The least of all four parts, as -lv prints it; `identifier` if missing. */
  readonly listed?: string;
  readonly argument: string;
}
export interface ProbeCatalog {
  /** All probes a description matches, ascending by id; providers make profile-N, tick-N on demand. */
  match(
    description: Pick<ProbeDescription, "id" | "provider" | "module" | "function" | "name">,
  ): readonly ProbeInformation[];
  get(id: number): ProbeInformation | undefined;
  all(): readonly ProbeInformation[];
  /** Providers whose probes are made only when they are asked for. */
  readonly makers?: readonly string[];
}
export interface BuiltinTables {
  readonly variables: ReadonlyMap<string, VariableDefinition>;
  readonly subroutines: ReadonlyMap<string, SubroutineDefinition>;
  readonly actions: ReadonlyMap<string, ActionDefinition>;
  readonly aggregating: ReadonlyMap<string, AggregatingDefinition>;
}
