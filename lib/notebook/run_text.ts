/**
 * What a run prints under its cell: all of it while it is little; of much the beginning and the end, with a count of what
 * lies between. Messages that say the same again and again are said a few times, and counted.
 *
 * @module
 */

/** Characters that are shown as they come, and those that are shown of the end. */
const HEAD = 100_000, TAIL = 50_000;
/** Messages of one kind that are said one by one, and kinds that are told apart. */
const FEW = 3, KINDS = 1_000;

type Write = (stream: "stdout" | "stderr", text: string) => void;

const FAULT = /^error on enabled probe ID /;
/** Faults of one clause are of one kind, whatever the address; other messages where they are the same. */
const kindOf = (message: string): string => FAULT.test(message) ? message.replaceAll(/0x[0-9a-f]+/g, "0x…") : message;
const counted = (count: number, what: string) => `${count.toLocaleString("en-US")} ${what}${count === 1 ? "" : "s"}`;

/** The text of one run. */
export class RunText {
  #shown = 0;
  /** Not a character more is shown as it comes. */
  #isFull = false;
  #tail: string[] = [];
  #tailLength = 0;
  #cut = 0;
  #cutLines = 0;
  readonly #kinds = new Map<string, number>();

  /** @param whole nothing is left out */
  constructor(readonly write: Write, readonly whole: boolean) {}

  /** What the program prints. */
  print(text: string): void {
    if (this.whole || !this.#isFull && this.#shown + text.length <= HEAD) {
      this.#shown += text.length;
      return this.write("stdout", text);
    }
    let rest = text;
    if (!this.#isFull) {
      // lines are left whole
      const end = text.lastIndexOf("\n", HEAD - this.#shown) + 1;
      if (end > 0) this.write("stdout", text.slice(0, end));
      rest = text.slice(end);
      this.#isFull = true;
    }
    this.#tail.push(rest);
    this.#tailLength += rest.length;
    while (this.#tailLength - this.#tail[0].length >= TAIL) this.#drop(this.#tail.shift()!);
  }
  /** A message for the person. */
  say(message: string): void {
    const kind = kindOf(message);
    const times = (this.#kinds.get(kind) ?? 0) + 1;
    if (times > 1 || this.#kinds.size < KINDS) this.#kinds.set(kind, times);
    if (times <= FEW) this.write("stderr", `${message}\n`);
  }
  /** The run is over: its end, and what was left out. */
  end(): void {
    if (this.#isFull) this.#writeTail();
    for (const [kind, times] of this.#kinds) {
      if (times > FEW) this.write("stderr", `… and ${counted(times - FEW, "time")} more: ${kind}\n`);
    }
  }
  #writeTail(): void {
    const all = this.#tail.join("");
    const from = all.length > TAIL ? all.indexOf("\n", all.length - TAIL) + 1 : 0;
    this.#drop(all.slice(0, from));
    if (this.#cut > 0) {
      const lines = this.#cutLines > 0 ? counted(this.#cutLines, "line") : "a part";
      const how = "`_.text` has all of them, `%%d --all` shows them";
      this.write("stdout", `… ${lines} (${counted(this.#cut, "character")}) not shown: ${how} …\n`);
    }
    this.write("stdout", all.slice(from));
  }
  #drop(text: string): void {
    this.#cut += text.length;
    this.#tailLength -= text.length;
    for (let at = text.indexOf("\n"); at >= 0; at = text.indexOf("\n", at + 1)) this.#cutLines++;
  }
}
