/**
 * Conversations, without a terminal.
 *
 * @module
 */
export { Conversation } from "./conversation.ts";
export { imageProtocol, namesSixel } from "./image.ts";
export type { ConversationOutput } from "./conversation_output.ts";
