/**
 * Collects the mistakes of a pass, each once.
 *
 * @module
 */
import { CompileError } from "../../diagnostic/mod.ts";
import type { Diagnostic, Span, Tag } from "../../diagnostic/mod.ts";

export interface Extra {
  /** DTrace's wording, where it is not the message without its backticks. */
  readonly plain?: string;
  readonly plainOffset?: number;
  readonly label?: string;
  readonly help?: readonly string[];
  readonly notes?: readonly string[];
}
export class Reporter {
  #diagnostics: Diagnostic[] = [];
  #seen = new Set<string>();
  readonly #warnings = new Map<string, Diagnostic>();
  /** DTrace's region of what is being checked: `in action list`, `in predicate`. */
  region: string | undefined;

  error(tag: Tag, message: string, span: Span, extra: Extra = {}): void {
    const key = `${tag} ${span.start} ${span.end} ${span.source.name}`;
    if (this.#seen.has(key)) return;
    this.#seen.add(key);
    this.#diagnostics.push({ tag, severity: "error", message, span, region: this.region, ...extra });
  }
  /** What does not keep a program from running. */
  warn(tag: Tag, message: string, span: Span): void {
    const key = `${tag} ${span.start} ${span.end} ${span.source.name}`;
    if (!this.#warnings.has(key)) this.#warnings.set(key, { tag, severity: "warning", message, span });
  }
  /** Warnings since the last call. */
  takeWarnings(): readonly Diagnostic[] {
    const taken = [...this.#warnings.values()];
    this.#warnings.clear();
    return taken;
  }
  get count(): number {
    return this.#diagnostics.length;
  }
  /** Those reported since there were `from`. */
  since(from: number): readonly Diagnostic[] {
    return this.#diagnostics.slice(from);
  }
  /** Forgets what was reported since there were `from`. */
  rollBack(from: number): void {
    for (const { tag, span } of this.#diagnostics.splice(from)) {
      this.#seen.delete(`${tag} ${span!.start} ${span!.end} ${span!.source.name}`);
    }
  }
  /** Ends a pass: throws everything reported in it. */
  finish(): void {
    if (this.#diagnostics.length === 0) return;
    const all = this.#diagnostics.toSorted((left, right) => Number(isEarly(right)) - Number(isEarly(left)));
    this.#diagnostics = [];
    this.#seen.clear();
    throw new CompileError(all);
  }
}
/** What DTrace finds while it still parses comes before everything else. */
function isEarly({ tag }: Diagnostic): boolean {
  return tag.startsWith("D_DECL_") || tag === "D_FUNC_IDENT" || tag === "D_FUNC_UNDEF" || tag === "D_FUNC_IDKIND";
}
