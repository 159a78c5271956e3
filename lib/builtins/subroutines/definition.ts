/**
 * What a subroutine is: how it is checked and how it is lowered, in one object.
 *
 * @module
 */
import type { SubroutineDefinition, TypedExpression } from "../../d/check/mod.ts";
import type { Builder, Host, HostFunction, LoweredSubroutine, Register } from "../../codegen/mod.ts";

export type SubroutineBuiltin = SubroutineDefinition & LoweredSubroutine;

type Description = Pick<SubroutineDefinition, "name" | "prototype" | "doc" | "since">;
/** A subroutine whose work is done outside of the machine; missing optional arguments are passed as 0. */
export function onHost(
  description: Description,
  parameters: HostFunction["parameters"],
  result: HostFunction["result"],
  call: (host: Host, ...args: (number | bigint)[]) => number | bigint | void,
  given: (args: readonly TypedExpression[]) => readonly bigint[] = () => [],
): SubroutineBuiltin {
  const host: HostFunction = { name: description.name, parameters, result, call };
  return {
    ...description,
    lower: (b, args) => b.host(host, ...registers(b, args), ...given(args).map((value) => b.constant(value))),
  };
}
export function registers(b: Builder, args: readonly TypedExpression[]): Register[] {
  return args.map((arg) => b.lower(arg));
}
export const SLASH = 0x2f, DOT = 0x2e;
export const letters = (text: string): Uint8Array => new TextEncoder().encode(text);
