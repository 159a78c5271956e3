/**
 * Descriptions of probes, their arguments, providers, translators.
 *
 * @module
 */
import type { Explanations } from "./explanation.ts";

export const PROBES = {
  D_PDESC_ZERO: {
    text:
      "No probe matches the description. Its parts are provider:module:function:name, each empty (all) or a pattern " +
      "with * and ?. `-l` (in the REPL `:probes`) lists what there is. `-Z` lets a description match nothing.",
    wrong: "tcp:::sent { @ = count(); }",
    right: "tcp:::send { @ = count(); }",
  },
  D_PDESC_INVAL: {
    text: "A description has at most four parts: provider:module:function:name, and a number stands for a probe's id.",
    wrong: "a:b:c:d:e { @ = count(); }",
    right: "tcp:::send { @ = count(); }",
  },
  D_PRED_SCALAR: {
    text:
      "What stands between the slashes is a condition: a number or a pointer. A string or a struct is none; compare " +
      "it with something.",
    wrong: "tcp:::send /args[2]->ip_saddr/ { @ = count(); }",
    right: 'tcp:::send /args[2]->ip_saddr == "10.0.0.5"/ { @ = count(); }',
  },
  D_ARGS_NONE: {
    text: "`args` means something only in a clause: elsewhere there is no probe whose arguments they could be.",
    wrong: "inline int x = args[0];\nBEGIN { trace(x); }",
  },
  D_ARGS_IDX: {
    text: "The number between the brackets is larger than the probe has arguments. `-lv` (`:args`) shows them.",
    wrong: "tcp:::send { @ = sum(args[9]); }",
    right: "tcp:::send { @ = sum(args[2]->ip_plength); }",
  },
  D_ARGS_TYPE: {
    text: "The type of the argument is not known here, because the library that defines it is not loaded.",
  },
  D_ARGS_MULTI: {
    text: "The clause has several probes whose arguments differ in type there. Write a clause for each kind.",
    wrong: "tcp:::* { trace(args[4]->tcp_flags); }",
    right: "tcp:::send, tcp:::receive { trace(args[4]->tcp_flags); }",
  },
  D_ARGS_XLATOR: { text: "The argument has a type for which no translator is defined, so that it cannot be used." },
  D_REGS_IDX: {
    text: "`uregs[]` takes the number of a register, and captures have none.",
    wrong: "BEGIN { trace(uregs[-1]); }",
  },
  D_PROV_BADNAME: {
    text: "A provider's or a probe's name in a `provider` declaration is not a name D allows.",
    wrong: "provider p1 { probe a(); };",
  },
  D_PROV_INCOMPAT: {
    text: "The provider is declared here otherwise than it is already.",
    wrong: "provider p { probe a(int); };\nprovider p { probe a(string); };",
  },
  D_PROV_PRDUP: {
    text: "A probe is declared twice in a `provider` declaration: leave one out.",
    wrong: "provider p { probe a(); probe a(); };",
  },
  D_PROV_PRARGLEN: {
    text: "The probe has more arguments in its declaration than probes can have.",
    wrong: `provider p { probe a(${Array(256).fill("int").join(", ")}); };`,
  },
  D_PROV_PRXLATOR: {
    text: "The declaration of a probe names an output type without a translator to it.",
    wrong: "provider p { probe a(int x) : (ipinfo_t *x); };",
  },
  D_XLATE_NONE: {
    text: "`xlate` finds no translator from the value's type to the type asked for. Translators are declared with " +
      "`translator out < in *name > { … };`.",
    wrong: "typedef struct out { int o; } out_t;\nBEGIN { trace((xlate <out_t> (1)).o); }",
  },
  D_XLATE_SOU: {
    text: "A translator makes a struct or a union; the type asked for is none.",
    wrong: "translator int < int x > { a = 1; };",
  },
  D_XLATE_MEMB: {
    text: "The translator defines a member that its output type does not have. Look at the spelling.",
    wrong: "typedef struct out { int o; } out_t;\ntranslator out_t < int x > { nope = 1; };",
  },
  D_XLATE_NOCONV: {
    text: "The member is one of the output type, but the translator says nothing of it: it is not available here.",
    wrong:
      "typedef struct out { int a; int b; } out_t;\ntranslator out_t < int x > { a = x; };\nBEGIN { trace((xlate <out_t> (1)).b); }",
  },
  D_XLATE_INCOMPAT: {
    text: "A member's definition in the translator has a type that cannot become the member's.",
    wrong: 'typedef struct out { int o; } out_t;\ntranslator out_t < int x > { o = "a"; };',
  },
  D_XLATE_REDECL: {
    text: "There is a translator between these types already.",
    wrong:
      "typedef struct out { int o; } out_t;\ntranslator out_t < int x > { o = x; };\ntranslator out_t < int y > { o = y; };",
  },
  D_NET_MERGE: {
    text:
      "A program that is run over parts of the packets (`--partial`, `--shard`) comes to the same in each part whatever " +
      "the others hold: what depends on the order of all packets, or on those of other connections, cannot be merged. " +
      "`-e --mergeable` says of a program how it can be split.",
  },
  D_NET_PAYLOAD: {
    text: "`payload()` makes a number of 1, 2, 4 or 8 bytes, and how many is known before anything runs.",
    wrong: "tcp:::send /args[0]->pkt_payload > 3/ { @[payload(0, 3)] = count(); }",
    right: "tcp:::send /args[0]->pkt_payload > 1/ { @[payload(0, 2)] = count(); }",
  },
  D_NET_PREFIX: {
    text: "A network is an address and how many of its first bits count: up to 32 for IPv4, up to 128 for IPv6. An " +
      "address alone is a network of one.",
    wrong: 'ip:::send /inet_in(args[2]->ip_saddr, "10.0.0.0/40")/ { @ = count(); }',
    right: 'ip:::send /inet_in(args[2]->ip_saddr, "10.0.0.0/8")/ { @ = count(); }',
  },
  D_NET_UNAVAILABLE: {
    text: "Only another source could answer this: a capture knows packets, not processes or the kernel's memory. The " +
      "program is right, and is refused here instead of answering 0.",
    wrong: "tcp:::send { trace(curthread); }",
  },
} as const satisfies Explanations;
