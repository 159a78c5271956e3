/**
 * Where D's own library is: structs, constants and translators of the providers, in D.
 *
 * @module
 */

/** The folder of the `*.d` files; what depends on what is written in them. */
export const LIBRARY_DIRECTORY: URL = new URL("./dlib/", import.meta.url);
