/**
 * The pages of the language reference, in Markdown.
 *
 * @module
 */
import { type ConstantEntry, headlineOf, type Library } from "./constants.ts";
import type { ReferenceEntry } from "./entry.ts";

const WRITTEN = "<!-- written by `deno task docs` from the definitions -->";

/** A page: its file, its title, and what stands above its entries. */
interface Page {
  readonly file: string;
  readonly title: string;
  readonly introduction: string;
  readonly entries: readonly ReferenceEntry[];
}
export type ExampleOutputs = Readonly<Record<string, string>>;

/** `*`, `_`, `<` and `|` outside of code mean something else in Markdown. */
function escaped(text: string): string {
  return text.split(/(`[^`]*`)/).map((part, i) => i % 2 === 1 ? part : part.replace(/[*<|[\]]|\b_|_\b/g, "\\$&")).join(
    "",
  );
}
function exampleOf(command: string, outputs: ExampleOutputs): string {
  const output = Object.hasOwn(outputs, command) ? outputs[command] : "";
  return `\`\`\`console\n$ ${command}\n${output === "" ? "" : `${output}\n`}\`\`\`\n`;
}
function entryOf({ name, usage, paragraphs, examples }: ReferenceEntry, outputs: ExampleOutputs): string {
  return [
    `### ${escaped(name)}\n`,
    ...usage === undefined ? [] : [`\`${usage}\`\n`],
    ...paragraphs.map((text) => `${escaped(text)}\n`),
    ...examples.map((command) => exampleOf(command, outputs)),
  ].join("\n");
}
function pageOf({ title, introduction, entries }: Page, outputs: ExampleOutputs): string {
  return [
    `# ${title}\n`,
    `${WRITTEN}\n`,
    `${introduction.trim()}\n`,
    `${CAPTURE.trim()}\n`,
    ...entries.map((one) => entryOf(one, outputs)),
  ]
    .join("\n");
}

/** Constants stand in tables, one a library, under the examples that they share. */
function constantsPage(
  libraries: readonly Library[],
  entries: readonly ConstantEntry[],
  outputs: ExampleOutputs,
): string {
  const parts = [`# Constants\n`, `${WRITTEN}\n`, `${CONSTANTS.trim()}\n`, `${CAPTURE.trim()}\n`];
  for (const library of libraries) {
    const own = entries.filter((entry) => entry.library === library.name);
    if (own.length === 0) continue;
    const examples = [...new Set(own.flatMap(({ examples }) => examples))];
    // a constant alone, which prints its number, is shown once a library
    const shown = examples.filter((command, i) => i === 0 || !/trace\(\w+\); exit\(0\); }'$/.test(command));
    parts.push(
      `## ${library.name}\n`,
      `${escaped(headlineOf(library))}\n`,
      "| name | value | meaning |\n| --- | --- | --- |\n" + own.map(({ name, value, usage, paragraphs }) =>
        `| \`${name}\` | ${value ?? `\`${usage}\``} | ${escaped(paragraphs[0] ?? "")} |`
      ).join("\n") + "\n",
      ...shown.map((command) =>
        exampleOf(command, outputs)
      ),
    );
  }
  return parts.join("\n");
}

const CONSTANTS = `
Names for numbers, from the libraries of D that come with the command (\`lib/providers/dlib\`), and arrays that turn a number
into its name. \`probebook --help TH_SYN\` prints the same.
`;
const NOTATION = `
Prototypes are DTrace's: \`[int]\` may be left out, \`...\` is any number of further arguments, \`VALUE\` is of any type.
`;
const CAPTURE = `
The examples ask a capture in this repository, taken on the host 192.0.2.10. Every question to it says so on standard error
(\`seen from 192.0.2.10 …\`), and how many packets are ARP, not IP; these two lines are left out below.
`;
const INTRODUCTIONS = {
  variables: `
Every clause can read these. Facts of a process or a kernel are not in packets: such variables are 0 or empty, and a program
that would give a wrong answer without them is refused. \`probebook --help NAME\` prints the same text.
`,
  subroutines: `
A subroutine computes a value and changes nothing outside. A fault (an address that cannot be read, a division by zero) ends the
clause, is reported, and fires \`dtrace:::ERROR\`. ${NOTATION.trim()}
`,
  actions: `
An action records something when the probe fires, or changes the state of the tracing program. What is recorded is printed when
the buffer is read, in the order of the firings. ${NOTATION.trim()}
`,
  aggregating: `
An aggregation keeps one value for each key: \`@name[key, ...] = function(arguments)\`. Keys are integers, text, addresses. All
aggregations that printa() has not printed are printed at the end of the run, by value, the least first. Updates with new keys
that find no room (\`-x aggsize\`) are dropped, and counted in a message. ${NOTATION.trim()}
`,
  options: `
Options are set with \`-x name=value\`, with \`#pragma D option name=value\` in a program, and those that may change while
tracing with \`setopt("name", "value")\`. The names are those of illumos, FreeBSD, macOS and Oracle's DTrace, so that scripts run
unchanged; where one has no effect here, it says so.
`,
  errors: `
Each mistake has a tag, DTrace's own where there is one. \`-x errtags\` puts it in front of the message;
\`probebook --help TAG\`, and \`:explain TAG\` in the REPL, print the same text.
`,
};
const of = (entries: readonly ReferenceEntry[], kind: ReferenceEntry["kind"]) =>
  entries.filter((entry) => entry.kind === kind);

/** All pages, by the name of their file. */
export function referencePages(
  entries: readonly ReferenceEntry[],
  libraries: readonly Library[],
  outputs: ExampleOutputs,
): Map<string, string> {
  const pages: readonly Page[] = [
    {
      file: "variables.md",
      title: "Variables",
      introduction: INTRODUCTIONS.variables,
      entries: of(entries, "variable"),
    },
    {
      file: "subroutines.md",
      title: "Subroutines",
      introduction: INTRODUCTIONS.subroutines,
      entries: of(entries, "subroutine"),
    },
    { file: "actions.md", title: "Actions", introduction: INTRODUCTIONS.actions, entries: of(entries, "action") },
    {
      file: "aggregating-functions.md",
      title: "Aggregating functions",
      introduction: INTRODUCTIONS.aggregating,
      entries: of(entries, "aggregating function"),
    },
    { file: "options.md", title: "Options", introduction: INTRODUCTIONS.options, entries: of(entries, "option") },
    { file: "errors.md", title: "Errors", introduction: INTRODUCTIONS.errors, entries: of(entries, "error") },
  ];
  const written = new Map(pages.map((page) => [page.file, pageOf(page, outputs)]));
  written.set("constants.md", constantsPage(libraries, of(entries, "constant") as ConstantEntry[], outputs));
  return written;
}
