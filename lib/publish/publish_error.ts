/**
 * @module
 */
/** Why something is not published: a sentence. */
export class PublishError extends Error {
  override readonly name = "PublishError";
}
