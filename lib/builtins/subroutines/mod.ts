import { alloca } from "./alloca.ts";
import { basename } from "./basename.ts";
import { byteOrder } from "./byte_order.ts";
import { cleanpath } from "./cleanpath.ts";
import { copypayload, payload, payloadstr } from "./payload.ts";
import { bcopy, copyin, copyinstr, copyinto } from "./copying.ts";
import type { SubroutineBuiltin } from "./subroutine_definition.ts";
import { dirname } from "./dirname.ts";
import { getmajor, getminor } from "./getmajor.ts";
import { httpHeader } from "./http_header.ts";
import { index, rindex } from "./index.ts";
import { inetIn, inetPrefix } from "./inet_prefix.ts";
import { inetNtoa, inetNtoa6, inetNtop } from "./inet.ts";
import { json } from "./json.ts";
import { kernel } from "./kernel.ts";
import { linkNtop } from "./link_ntop.ts";
import { lltostr } from "./lltostr.ts";
import { memref } from "./memref.ts";
import { memstr } from "./memstr.ts";
import { rand, random } from "./rand.ts";
import { speculation } from "./speculation.ts";
import { strchr, strrchr } from "./strchr.ts";
import { strjoin } from "./strjoin.ts";
import { strlen } from "./strlen.ts";
import { strstr } from "./strstr.ts";
import { strtok } from "./strtok.ts";
import { strtoll } from "./strtoll.ts";
import { substr } from "./substr.ts";
import { tolower, toupper } from "./toupper.ts";

export type { SubroutineBuiltin } from "./subroutine_definition.ts";

/** All subroutines, by name. */
export const subroutines: ReadonlyMap<string, SubroutineBuiltin> = new Map(
  [
    ...[alloca, bcopy, copyin, copyinstr, copyinto, memref, memstr],
    ...[copypayload, payload, payloadstr],
    ...[basename, cleanpath, dirname],
    ...[index, rindex, strchr, strrchr, strstr],
    ...[strjoin, strlen, strtok, substr, tolower, toupper],
    ...[json, lltostr, strtoll],
    ...[inetNtoa, inetNtoa6, inetNtop, inetPrefix, inetIn, httpHeader, linkNtop, ...byteOrder],
    ...[getmajor, getminor, rand, random, speculation, ...kernel],
  ].map((one) => [one.name, one]),
);
