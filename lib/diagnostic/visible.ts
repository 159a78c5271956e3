/**
 * Text that comes from a capture or a file's name, so that it can do nothing to a terminal but be read: control
 * characters, marks that turn the direction of text and halves of characters are shown as `\u001b`, not obeyed.
 *
 * @module
 */

const UNSAFE = /[\p{Cc}\p{Cf}\p{Cs}\u2028\u2029]/gu;
const escaped = (character: string): string => `\\u${character.codePointAt(0)!.toString(16).padStart(4, "0")}`;

/** For a place in a line: newlines and tabs are shown, too. */
export function visibleLine(text: string): string {
  return text.replace(UNSAFE, escaped);
}
/** For whole lines: newlines and tabs stay. */
export function visibleText(text: string): string {
  return text.replace(UNSAFE, (character) => character === "\n" || character === "\t" ? character : escaped(character));
}
