/**
 * What a subroutine is: how it is checked and how it is lowered, in one object.
 *
 * @module
 */
import type { SubroutineDefinition, TypedExpression } from "../../d/check/mod.ts";
import type {
  Builder,
  HostFunction,
  HostMemory,
  HotHostFunction,
  LoweredSubroutine,
  Register,
} from "../../codegen/ir/mod.ts";
import { instantiateHot } from "../../wasm/mod.ts";
import { TEXTS_WASM, type TextsFunctions } from "./hot/texts.wasm.ts";

export type SubroutineBuiltin = SubroutineDefinition & LoweredSubroutine;

/** Where functions in TypeScript can be called while a clause runs. */
export const IN_PROCESS = ["wasm"] as const;

type SubroutineDescription = Pick<SubroutineDefinition, "name" | "prototype" | "doc" | "since" | "unmergeable">;
/** A subroutine whose work is done in TypeScript; `given` adds what stands for optional arguments left out. */
export function onHost(
  description: SubroutineDescription,
  parameters: HostFunction["parameters"],
  result: HostFunction["result"],
  call: (host: HostMemory, ...args: (number | bigint)[]) => number | bigint | void,
  given?: (args: readonly TypedExpression[]) => readonly bigint[],
): SubroutineBuiltin {
  const host: HostFunction = { name: description.name, parameters, result, call };
  return { ...description, host, given, availableIn: IN_PROCESS };
}
const instances = new WeakMap<WebAssembly.Memory, TextsFunctions>();
/** The functions of texts on a memory. */
function textsOn(memory: WebAssembly.Memory): TextsFunctions {
  let made = instances.get(memory);
  if (!made) instances.set(memory, made = instantiateHot<TextsFunctions>(TEXTS_WASM, memory));
  return made;
}
/** The same where the work is done in the machine, by a hot function: `script` is its text, `name` what it is in texts.ts. */
export function onMachine(
  description: SubroutineDescription,
  parameters: HostFunction["parameters"],
  result: HostFunction["result"],
  name: keyof TextsFunctions,
  script: HotHostFunction["script"],
  given?: (args: readonly TypedExpression[]) => readonly bigint[],
): SubroutineBuiltin {
  const host = hotFunction(description.name, parameters, result, name, script);
  return { ...description, host, given, availableIn: IN_PROCESS };
}
export function hotFunction(
  called: string,
  parameters: HostFunction["parameters"],
  result: HostFunction["result"],
  name: keyof TextsFunctions,
  script: HotHostFunction["script"],
): HotHostFunction {
  return { name: called, parameters, result, hot: (memory) => textsOn(memory)[name], script };
}
export function registers(b: Builder, args: readonly TypedExpression[]): Register[] {
  return args.map((arg) => b.lower(arg));
}
/** A subroutine from one text to another. */
export function onText(
  description: SubroutineDescription,
  change: (text: Uint8Array, stringSize: number) => Uint8Array,
): SubroutineBuiltin {
  return onHost(description, ["pointer"], "pointer", (host, address) => {
    const text = host.readString(address as number);
    return text ? host.writeString(change(text, host.stringSize)) : 0;
  });
}
/** Text that is as long as it is, whatever strsize says. */
export function writeWhole(host: HostMemory, text: string): number {
  const at = host.allocate(text.length + 1);
  if (at === 0) return 0;
  host.bytes.set(letters(text), at);
  host.bytes[at + text.length] = 0;
  return at;
}
export const SLASH = 0x2f, DOT = 0x2e;
export const letters = (text: string): Uint8Array => new TextEncoder().encode(text);
