/**
 * From a checked program to an image: the passes, one after the other.
 *
 * @module
 */
export { emitImage, type EmitRequest, type EmittedImage } from "./emit.ts";
