/**
 * From the bytes of a terminal to keys. A state machine without a clock: an Escape that may be the start of a sequence
 * waits in it until {@linkcode KeyParser.flush}.
 *
 * Sequences are those of ECMA-48 and of xterm (ctlseqs), with modifiers; a paste comes as one key.
 *
 * @module
 */

/** A key, by the name under which it is bound: `C-a`, `M-b`, `Up`, `C-Left`, `Enter`; or what was typed or pasted. */
export interface KeyPress {
  /** `text`, `paste`, `reply`, or the name of a key. */
  readonly name: string;
  /** Of text, a paste, or a reply of the terminal to a question. */
  readonly text?: string;
}

const ESCAPE = "\x1b";
const PASTE_END = "\x1b[201~";
/** Final letters of `CSI … letter` and `SS3 letter`. */
const LETTERS: Readonly<Record<string, string>> = {
  A: "Up",
  B: "Down",
  C: "Right",
  D: "Left",
  E: "Begin",
  F: "End",
  H: "Home",
  M: "Enter",
  P: "F1",
  Q: "F2",
  R: "F3",
  S: "F4",
  Z: "S-Tab",
};
/** Numbers of `CSI number ~`. */
const NUMBERS: Readonly<Record<string, string>> = {
  1: "Home",
  2: "Insert",
  3: "Delete",
  4: "End",
  5: "PageUp",
  6: "PageDown",
  7: "Home",
  8: "End",
  15: "F5",
  17: "F6",
  18: "F7",
  19: "F8",
  20: "F9",
  21: "F10",
  23: "F11",
  24: "F12",
};
/** Control characters with names of their own. */
const CONTROLS: Readonly<Record<string, string>> = {
  "\r": "Enter",
  "\n": "C-j",
  "\t": "Tab",
  "\x7f": "Backspace",
  "\x00": "C-Space",
  "\x1c": "C-\\",
  "\x1d": "C-]",
  "\x1e": "C-^",
  "\x1f": "C-_",
};
/** Longest sequence that is waited for: what is longer is not a key of any terminal. */
const LONGEST = 64;
const LONGEST_REPLY = 4096;

/** Takes bytes, gives keys. */
export class KeyParser {
  readonly #decoder = new TextDecoder();
  #rest = "";
  #paste: string | undefined;

  /** Whether the start of a sequence is waiting: after some ten milliseconds it was a lone Escape. */
  get isWaiting(): boolean {
    return this.#rest !== "" && this.#paste === undefined;
  }

  /** The keys that are whole. */
  feed(bytes: Uint8Array): KeyPress[] {
    return this.#take(this.#decoder.decode(bytes, { stream: true }), false);
  }

  /** No more comes: what waits is taken for what it is so far. */
  flush(): KeyPress[] {
    return this.#paste === undefined ? this.#take("", true) : [];
  }

  #take(fresh: string, final: boolean): KeyPress[] {
    let text = this.#rest + fresh;
    this.#rest = "";
    const keys: KeyPress[] = [];
    while (text !== "") {
      if (this.#paste !== undefined) {
        text = this.#takePaste(text, keys);
        continue;
      }
      const length = sequenceLength(text);
      if (length === 0 && !final) {
        this.#rest = text;
        break;
      }
      const sequence = text.slice(0, length || 1);
      text = text.slice(sequence.length);
      if (sequence === "\x1b[200~") this.#paste = "";
      else pushKey(keys, sequence);
    }
    return keys;
  }

  /** Until its end mark everything is text, keys or not. */
  #takePaste(text: string, keys: KeyPress[]): string {
    const whole = this.#paste + text;
    const end = whole.indexOf(PASTE_END);
    if (end < 0) {
      this.#paste = whole;
      return "";
    }
    keys.push({ name: "paste", text: cleanPaste(whole.slice(0, end)) });
    this.#paste = undefined;
    return whole.slice(end + PASTE_END.length);
  }
}

/** Newlines are newlines; control characters could be taken for commands by what shows the text. */
export function cleanPaste(text: string): string {
  // deno-lint-ignore no-control-regex
  return text.replaceAll(/\r\n?/g, "\n").replaceAll(/[\x00-\x08\x0b-\x1f\x7f\x80-\x9f]/g, "");
}

