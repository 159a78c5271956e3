/**
 * What the D library, ours and that of -L, says of the structs that arguments are translated to.
 *
 * @module
 */
import type { DescribeType } from "../../engine/probe/mod.ts";
import { documentStructs, structName } from "../../providers/documentation/mod.ts";
import { LIBRARY_DIRECTORY } from "../../providers/mod.ts";
import { findLibraries } from "./libraries.ts";

export function describeTypes(directories: readonly string[]): DescribeType {
  const structs = documentStructs(findLibraries([LIBRARY_DIRECTORY, ...directories]).map(({ text }) => text));
  return (type) => {
    const { members = [] } = structs.get(structName(type)) ?? {};
    const declared = members.map((member) => `${member.type}${member.type.endsWith("*") ? "" : " "}${member.name}`);
    const width = Math.max(0, ...declared.map((one) => one.length)) + 2;
    return members.map(({ doc }, i) => (doc ? declared[i].padEnd(width) + doc : declared[i]));
  };
}
