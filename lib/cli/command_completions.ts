/**
 * Completions behind a command, `probebook repl -…`: its own options, and the commands that it has itself.
 *
 * @module
 */
import { type LongOption, type Subcommand, synopsisOf } from "./commands/mod.ts";

/** What is a file, or a folder, where a value is asked for. */
const OF_FILES = /^(?:FILE|DIR|FOLDER|WHAT|KEY)$/;
const namesOf = ({ name, short }: LongOption) => [...short ? [`-${short}`] : [], `--${name}`];
const isOfD = ({ value }: LongOption) => value?.startsWith("OPTION") ?? false;
const namesWhere = (options: readonly LongOption[], fits: (option: LongOption) => boolean) =>
  options.filter(fits).flatMap(namesOf);
const takesFile = ({ value }: LongOption) => value !== undefined && OF_FILES.test(value);
/** Whether files may stand behind the command: captures, notebooks. */
const takesFiles = ({ operands }: Subcommand) => /FILE|NOTEBOOK|WHAT/.test(operands);
export const quotedFor = (text: string) => `'${text.replaceAll("'", "'\\''")}'`;

/** For bash, where `words` are the words of the line, `word` is the last one, and `before` the one before it. */
export function bashCommands(commands: readonly Subcommand[], optionsOfD: readonly string[], at = 1): string {
  const margin = "  ".repeat(at);
  const cases = commands.map((command) => {
    const { options } = command;
    const valued = options.filter(({ value }) => value !== undefined);
    const rows = [
      [namesWhere(valued, isOfD), `COMPREPLY=($(compgen -W "${optionsOfD.join(" ")}" -- "$word"))`],
      [namesWhere(valued, takesFile), 'COMPREPLY=($(compgen -f -- "$word"))'],
      [namesWhere(valued, (option) => !isOfD(option) && !takesFile(option)), ":"],
    ] as const;
    const own = command.commands ?? [];
    const nested = own.length === 0 ? [] : [
      bashCommands(own, optionsOfD, at + 1),
      `${margin}  COMPREPLY=($(compgen -W "${own.map(({ name }) => name).join(" ")}" -- "$word"))`,
    ];
    const byValue = rows.filter(([names]) => names.length > 0).map(([names, then]) =>
      `${margin}  case $before in ${names.join("|")}) ${then}; return ;; esac`
    );
    const byWord = own.length > 0 ? [] : [
      `${margin}  case $word in`,
      `${margin}    -*) COMPREPLY=($(compgen -W "${options.flatMap(namesOf).join(" ")}" -- "$word")) ;;`,
      ...takesFiles(command) ? [`${margin}    *) COMPREPLY=($(compgen -f -- "$word")) ;;`] : [],
      `${margin}  esac`,
    ];
    return [`${margin}${command.name})`, ...nested, ...byValue, ...byWord, `${margin}  return ;;`].join("\n");
  });
  return [
    `${margin}[ "\${#words[@]}" -gt ${at + 1} ] && case \${words[${at}]} in`,
    ...cases,
    `${margin}esac`,
  ].join("\n");
}

/** For zsh: `_arguments` of the command, whose name is taken off first. */
export function zshCommands(commands: readonly Subcommand[], optionsOfD: readonly string[], depth = 1): string {
  const margin = "  ".repeat(depth);
  const escaped = (text: string) => text.replace(/[[\]:\\]/g, "\\$&");
  const cases = commands.map((command) => {
    const specs = command.options.flatMap((option) =>
      namesOf(option).map((name) => {
        const { value, meaning } = option;
        const action = value === undefined
          ? ""
          : isOfD(option)
          ? `:option:(${optionsOfD.join(" ")})`
          : `:${escaped(value)}:${takesFile(option) ? "_files" : ""}`;
        return quotedFor(`*${name}[${escaped(meaning)}]${action}`);
      })
    );
    const own = command.commands ?? [];
    if (own.length > 0) specs.push(quotedFor(`1:command:(${own.map(({ name }) => name).join(" ")})`));
    else if (takesFiles(command)) specs.push("'*:file:_files'");
    return [
      `${margin}${command.name})`,
      `${margin}  shift words; (( CURRENT-- ))`,
      ...own.length > 0 ? [zshCommands(own, optionsOfD, depth + 1)] : [],
      specs.length === 0 ? `${margin}  _message 'nothing more'` : `${margin}  _arguments -s ${specs.join(" ")}`,
      `${margin}  return ;;`,
    ].join("\n");
  });
  return [`${margin}(( CURRENT > 2 )) && case $words[2] in`, ...cases, `${margin}esac`].join("\n");
}

/** For fish: the commands, and what stands behind each. */
export function fishCommands(commands: readonly Subcommand[], optionsOfD: readonly string[]): string[] {
  const line = (condition: string, rest: string) => `complete -c probebook -n ${quotedFor(condition)} ${rest}`;
  const optionsOf = ({ options }: Subcommand, condition: string) =>
    options.map((option) => {
      const { name, short, value, meaning } = option;
      const values = value === undefined
        ? ""
        : isOfD(option)
        ? ` -x -a ${quotedFor(optionsOfD.join(" "))}`
        : takesFile(option)
        ? " -r -F"
        : " -x";
      return line(condition, `${short ? `-s ${short} ` : ""}-l ${name}${values} -d ${quotedFor(meaning)}`);
    });
  return commands.flatMap((command) => {
    const seen = `__fish_seen_subcommand_from ${command.name}`, own = command.commands ?? [];
    const names = own.map(({ name }) => name).join(" ");
    return [
      line("__fish_use_subcommand", `-a ${synopsisOf(command).split(" ")[0]} -d ${quotedFor(command.meaning)}`),
      ...optionsOf(command, seen),
      ...own.flatMap((one) => [
        line(`${seen}; and not __fish_seen_subcommand_from ${names}`, `-f -a ${one.name} -d ${quotedFor(one.meaning)}`),
        ...optionsOf(one, `${seen}; and __fish_seen_subcommand_from ${one.name}`),
      ]),
    ];
  });
}