/** How long the first key of a text is; 0 when its end is not there yet. */
function sequenceLength(text: string): number {
  if (text[0] !== ESCAPE) return plainLength(text);
  if (text.length === 1) return 0;
  const second = text[1];
  if (second === "[") {
    // deno-lint-ignore no-control-regex
    const found = text.match(/^\x1b\[(?:\[[A-E]|[0-?]*[ -/]*[@-Z\\-~])/);
    return found ? found[0].length : text.length > LONGEST ? 2 : 0;
  }
  if (second === "O") return text.length > 2 ? 3 : 0;
  // strings that a terminal answers with end in ST, some in BEL
  if (second === "]" || second === "P" || second === "_") {
    // deno-lint-ignore no-control-regex
    const found = text.match(/^\x1b[\]P_][^\x07\x1b]*(?:\x07|\x1b\\)/);
    return found ? found[0].length : text.length > LONGEST_REPLY ? 2 : 0;
  }
  // Alt sends an Escape in front
  const rest = sequenceLength(text.slice(1));
  return rest === 0
    ? 0
    : second === ESCAPE
    ? 1 + rest
    : 1 + Math.min(rest, String.fromCodePoint(codePoint(text, 1)).length);
}

function codePoint(text: string, at: number): number {
  return text.codePointAt(at) ?? 0;
}

/** A run of text without control characters is one key. */
function plainLength(text: string): number {
  // deno-lint-ignore no-control-regex
  const found = text.match(/^[^\x00-\x1f\x7f]+/);
  return found ? found[0].length : 1;
}

function pushKey(keys: KeyPress[], sequence: string): void {
  const key = keyOf(sequence);
  if (key) keys.push(key);
}

function keyOf(sequence: string): KeyPress | undefined {
  if (sequence[0] !== ESCAPE) return plainKey(sequence);
  if (sequence === ESCAPE) return { name: "Escape" };
  // deno-lint-ignore no-control-regex
  if (/^\x1b[\]P_]./.test(sequence) || /^\x1b\[\?/.test(sequence)) return { name: "reply", text: sequence };
  // deno-lint-ignore no-control-regex
  const control = sequence.match(/^\x1b(?:\[|O)\[?([0-9;:]*)([@-~])$/);
  if (control) return controlKey(control[1].split(";"), control[2]);
  const inner = keyOf(sequence.slice(1));
  if (!inner || inner.name === "reply") return undefined;
  return { name: `M-${inner.name === "text" ? inner.text : inner.name}` };
}

function plainKey(sequence: string): KeyPress {
  const known = CONTROLS[sequence];
  if (known) return { name: known };
  const code = sequence.charCodeAt(0);
  if (code < 32) return { name: `C-${String.fromCharCode(code + 96)}` };
  return { name: "text", text: sequence };
}

function controlKey(parameters: readonly string[], final: string): KeyPress | undefined {
  // xterm's modifyOtherKeys: 27 ; modifiers ; character ~, and the same as character ; modifiers u
  if (final === "~" && parameters[0] === "27") return characterKey(parameters[2], parameters[1]);
  if (final === "u") return characterKey(parameters[0].split(":")[0], parameters[1]);
  const name = final === "~" ? NUMBERS[parameters[0]] : LETTERS[final];
  if (!name) return undefined;
  return { name: modified(name, final === "~" || parameters.length > 1 ? parameters[1] : undefined) };
}

function characterKey(code: string | undefined, modifiers: string | undefined): KeyPress | undefined {
  const character = String.fromCodePoint(Number(code) || 0);
  const named: Readonly<Record<string, string>> = { ...CONTROLS, "\x1b": "Escape", " ": "Space" };
  const shift = ((Number((modifiers ?? "1").split(":")[0]) || 1) - 1 & ~1) === 0;
  if (!named[character] && shift) return { name: "text", text: character };
  return { name: modified(named[character] ?? character, modifiers) };
}

/** xterm: 1 + shift 1 + alt 2 + control 4. */
function modified(name: string, parameter: string | undefined): string {
  const bits = (Number((parameter ?? "1").split(":")[0]) || 1) - 1;
  return `${bits & 4 ? "C-" : ""}${bits & 2 ? "M-" : ""}${bits & 1 ? "S-" : ""}${name}`;
}
