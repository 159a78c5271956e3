/**
 * What the D library, ours and that of -L, says of the structs that arguments are translated to.
 *
 * @module
 */
import type { DescribeType } from "../../engine/probe/mod.ts";
import type { Files } from "../../host/mod.ts";
import { documentStructs, structName } from "../../providers/documentation/mod.ts";
import { LIBRARIES } from "../../providers/mod.ts";
import { findLibraries, orderLibraries } from "./libraries.ts";

export function describeTypes(directories: readonly string[], files: Files): DescribeType {
  const structs = documentStructs(
    [...orderLibraries(LIBRARIES), ...findLibraries(directories, files)].map(({ text }) => text),
  );
  return (type) => {
    // of a struct within it the members follow, as clauses name them
    const members = (structs.get(structName(type))?.members ?? []).flatMap((member) => [
      member,
      ...(structs.get(member.type)?.members ?? []).map((inner) => ({ ...inner, name: `${member.name}.${inner.name}` })),
    ]);
    const declared = members.map((member) => `${member.type}${member.type.endsWith("*") ? "" : " "}${member.name}`);
    const width = Math.max(0, ...declared.map((one) => one.length)) + 2;
    return members.map(({ doc }, i) => (doc ? declared[i].padEnd(width) + doc : declared[i]));
  };
}
