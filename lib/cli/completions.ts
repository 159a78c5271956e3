/**
 * Completions for shells, made of the tables of flags and options: `probebook --completions bash`.
 *
 * @module
 */
import { helpOf } from "./flag_help.ts";
import { OPTIONS } from "../engine/options/mod.ts";
import { ProbeRegistry } from "../engine/probe/mod.ts";
import { providers } from "../providers/mod.ts";
import { SUBCOMMANDS } from "./commands/mod.ts";
import { DUMPS } from "./flag_values.ts";
import { type Flag, FLAGS } from "./flags.ts";
import { bashCommands, fishCommands, quotedFor, zshCommands } from "./command_completions.ts";

export const SHELLS = ["bash", "zsh", "fish"] as const;

const isHere = ({ section }: Flag) => section !== "not here";
const shown = FLAGS.filter(isHere);
const namesOf = ({ letter, long }: Flag) =>
  [letter && `-${letter}`, long && `--${long}`].filter((name) => name !== undefined) as string[];
const words = shown.flatMap(namesOf);
/** Flags that are followed by a file. */
const OF_FILES = /^(?:file|script|dir|\[name=\]file)$/;
const withFiles = shown.filter(({ argument }) => argument !== undefined && OF_FILES.test(argument)).flatMap(namesOf);
const withText = shown.filter((flag) => flag.argument !== undefined && !withFiles.includes(namesOf(flag)[0])).flatMap(
  namesOf,
)
  .filter((name) => name !== "-x");
const commands = SUBCOMMANDS.map(({ name }) => name);
const options = OPTIONS.map(({ name }) => name);

/** Probes as they are written mostly, and providers with all of theirs. */
const probes: readonly string[] = (() => {
  const all = new ProbeRegistry(providers).all();
  const named = all.map(({ provider, name }) => provider === "dtrace" ? name : `${provider}:::${name}`);
  return [...new Set([...named, ...providers.map(({ name }) => `${name}:::`)])].sort();
})();
const providerNames = providers.map(({ name }) => name).sort();

/**
 * Bash takes a word apart at its colons, but not in quotes, and puts what is chosen in place of the last part: so the word is
 * read from the line, and what stands before its last colon is taken off again.
 */
function bash(): string {
  const others = withText.filter((name) => !["--completions", "--dump", "-n", "-P"].includes(name));
  return `# completion of probebook for bash: source <(probebook --completions bash)
_probebook_probes() {
  local word=$1 quote=
  case $word in \\'*|\\"*) quote=\${word:0:1} word=\${word:1} ;; esac
  COMPREPLY=($(compgen -W "${probes.join(" ")}" -- "$word"))
  [ -z "$quote" ] && [[ $word == *:* ]] && COMPREPLY=("\${COMPREPLY[@]#"\${word%"\${word##*:}"}"}")
  compopt -o nospace 2>/dev/null
}
_probebook() {
  local line=\${COMP_LINE:0:COMP_POINT} word= before= words
  read -ra words <<< "$line"
  case $line in *[[:space:]]) words+=("") ;; esac
  word=\${words[\${#words[@]}-1]} before=\${words[\${#words[@]}-2]}
  COMPREPLY=()
${bashCommands(SUBCOMMANDS, options)}
  case $before in
    -n) _probebook_probes "$word"; return ;;
    -P) COMPREPLY=($(compgen -W "${providerNames.join(" ")}" -- "$word")); return ;;
    -x) COMPREPLY=($(compgen -W "${options.join(" ")}" -- "$word")); return ;;
    --completions) COMPREPLY=($(compgen -W "${SHELLS.join(" ")}" -- "$word")); return ;;
    --dump) COMPREPLY=($(compgen -W "${DUMPS.join(" ")}" -- "$word")); return ;;
    ${withFiles.join("|")}) COMPREPLY=($(compgen -f -- "$word")); return ;;
    ${others.join("|")}) return ;;
  esac
  case $word in
    -*) COMPREPLY=($(compgen -W "${words.join(" ")}" -- "$word")) ;;
    *)
      COMPREPLY=($(compgen -f -- "$word"))
      [ "\${#words[@]}" -eq 2 ] && COMPREPLY+=($(compgen -W "${commands.join(" ")}" -- "$word"))
      ;;
  esac
}
complete -o filenames -F _probebook probebook
`;
}

function zsh(): string {
  const escaped = (text: string) => text.replace(/[[\]:\\]/g, "\\$&");
  const lines = shown.flatMap((flag) =>
    namesOf(flag).map((name) => {
      const { argument } = flag, help = helpOf(flag);
      const action = argument === undefined
        ? ""
        : name === "-x"
        ? `:option:(${options.join(" ")})`
        : name === "--completions"
        ? `:shell:(${SHELLS.join(" ")})`
        : name === "--dump"
        ? `:what:(${DUMPS.join(" ")})`
        : name === "-n"
        ? `:probe:(${probes.map((probe) => probe.replaceAll(":", "\\:")).join(" ")})`
        : name === "-P"
        ? `:provider:(${providerNames.join(" ")})`
        : `:${escaped(argument)}:${OF_FILES.test(argument) ? "_files" : ""}`;
      return `  ${quotedFor(`*${name}[${escaped(help)}]${action}`)} \\`;
    })
  );
  return `#compdef probebook
# completion of probebook for zsh: source <(probebook --completions zsh)
_probebook() {
${zshCommands(SUBCOMMANDS, options)}
  _arguments -s \\
${lines.join("\n")}
  '1:command:(${commands.join(" ")})' '*:file:_files'
}
compdef _probebook probebook
`;
}
function fish(): string {
  const none = `not __fish_seen_subcommand_from ${commands.join(" ")}`;
  const lines = shown.flatMap((flag) => {
    const { letter, long, argument } = flag, help = helpOf(flag);
    const name = letter ? `-s ${letter}` : `-l ${long}`;
    const values = letter === "x"
      ? ` -x -a ${quotedFor(options.join(" "))}`
      : long === "completions"
      ? ` -x -a ${quotedFor(SHELLS.join(" "))}`
      : long === "dump"
      ? ` -x -a ${quotedFor(DUMPS.join(" "))}`
      : letter === "n" || letter === "P"
      ? ` -x -a ${quotedFor((letter === "n" ? probes : providerNames).join(" "))}`
      : argument === undefined
      ? ""
      : OF_FILES.test(argument)
      ? " -r -F"
      : " -x";
    return `complete -c probebook -n ${quotedFor(none)} ${name}${values} -d ${quotedFor(help)}`;
  });
  return [
    `# completion of probebook for fish: probebook --completions fish | source`,
    ...fishCommands(SUBCOMMANDS, options),
    ...lines,
    "",
  ].join(
    "\n",
  );
}

/** The script that a shell reads; undefined for other shells. */
export function completionScript(shell: string): string | undefined {
  return shell === "bash" ? bash() : shell === "zsh" ? zsh() : shell === "fish" ? fish() : undefined;
}
