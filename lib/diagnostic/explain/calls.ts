/**
 * Calls of functions and actions, formats, speculation.
 *
 * @module
 */
import type { Explanations } from "./explanation.ts";

export const CALLS = {
  D_FUNC_UNDEF: {
    text: "There is no function, action or aggregating function of that name.",
    wrong: "BEGIN { print_it(1); }",
    right: "BEGIN { trace(1); }",
  },
  D_FUNC_IDENT: { text: "What is called is a name with parentheses, not an expression.", wrong: "BEGIN { 1(2); }" },
  D_FUNC_IDKIND: {
    text: "The name is a variable, and cannot be called.",
    wrong: "BEGIN { timestamp(); }",
    right: "BEGIN { trace(timestamp); }",
  },
  D_PROTO_LEN: {
    text: "The function takes another number of arguments. The message shows how it is called.",
    wrong: "BEGIN { x = strlen(); }",
    right: 'BEGIN { x = strlen("abc"); }',
  },
  D_PROTO_ARG: {
    text: "An argument has another type than the function takes there. The message shows both.",
    wrong: "BEGIN { x = strlen(1); }",
    right: 'BEGIN { x = strlen("1"); }',
  },
  D_PRINTF_ARG_FMT: {
    text: "The first argument of printf() is its format, a string constant, so that it can be checked beforehand.",
    wrong: "BEGIN { printf(probename); }",
    right: 'BEGIN { printf("%s", probename); }',
  },
  D_PRINTF_FMT_EMPTY: { text: "An empty format prints nothing.", wrong: 'BEGIN { printf(""); }' },
  D_PRINTF_ARG_PROTO: {
    text: "The format has more conversions than there are arguments. %% prints a percent sign.",
    wrong: 'BEGIN { printf("%d %d", 1); }',
    right: 'BEGIN { printf("%d %d", 1, 2); }',
  },
  D_PRINTF_ARG_EXTRA: {
    text: "There are more arguments than the format has conversions.",
    wrong: 'BEGIN { printf("%d", 1, 2); }',
    right: 'BEGIN { printf("%d %d", 1, 2); }',
  },
  D_PRINTF_ARG_TYPE: {
    text: "A conversion and its argument do not go together: %d, %u and %x are for numbers, %s for strings, %p for " +
      "pointers.",
    wrong: 'BEGIN { printf("%d", probename); }',
    right: 'BEGIN { printf("%s", probename); }',
  },
  D_PRINTF_DYN_PROTO: {
    text: "The * of a width or precision takes an argument of its own, which is missing.",
    wrong: 'BEGIN { printf("%*d"); }',
  },
  D_PRINTF_DYN_TYPE: {
    text: "The * of a width or precision takes a whole number.",
    wrong: 'BEGIN { printf("%*d", "x", 1); }',
  },
  D_PRINTF_AGG_CONV: {
    text: "%@ is the value of an aggregation, and means something in printa() only.",
    wrong: 'BEGIN { printf("%@d", 1); }',
  },
  D_TRACE_AGG: {
    text: "An aggregation has no single value: print it with printa().",
    wrong: "BEGIN { @a = count(); trace(@a); }",
    right: "BEGIN { @a = count(); printa(@a); }",
  },
  D_TRACE_VOID: { text: "trace() records a value, and this expression has none.", wrong: "BEGIN { trace((void)1); }" },
  D_TRACE_DYN: {
    text: "trace() records a value of a known type: of a translated struct take a member.",
    wrong: "ip:::send { trace(args[2]); }",
  },
  D_PRINT_AGG: {
    text: "An aggregation has no single value: print it with printa().",
    wrong: "BEGIN { @a = count(); print(@a); }",
  },
  D_PRINT_VOID: { text: "print() records a value, and this expression has none.", wrong: "BEGIN { print((void)1); }" },
  D_TRACEMEM_ADDR: {
    text: "The first argument of tracemem() is an address, a pointer or a number.",
    wrong: 'BEGIN { tracemem("x", 1); }',
  },
  D_TRACEMEM_SIZE: {
    text: "The second argument of tracemem() is a constant above zero: how many bytes are recorded.",
    wrong: "BEGIN { tracemem(0, 0); }",
  },
  D_TRACEMEM_DYNSIZE: {
    text: "The third argument of tracemem() is a number: how many of the bytes are shown.",
    wrong: 'BEGIN { tracemem(0, 1, "x"); }',
  },
  D_TRACEMEM_ARGS: { text: "tracemem() takes two or three arguments.", wrong: "BEGIN { tracemem(0, 1, 1, 1); }" },
  D_PCAP_ADDR: {
    text:
      "The first argument of pcap() says which packet: its number, an address in it, or arg0 of a probe of packets.",
    wrong: 'BEGIN { pcap("x", PCAP_IP); }',
    right: "packet:::captured { pcap(args[0]->pkt_addr, PCAP_ETHER); exit(0); }",
  },
  D_STACK_PROTO: { text: "stack() takes one argument, how many frames are shown.", wrong: "BEGIN { stack(1, 2); }" },
  D_STACK_SIZE: { text: "The number of frames is a constant above zero.", wrong: "BEGIN { stack(0); }" },
  D_USTACK_PROTO: {
    text: "ustack() takes at most two arguments: frames, and bytes for strings.",
    wrong: "BEGIN { ustack(1, 2, 3); }",
  },
  D_USTACK_FRAMES: { text: "The number of frames is a constant above zero.", wrong: "BEGIN { ustack(0); }" },
  D_USTACK_STRSIZE: {
    text: "The bytes for strings are a constant, and not negative.",
    wrong: "BEGIN { ustack(1, -1); }",
  },
  D_FREOPEN_INVALID: {
    text: "freopen() takes a file's name as a format, and `.` is none. The empty name is standard output.",
    wrong: 'BEGIN { freopen("."); }',
  },
  D_COMM_COMM: { text: "A clause commits one speculation at most.", wrong: "BEGIN { commit(1); commit(2); }" },
  D_COMM_DREC: {
    text:
      "commit() comes before everything that records data in its clause: otherwise the data would be recorded twice.",
    wrong: "BEGIN { trace(1); commit(1); }",
    right: "BEGIN { commit(1); }",
  },
  D_DREC_COMM: {
    text: "After commit() a clause records nothing more. Do it in a further clause of the same probe.",
    wrong: "BEGIN { commit(1); trace(1); }",
    right: "BEGIN { commit(1); } BEGIN { trace(1); }",
  },
  D_SPEC_COMM: {
    text: "speculate() cannot follow commit() in one clause.",
    wrong: "BEGIN { commit(1); speculate(1); }",
  },
  D_SPEC_DREC: {
    text: "speculate() comes before everything that records data in its clause: it says where that data goes.",
    wrong: "BEGIN { trace(1); speculate(1); }",
    right: "BEGIN { speculate(1); trace(1); }",
  },
  D_SPEC_SPEC: { text: "A clause speculates once at most.", wrong: "BEGIN { speculate(1); speculate(2); }" },
  D_ACT_SPEC: {
    text: "What changes something outside (system(), freopen()) cannot be speculated on.",
    wrong: "BEGIN { speculate(1); panic(); }",
  },
  D_EXIT_SPEC: {
    text: "exit() cannot be speculated on: put it in a clause of its own.",
    wrong: "BEGIN { speculate(1); exit(0); }",
    right: "BEGIN { speculate(1); trace(1); } BEGIN { exit(0); }",
  },
} as const satisfies Explanations;
