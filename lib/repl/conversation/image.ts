/**
 * Which terminals can show images.
 *
 * @module
 */
import type { ImageProtocol } from "./conversation_output.ts";

/** The protocol of a terminal, as far as its variables tell. */
export function imageProtocol(variable: (name: string) => string | undefined): ImageProtocol | undefined {
  // inside of a multiplexer the terminal outside cannot be reached
  if (variable("TMUX") || /^(screen|tmux)/.test(variable("TERM") ?? "")) return undefined;
  if (variable("KITTY_WINDOW_ID") || variable("TERM") === "xterm-kitty" || variable("TERM_PROGRAM") === "ghostty") {
    return "kitty";
  }
  if (variable("TERM_PROGRAM") === "WezTerm" || variable("TERM_PROGRAM") === "iTerm.app") return "iterm2";
  return undefined;
}

/** Whether a terminal's answer to "what are you" (DA1, `CSI c`) names sixel graphics (4). */
export function namesSixel(reply: string): boolean {
  // deno-lint-ignore no-control-regex
  return /^\x1b\[\?(?:\d+;)*4(?:;\d+)*c$/.test(reply);
}
