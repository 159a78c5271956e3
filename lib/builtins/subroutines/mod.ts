import { inetNtoa, inetNtoa6, inetNtop, linkNtop } from "./addresses.ts";
import { bytes } from "./bytes.ts";
import type { SubroutineBuiltin } from "./definition.ts";
import { json } from "./json.ts";
import { kernel } from "./kernel.ts";
import { alloca, bcopy, copyin, copyinstr, copyinto, memref, memstr } from "./memory.ts";
import { getmajor, getminor, lltostr, rand, random, strtoll } from "./numbers.ts";
import { basename, cleanpath, dirname } from "./paths.ts";
import { index, rindex, strchr, strrchr, strstr } from "./search.ts";
import { strjoin, strlen, strtok, substr, tolower, toupper } from "./strings.ts";

export type { SubroutineBuiltin } from "./definition.ts";

const speculation: SubroutineBuiltin = {
  name: "speculation",
  doc: "The number of a free speculation, or 0 when there is none.",
  prototype: "int()",
  lower: (b) => b.helper("speculation"),
};
/** All subroutines, by name. */
export const subroutines: ReadonlyMap<string, SubroutineBuiltin> = new Map(
  [
    ...[inetNtoa, inetNtoa6, inetNtop, linkNtop, ...bytes, json, ...kernel],
    ...[alloca, bcopy, copyin, copyinstr, copyinto, memref, memstr],
    ...[getmajor, getminor, lltostr, rand, random, strtoll, basename, cleanpath, dirname],
    ...[index, rindex, strchr, strrchr, strstr, speculation],
    ...[strjoin, strlen, strtok, substr, tolower, toupper],
  ].map((one) => [one.name, one]),
);
