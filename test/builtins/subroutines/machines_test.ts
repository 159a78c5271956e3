/** Which subroutines are code for any machine, and which a function of the process around it computes. */
import { deepStrictEqual, ok } from "node:assert";
import { builtins, hostSubroutines } from "../../../lib/builtins/mod.ts";

Deno.test("a subroutine is code, or a function of the host that says where it can be called", () => {
  for (const one of builtins.subroutines.values()) {
    ok("host" in one ? one.availableIn.includes("wasm") : typeof one.lower === "function", one.name);
  }
});
Deno.test("the subroutines that no machine without a host can compute", () => {
  deepStrictEqual(hostSubroutines().sort(), [
    ...["basename", "bcopy", "cleanpath", "copyin", "copyinstr", "copyinto", "dirname", "http_header"],
    ...["index", "inet_ntoa"],
    ...["inet_ntoa6", "inet_ntop", "inet_prefix", "json", "link_ntop", "lltostr", "memstr", "rand", "random"],
    ...["rindex", "strchr", "strjoin", "strrchr", "strstr", "strtok", "strtoll", "substr", "tolower", "toupper"],
  ]);
});
