/**
 * Investigations proved: by this engine and not by the page's, over what is published and nothing else.
 *
 * @module
 */
export { STATUS, type VerifyLine } from "./verify_line.ts";
export { verifyPackage, type VerifyRequest } from "./verify_package.ts";
