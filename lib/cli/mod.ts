/**
 * What other doors take of the command.
 *
 * @module
 */
export { type PublishProcess, publishProcess, SESSION_NAME } from "./publish_process.ts";
export { publishText } from "./doors.ts";
export { helpNames, helpOn } from "./help.ts";
