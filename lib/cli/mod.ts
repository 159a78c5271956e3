/**
 * What other doors take of the command.
 *
 * @module
 */
export { helpOn } from "./help.ts";
