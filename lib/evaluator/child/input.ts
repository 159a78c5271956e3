/**
 * Questions to the person: prompt, confirm, alert. The question goes out as a message; the answer comes as a line of
 * JSON on standard input, for which the process waits (nothing else runs meanwhile, as in a browser).
 *
 * @module
 */
import { currentCell } from "./cells.ts";
import { sendToParent } from "./parent_channel.ts";

/** A line of standard input. */
interface Answer {
  readonly value?: string;
  readonly interrupted?: boolean;
  /** Why nobody can be asked. */
  readonly refused?: string;
}

/** Asks for a line of text; null when the person gave none. */
export function ask(prompt: string, password: boolean): string | null {
  sendToParent({ type: "input", prompt, password, cell: currentCell().number });
  const answer = JSON.parse(readLine() || '{"interrupted":true}') as Answer;
  if (answer.refused !== undefined) throw new Error(answer.refused);
  if (answer.interrupted) {
    currentCell().interrupted = true;
    throw new DOMException("the cell was interrupted", "AbortError");
  }
  return answer.value ?? null;
}

/** Replaces the global questions. */
export function installQuestions(): void {
  const scope = globalThis as unknown as Record<string, unknown>;
  scope.prompt = (message = "Prompt", usual = "") => {
    const answer = ask(`${message}${message ? " " : ""}${usual ? `[${usual}] ` : ""}`, false);
    return answer || (usual ? String(usual) : answer);
  };
  scope.confirm = (message = "Confirm") => /^y(es)?$/i.test(ask(`${message} [y/N] `, false)?.trim() ?? "");
  scope.alert = (message = "Alert") => void ask(`${message} [Enter] `, false);
}

function readLine(): string {
  const bytes: number[] = [];
  const one = new Uint8Array(1);
  while (Deno.stdin.readSync(one) && one[0] !== 10) bytes.push(one[0]);
  return new TextDecoder().decode(new Uint8Array(bytes));
}
