/**
 * Shows what inputs say: text as it comes, values, images, rows that change in place.
 *
 * @module
 */
import type { Display } from "../../evaluator/mod.ts";
import { FILE_TYPE, type FileFacts, LIVE_TYPE, type LiveFacts } from "../child/messages.ts";
import { cut, type ScreenRow, widthOf } from "../editor/mod.ts";
import { imageText } from "./image_text.ts";
import { progressText } from "../../notebook/text/mod.ts";
import type { ConversationOutput } from "./conversation_output.ts";

/** Says what inputs say. */
export class Shower {
  /** The start of a line of standard error: notes are whole lines. */
  #note = "";

  /** What was said of the source: once is enough. */
  readonly #shownLines = new Set<string>();

  /** @param heard hears of the text that is part of the results */
  constructor(readonly output: ConversationOutput, readonly heard: (text: string) => void) {}

  /** The source has changed: what is to be said of it is news again. */
  forgetShown(): void {
    this.#shownLines.clear();
  }

  write(stream: "stdout" | "stderr", text: string): void {
    if (stream === "stdout") {
      this.heard(text);
      this.output.print(text);
      return;
    }
    const lines = (this.#note + text).split("\n");
    this.#note = lines.pop()!;
    // an option of the command line is one of `:set` here
    for (const line of lines) if (this.#isNews(line)) this.output.note(line.replaceAll(/`-x (?=\w)/g, "`:set "));
  }

  /** From where packets are seen, and what could not be decoded, is the same in every run over a source. */
  #isNews(line: string): boolean {
    if (!/^(seen|no one host|no host) |^\d+ packets?: /.test(line)) return true;
    const news = !this.#shownLines.has(line);
    this.#shownLines.add(line);
    return news;
  }

  /** What a person has named is written here: cells may write in their folder only. */
  #save({ path, bytes, title }: FileFacts): void {
    try {
      Deno.writeFileSync(path, Uint8Array.fromBase64(bytes));
      this.output.note(`${path}: ${title}`);
    } catch (error) {
      this.fail(`${path} cannot be written: ${(error as Error).message}`);
    }
  }

  /** A value, an image, or what changes in place. */
  display({ bundle }: Display): void {
    const live = bundle[LIVE_TYPE] as LiveFacts | undefined;
    if (live) return this.live(live.progress ? this.#liveRows(live) : undefined);
    const file = bundle[FILE_TYPE] as FileFacts | undefined;
    if (file) return this.#save(file);
    const image = bundle["image/png"];
    const text = String(bundle["text/plain"] ?? "");
    const drawn = typeof image === "string" && this.output.images
      ? imageText(this.output.images, image, this.output.width)
      : undefined;
    if (drawn) this.output.print(drawn.endsWith("\n") ? drawn : `${drawn}\n`);
    else if (text) this.output.print(text.endsWith("\n") ? text : `${text}\n`);
    if (text) this.heard(text.endsWith("\n") ? text : `${text}\n`);
  }

  fail(text: string): void {
    this.live(undefined);
    this.output.error(text);
  }

  live(rows: readonly ScreenRow[] | undefined): void {
    this.output.live(rows);
  }

  /** The input has ended. */
  end(): void {
    this.live(undefined);
    if (this.#note) this.output.note(this.#note);
    this.#note = "";
  }

  /** Aggregations as far as there is room, and how far the run is. */
  #liveRows({ progress, text }: LiveFacts): ScreenRow[] {
    const { width, height, paint } = this.output;
    const lines = (text ?? "").split("\n").map((line) => line.trimEnd()).filter((line, i, all) =>
      line !== "" || (i > 0 && all[i - 1] !== "" && i < all.length - 1)
    );
    const space = Math.max(1, height - 2);
    // the largest come last, as DTrace prints them: these are kept
    const shown = lines.slice(-space);
    const status = cut(progressText(progress), width - 1);
    return [
      ...shown.map((line) => cut(line, width - 1)).map((line) => ({ text: line, width: widthOf(line) })),
      { text: paint("faint", status), width: widthOf(status) },
    ];
  }
}
