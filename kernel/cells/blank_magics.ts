/**
 * @module
 */

/** A cell with its lines of magics blanked, so that offsets stay what they are. */
export function blankMagics(code: string): string {
  const [head] = code.match(/^(?:[ \t]*(?:%[^\n]*)?(?:\n|$))*/)!;
  return head.replaceAll(/[^\n]/g, " ") + code.slice(head.length);
}
