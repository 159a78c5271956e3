/**
 * Programs that tests compare with, where these are there.
 *
 * @module
 */

/** Whether a program starts and says its version. */
export function isThere(program: string): boolean {
  try {
    const { success } = new Deno.Command(program, { args: ["--version"], stdout: "null", stderr: "null" }).outputSync();
    return success;
  } catch {
    return false;
  }
}
