/**
 * Modules beside the program's own, on the same memory: arguments and aggregations for clauses in TypeScript.
 *
 * @module
 */
export { type Accessor, type AggregationUpdate, instantiateAccessors, instantiateUpdate } from "./side_module.ts";
