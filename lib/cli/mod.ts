/**
 * What other doors take of the command.
 *
 * @module
 */
export { helpNames, helpOn } from "./help.ts";
