/**
 * Programs of TypeScript shown in documents, and what they print: a `ts` block, and the `text` block right after it.
 *
 * @module
 */

/** A document with examples, by its path in the repository. */
export interface TypeScriptExample {
  readonly program: string;
  /** What is shown as its output; undefined where nothing is. */
  readonly output: string | undefined;
}
const BLOCK = /^```ts\n([\s\S]*?)^```\n(?:\n```text\n([\s\S]*?)^```$)?/gm;
/** Examples in comments of source files. */
const COMMENT = /^ *\* ```ts\n([\s\S]*?)^ *\* ```$/gm;

/** Documents whose examples are run: README.md, the guide without its reference, the pages of tasks; by path. */
export function documents(root: URL): string[] {
  const pages = ["notebooks/guide/", "notebooks/tasks/"].flatMap((folder) =>
    [...Deno.readDirSync(new URL(folder, root))].map(({ name }) => folder + name).filter((path) => path.endsWith(".md"))
      .sort()
  );
  return ["README.md", "lib/README.md", ...pages];
}

/** Whole programs: those that import something. */
export function typeScriptExamples(document: string): TypeScriptExample[] {
  return [...document.matchAll(BLOCK)].filter(([, program]) => isProgram(program)).map(([, program, output]) => ({
    program,
    output,
  }));
}
/** The same in the comments of a source file. */
export function commentExamples(source: string): TypeScriptExample[] {
  return [...source.matchAll(COMMENT)].map(([, lines]) => ({
    program: lines.replace(/^ *\* ?/gm, ""),
    output: undefined,
  }));
}
function isProgram(text: string): boolean {
  return /^import /m.test(text);
}
/**
 * Runs a program as if it stood at the top of the repository; both streams, blanks at the ends of lines taken off.
 * @param folder where it may write, in folders that it makes itself
 */
export async function runTypeScript(
  program: string,
  root: URL,
  folder?: string,
): Promise<{ success: boolean; text: string }> {
  const writing = folder === undefined ? [] : [`--allow-write=${folder}`];
  const command = new Deno.Command(Deno.execPath(), {
    args: [
      "run",
      "--quiet",
      "--no-prompt",
      "--allow-read",
      "--allow-env",
      "--allow-sys=uid,gid",
      ...writing,
      `--allow-write=${folder}`,
      "-",
    ],
    cwd: root,
    stdin: "piped",
    stdout: "piped",
    stderr: "piped",
    env: { NO_COLOR: "1", ...folder === undefined ? {} : { TMPDIR: folder } },
  });
  const child = command.spawn();
  const writer = child.stdin.getWriter();
  await writer.write(new TextEncoder().encode(program));
  await writer.close();
  const { success, stdout, stderr } = await child.output();
  const text = new TextDecoder().decode(stdout) + new TextDecoder().decode(stderr);
  return { success, text: text.split("\n").map((line) => line.trimEnd()).join("\n").trim() };
}
/** The document with what its programs print now. */
export async function withTypeScriptOutput(document: string, root: URL): Promise<string> {
  let text = "", last = 0;
  for (const match of document.matchAll(BLOCK)) {
    const [all, program, output] = match;
    if (output === undefined || !isProgram(program)) continue;
    const { text: printed } = await runTypeScript(program, root);
    text += `${document.slice(last, match.index)}\`\`\`ts\n${program}\`\`\`\n\n\`\`\`text\n${printed}\n\`\`\``;
    last = match.index + all.length;
  }
  return text + document.slice(last);
}
