/**
 * The closed list of error tags. DTrace's own names wherever one fits; ours begin with
 * `D_NET_`, `D_SRC_` or `D_WASM_`.
 *
 * @module
 */

/** A tag names one kind of mistake, and never changes its meaning. */
export type Tag = `D_${string}`;
