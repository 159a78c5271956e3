/**
 * What is said of a builtin beside its own sentence (`doc`): pages and help show both, and the tests run the example.
 *
 * @module
 */

/** The rest of what is to be known of a builtin. */
export interface Documentation {
  /** Arguments, units, result, faults. */
  readonly more?: string;
  /** An expression, which is traced in BEGIN; or clauses. The tests run it. */
  readonly example: string;
}
export type Documented = Readonly<Record<string, Documentation>>;
