/** One test for each tag that actions report, named as DTrace's own suites name theirs. */
import { denoHost } from "../../lib/host/deno/mod.ts";
import { strictEqual } from "node:assert";
import { ProgramError, Session } from "../../lib/session/mod.ts";

async function firstTag(program: string): Promise<string | undefined> {
  const client = { output: { write: () => {} }, warn: () => {} };
  try {
    await new Session({ programs: [{ flag: "s", name: "test.d", text: `${program}\n` }] }, client, denoHost).compile();
    return undefined;
  } catch (error) {
    if (error instanceof ProgramError) return error.diagnostics[0].tag;
    throw error;
  }
}
const A = '@a[1] = count(); @b[1, 2] = count(); @s["x"] = count();';
const TABLE: [tag: string, name: string, body: string][] = [
  ["D_CLEAR_PROTO", "no_argument", `${A} clear();`],
  ["D_CLEAR_PROTO", "two_arguments", `${A} clear(@a, 1);`],
  ["D_CLEAR_AGGARG", "number", "clear(1);"],
  ["D_TRUNC_PROTO", "no_argument", "trunc();"],
  ["D_TRUNC_PROTO", "three_arguments", `${A} trunc(@a, 1, 2);`],
  ["D_TRUNC_AGGARG", "string", 'trunc("a");'],
  ["D_TRUNC_SCALAR", "string", `${A} trunc(@a, "x");`],
  ["D_NORMALIZE_PROTO", "one_argument", `${A} normalize(@a);`],
  ["D_NORMALIZE_PROTO", "denormalize_two_arguments", `${A} denormalize(@a, 1);`],
  ["D_NORMALIZE_AGGARG", "number", "normalize(1, 2);"],
  ["D_NORMALIZE_SCALAR", "string", `${A} normalize(@a, "x");`],
  ["D_PRINTA_PROTO", "format_alone", 'printa("%@d");'],
  ["D_PRINTA_AGGARG", "number", 'printa("%@d", 1);'],
  ["D_PRINTA_AGGKEY", "other_number_of_keys", `${A} printa(@a, @b);`],
  ["D_PRINTA_AGGPROTO", "other_type_of_key", `${A} printa(@a, @s);`],
  ["D_PRINTF_ARG_FMT", "variable", "x = 1; printf(x);"],
  ["D_PRINTF_FMT_EMPTY", "printf", 'printf("");'],
  ["D_PRINTF_ARG_PROTO", "missing", 'printf("%d");'],
  ["D_PRINTF_ARG_EXTRA", "extra", 'printf("%d", 1, 2);'],
  ["D_PRINTF_ARG_TYPE", "string_as_number", 'printf("%d", "x");'],
  ["D_PRINTF_ARG_TYPE", "number_as_string", 'printf("%s", 1);'],
  ["D_PRINTF_DYN_PROTO", "width_missing", 'printf("%*d");'],
  ["D_PRINTF_DYN_TYPE", "width_of_string", 'printf("%*d", "x", 1);'],
  ["D_PRINTF_AGG_CONV", "printf", 'printf("%@d", 1);'],
  ["D_SYNTAX", "unknown_conversion", 'printf("%y", 1);'],
  ["D_TRACE_VOID", "void", "trace((void)1);"],
  ["D_TRACE_DYN", "translated", "trace(xlate <ipinfo_t *> ((uint8_t *)0));"],
  ["D_TRACE_AGG", "aggregation", `${A} trace(@a);`],
  ["D_PRINT_VOID", "void", "print((void)1);"],
  ["D_PRINT_AGG", "aggregation", `${A} print(@a);`],
  ["D_TRACEMEM_ADDR", "string", 'tracemem("x", 1);'],
  ["D_TRACEMEM_SIZE", "zero", "tracemem(0, 0);"],
  ["D_TRACEMEM_SIZE", "negative", "tracemem(0, -1);"],
  ["D_TRACEMEM_SIZE", "variable", "x = 1; tracemem(0, x);"],
  ["D_TRACEMEM_ARGS", "four_arguments", "tracemem(0, 1, 1, 1);"],
  ["D_TRACEMEM_DYNSIZE", "string", 'tracemem(0, 1, "x");'],
  ["D_PCAP_ADDR", "string", 'pcap("x", PCAP_IP);'],
  ["D_PCAP_ADDR", "aggregation", `${A} pcap(@a, PCAP_IP);`],
  ["D_PROTO_LEN", "pcap_without_protocol", "pcap(1);"],
  ["D_PROTO_LEN", "pcap_three_arguments", "pcap(1, PCAP_IP, 3);"],
  ["D_PROTO_ARG", "pcap_protocol_is_text", 'pcap(1, "ip");'],
  ["D_FREOPEN_INVALID", "dot", 'freopen(".");'],
  ["D_STACK_PROTO", "two_arguments", "stack(1, 2);"],
  ["D_STACK_SIZE", "zero", "stack(0);"],
  ["D_USTACK_FRAMES", "zero", "ustack(0);"],
  ["D_USTACK_STRSIZE", "negative", "ustack(1, -1);"],
  ["D_USTACK_PROTO", "three_arguments", "ustack(1, 2, 3);"],
  ["D_PROTO_LEN", "exit_without_status", "exit();"],
  ["D_PROTO_ARG", "exit_with_string", 'exit("x");'],
  ["D_NET_PAYLOAD", "three_bytes", "trace(payload(0, 3));"],
  ["D_NET_PAYLOAD", "variable", "trace(payload(0, arg1));"],
  ["D_NET_PREFIX", "too_long", 'trace(inet_in("10.0.0.1", "10.0.0.0/40"));'],
  ["D_NET_PREFIX", "no_address", 'trace(inet_in("10.0.0.1", "ten/8"));'],
  ["D_NET_UNAVAILABLE", "builtin", "trace(uregs[0]);"],
  ["D_NET_UNAVAILABLE", "subroutine", "trace(progenyof(1));"],
  ["D_NET_UNAVAILABLE", "action", "panic();"],
];
for (const [tag, name, body] of TABLE) {
  Deno.test(`err.${tag}.${name}.d`, async () => strictEqual(await firstTag(`BEGIN { ${body} }`), tag));
}
