/**
 * Reads the options of a command that stands beside the one of flags: `--name VALUE`, `--name=VALUE`, `-n VALUE`, and operands
 * in between. What the runtime has for it takes longer to load than a small capture to be read.
 *
 * @module
 */

/** A row of such a command's table. */
export interface LongOption {
  readonly name: string;
  readonly short?: string;
  /** What its value is called; without one it is a switch. */
  readonly value?: string;
  /** It may be given several times. */
  readonly repeats?: boolean;
  readonly meaning: string;
}
/** A command line that cannot be: exit status 2. */
export class Misuse extends Error {
  override readonly name = "Misuse";
}
export interface ReadOptions {
  /** Empty for a switch that is on. */
  readonly values: Readonly<Record<string, string | undefined>>;
  readonly lists: Readonly<Record<string, readonly string[] | undefined>>;
  readonly operands: readonly string[];
}

export function readOptions(args: readonly string[], options: readonly LongOption[]): ReadOptions {
  const values: Record<string, string> = {}, lists: Record<string, string[]> = {}, operands: string[] = [];
  let areOptions = true;
  for (let i = 0; i < args.length; i++) {
    const word = args[i];
    if (!areOptions || !word.startsWith("-") || word === "-") operands.push(word);
    else if (word === "--") areOptions = false;
    else {
      const [, long, short, joined] = /^(?:--([^=]+)|-(.))(?:=?(.*))$/s.exec(word) ?? [];
      const option = options.find(({ name, short: letter }) => long === undefined ? letter === short : name === long);
      if (option === undefined) throw new Misuse(`unknown option \`${word}\``);
      const isJoined = long === undefined ? word.length > 2 : word.includes("=");
      if (option.value === undefined && isJoined) throw new Misuse(`--${option.name} takes no value`);
      if (option.value !== undefined && !isJoined && i + 1 >= args.length) {
        throw new Misuse(`--${option.name} needs a value: ${option.value}`);
      }
      const value = option.value === undefined ? "" : isJoined ? joined : args[++i];
      if (option.repeats) (lists[option.name] ??= []).push(value);
      else if (option.name in values && option.value !== undefined) throw new Misuse(`--${option.name} is given twice`);
      else values[option.name] = value;
    }
  }
  return { values, lists, operands };
}
