/**
 * @module
 */

/** A cell with its lines of magics blanked, so that offsets stay what they are. */
export function blankMagics(code: string): string {
  const [head] = code.match(/^(?:[ \t]*(?:%(?!time[ \t]+\S)[^\n]*)?(?:\n|$))*/)!;
  const rest = code.slice(head.length).replace(/^(\s*)%time\b/, "$1     ");
  return head.replaceAll(/[^\n]/g, " ") + rest;
}
