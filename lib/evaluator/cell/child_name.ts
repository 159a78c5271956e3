/**
 * @module
 */

/** How compiled cells and the parent reach what the child process offers them. */
export const CHILD_NAME = "__probebook";
