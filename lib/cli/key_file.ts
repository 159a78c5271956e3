/**
 * The key of a series of captures, in a file that nobody else may read.
 *
 * @module
 */
import { KEY_BYTES } from "../anonymise/mod.ts";
import { writeWhole } from "../host/deno/mod.ts";

const OWNER_ONLY = 0o600, OTHERS = 0o077;

/** Reads the key; makes one where there is no file. Throws an Error that says what is wrong with it. */
export function readKey(path: string): Uint8Array {
  let text: string;
  try {
    const { mode } = Deno.statSync(path);
    if (mode !== null && mode & OTHERS && Deno.build.os !== "windows") {
      throw new Error(`${path}: others may read this key: \`chmod 600 ${path}\` first`);
    }
    text = Deno.readTextFileSync(path);
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
    return makeKey(path);
  }
  const digits = text.trim();
  if (!new RegExp(`^[0-9a-fA-F]{${2 * KEY_BYTES}}$`).test(digits)) {
    throw new Error(`${path}: a key is ${2 * KEY_BYTES} hexadecimal digits`);
  }
  const key = Uint8Array.from(digits.match(/../g)!, (byte) => parseInt(byte, 16));
  if (digits.slice(0, KEY_BYTES).toLowerCase() === digits.slice(KEY_BYTES).toLowerCase()) {
    throw new Error(`${path}: the two halves of a key must differ`);
  }
  return key;
}
function makeKey(path: string): Uint8Array {
  const key = crypto.getRandomValues(new Uint8Array(KEY_BYTES));
  const digits = [...key].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  writeWhole(path, `${digits}\n`, { mode: OWNER_ONLY });
  return key;
}
