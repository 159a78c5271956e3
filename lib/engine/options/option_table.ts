/**
 * The table of all options (-x, #pragma D option, setopt()): FreeBSD's, illumos's, Apple's and Oracle's, and our own.
 *
 * @module
 */

/**
 * compile: while programs are compiled; run: until tracing begins; dynamic: setopt() may set it too.
 */
export type OptionPhase = "compile" | "run" | "dynamic";
/**
 * flag: takes no value. boolean: none, a word for yes or no, or a number. number: the same, for its number.
 * size: k, m, g, t. rate: a period, or a frequency in hz; kept in nanoseconds. positive, natural: as C's atoi reads them.
 * name: a string without `=`.
 */
export type OptionKind =
  | "flag"
  | "boolean"
  | "number"
  | "size"
  | "rate"
  | "string"
  | "name"
  | "choice"
  | "positive"
  | "natural"
  | "version"
  | "attributes";
export interface OptionDefinition {
  readonly name: string;
  readonly phase: OptionPhase;
  readonly kind: OptionKind;
  /** One line for help. */
  readonly doc: string;
  /** As it would be given; missing: unset. */
  readonly default?: string;
  readonly choices?: readonly string[];
  /** What a mere name stands for, where the kind wants a value. */
  readonly bare?: string;
  /** What a boolean may be besides true; a mere true that is given later does not take it back. */
  readonly words?: readonly string[];
  /** Not from within a program. */
  readonly commandOnly?: true;
  /** Values add up. */
  readonly list?: true;
  /** A flag that takes any value and ignores it. */
  readonly loose?: true;
  /** Case of choices does not matter. */
  readonly anyCase?: true;
  /** Greatest value. */
  readonly limit?: bigint;
}

export const OPTIONS: readonly OptionDefinition[] = [
  {
    name: "aggpercpu",
    phase: "compile",
    kind: "flag",
    doc: "keep aggregation data by CPU: there is one here, no effect",
  },
  {
    name: "amin",
    phase: "compile",
    kind: "attributes",
    doc: "least stability of what a program uses, as name/data/class",
  },
  { name: "argref", phase: "compile", kind: "flag", doc: "macro arguments may stay unused" },
  { name: "core", phase: "compile", kind: "flag", doc: "compiler internals: no effect here" },
  { name: "cpp", phase: "compile", kind: "flag", doc: "run the C preprocessor over programs" },
  {
    name: "cpphdrs",
    phase: "compile",
    kind: "flag",
    doc: "print the files that the preprocessor includes",
    commandOnly: true,
  },
  { name: "cpppath", phase: "compile", kind: "string", doc: "the C preprocessor to run", commandOnly: true },
  {
    name: "cppargs",
    phase: "compile",
    kind: "string",
    doc: "further arguments of the C preprocessor",
    commandOnly: true,
    list: true,
  },
  { name: "ctypes", phase: "compile", kind: "string", doc: "file for C type definitions: no effect here" },
  { name: "defaultargs", phase: "compile", kind: "flag", doc: "missing macro arguments are 0 or the empty string" },
  { name: "dtypes", phase: "compile", kind: "string", doc: "file for D type definitions: no effect here" },
  { name: "debug", phase: "compile", kind: "flag", doc: "debugging output: no effect here" },
  { name: "debugassert", phase: "compile", kind: "string", doc: "compiler internals: no effect here" },
  {
    name: "define",
    phase: "compile",
    kind: "string",
    doc: "macro to define for the preprocessor",
    commandOnly: true,
    list: true,
  },
  { name: "disasm", phase: "compile", kind: "positive", doc: "compiler internals: no effect here" },
  { name: "droptags", phase: "compile", kind: "flag", doc: "tags in messages about drops", loose: true },
  { name: "empty", phase: "compile", kind: "flag", doc: "an empty program is allowed" },
  {
    name: "encoding",
    phase: "compile",
    kind: "choice",
    doc: "characters that draw aggregations",
    choices: ["ascii", "utf8"],
  },
  { name: "errtags", phase: "compile", kind: "flag", doc: "tags in messages about errors" },
  {
    name: "evaltime",
    phase: "compile",
    kind: "choice",
    doc: "when the process of -c is held: always before its first instruction, no effect here",
    choices: ["exec", "preinit", "postinit", "main"],
  },
  {
    name: "incdir",
    phase: "compile",
    kind: "string",
    doc: "directory of included files",
    commandOnly: true,
    list: true,
  },
  { name: "iregs", phase: "compile", kind: "positive", doc: "compiler internals: no effect here" },
  { name: "kdefs", phase: "compile", kind: "flag", doc: "compiler internals: no effect here" },
  { name: "knodefs", phase: "compile", kind: "flag", doc: "compiler internals: no effect here" },
  {
    name: "late",
    phase: "compile",
    kind: "choice",
    doc: "when translators are bound: no effect here",
    choices: ["dynamic", "static"],
  },
  { name: "lazyload", phase: "compile", kind: "flag", doc: "compiler internals: no effect here", loose: true },
  { name: "ldpath", phase: "compile", kind: "string", doc: "the linker: no effect here", commandOnly: true },
  { name: "libdir", phase: "compile", kind: "string", doc: "further directory of D libraries", list: true },
  {
    name: "linkmode",
    phase: "compile",
    kind: "choice",
    doc: "how kernel symbols bind: no effect here",
    choices: ["kernel", "primary", "dynamic", "static"],
  },
  {
    name: "linktype",
    phase: "compile",
    kind: "choice",
    doc: "output of the linker: no effect here",
    choices: ["elf", "dof"],
    anyCase: true,
  },
  { name: "linknommap", phase: "compile", kind: "flag", doc: "compiler internals: no effect here" },
  { name: "modpath", phase: "compile", kind: "string", doc: "kernel modules: no effect here" },
  { name: "nolibs", phase: "compile", kind: "flag", doc: "do not read D libraries" },
  { name: "objcopypath", phase: "compile", kind: "string", doc: "the linker: no effect here", commandOnly: true },
  { name: "pgmax", phase: "compile", kind: "natural", doc: "processes to keep: no effect here" },
  { name: "procfspath", phase: "compile", kind: "string", doc: "where /proc is: no effect here", commandOnly: true },
  { name: "pspec", phase: "compile", kind: "flag", doc: "in doubt a name is a probe description, not a type" },
  {
    name: "setenv",
    phase: "compile",
    kind: "string",
    doc: "variable=value for the process of -c",
    commandOnly: true,
    list: true,
  },
  {
    name: "stdc",
    phase: "compile",
    kind: "choice",
    doc: "conformance of the preprocessor, as -X",
    choices: ["a", "c", "s", "t"],
    commandOnly: true,
  },
  { name: "strip", phase: "compile", kind: "flag", doc: "compiler internals: no effect here" },
  {
    name: "syslibdir",
    phase: "compile",
    kind: "string",
    doc: "directory of the system's D libraries: no effect here, libdir adds one",
  },
  { name: "sysslice", phase: "compile", kind: "flag", doc: "compiler internals: no effect here" },
  { name: "tree", phase: "compile", kind: "positive", doc: "compiler internals: no effect here" },
  { name: "tregs", phase: "compile", kind: "positive", doc: "compiler internals: no effect here" },
  { name: "udefs", phase: "compile", kind: "flag", doc: "undefined symbols are errors: no effect here" },
  {
    name: "undef",
    phase: "compile",
    kind: "string",
    doc: "macro to undefine for the preprocessor",
    commandOnly: true,
    list: true,
  },
  { name: "unodefs", phase: "compile", kind: "flag", doc: "undefined symbols are allowed: no effect here" },
  {
    name: "unsetenv",
    phase: "compile",
    kind: "name",
    doc: "variable to take from the environment of -c",
    commandOnly: true,
    list: true,
  },
  { name: "useruid", phase: "compile", kind: "natural", doc: "user of traced processes: no effect here" },
  { name: "verbose", phase: "compile", kind: "flag", doc: "show what the compiler makes" },
  { name: "version", phase: "compile", kind: "version", doc: "hide identifiers newer than this version of D" },
  { name: "zdefs", phase: "compile", kind: "flag", doc: "probe descriptions may match nothing" },
  {
    name: "oformat",
    phase: "compile",
    kind: "choice",
    doc: "structured output: no effect here, --table writes it",
    choices: ["text", "json", "xml", "html"],
  },
  {
    name: "flowkey",
    phase: "compile",
    kind: "string",
    doc: "what keeps flows with the same ends apart: vlan, mpls, interface, with commas between; none",
    default: "none",
  },
  { name: "local", phase: "compile", kind: "string", doc: "addresses of the host whose view this is, or none" },
  {
    name: "dnstimeout",
    phase: "compile",
    kind: "rate",
    doc: "how long a query of DNS waits for its response, in the capture's time",
    default: "10s",
  },
  {
    name: "tunneldepth",
    phase: "compile",
    kind: "positive",
    doc: "tunnels within each other that are opened, at most 16",
    default: "4",
  },
  {
    name: "tunnels",
    phase: "compile",
    kind: "string",
    doc:
      "tunnels whose packets fire, too: all, or gre, vxlan … with commas between; inner: the innermost packets alone",
    default: "none",
    bare: "all",
  },
  { name: "aggsize", phase: "run", kind: "size", doc: "aggregation buffer", default: "4m" },
  { name: "bpflog", phase: "run", kind: "boolean", doc: "another machine's internals: no effect here" },
  { name: "bpflogsize", phase: "run", kind: "size", doc: "another machine's internals: no effect here" },
  { name: "bufsize", phase: "run", kind: "size", doc: "principal buffer", default: "4m" },
  { name: "buflimit", phase: "run", kind: "number", doc: "part of a buffer at which it is read: no effect here" },
  {
    name: "bufpolicy",
    phase: "run",
    kind: "choice",
    doc: "what happens when the principal buffer is full",
    default: "switch",
    choices: ["ring", "fill", "switch"],
  },
  {
    name: "bufresize",
    phase: "run",
    kind: "choice",
    doc: "whether buffers that do not fit shrink",
    default: "auto",
    choices: ["auto", "manual"],
  },
  {
    name: "cleanrate",
    phase: "run",
    kind: "rate",
    doc: "how often variables are cleaned: no effect here",
    default: "101hz",
  },
  { name: "cpu", phase: "run", kind: "number", doc: "CPU to trace: there is one here, no effect" },
  { name: "destructive", phase: "run", kind: "boolean", doc: "destructive actions are allowed" },
  {
    name: "dynvarsize",
    phase: "run",
    kind: "size",
    doc: "space of associative and thread-local variables",
    default: "1m",
  },
  {
    name: "fastpath",
    phase: "run",
    kind: "boolean",
    doc: "plain packets are judged by compiled code; off: all by the decoder, with the same answer",
    default: "yes",
  },
  { name: "grabanon", phase: "run", kind: "boolean", doc: "claim anonymous state: there is none, no effect here" },
  {
    name: "jstackframes",
    phase: "run",
    kind: "number",
    doc: "frames of jstack(): packets have no stack, no effect here",
    default: "50",
  },
  {
    name: "jstackstrsize",
    phase: "run",
    kind: "size",
    doc: "text of jstack(): packets have no stack, no effect here",
    default: "512",
  },
  { name: "lockmem", phase: "run", kind: "string", doc: "locked memory: no effect here" },
  {
    name: "maxframes",
    phase: "run",
    kind: "number",
    doc: "frames of any stack: packets have no stack, no effect here",
  },
  { name: "noresolve", phase: "run", kind: "boolean", doc: "addresses stay numbers: they always do, no effect here" },
  { name: "nspec", phase: "run", kind: "number", doc: "speculations", default: "1" },
  {
    name: "pcapsize",
    phase: "run",
    kind: "size",
    doc: "bytes that pcap() keeps of a packet",
    default: "2k",
    limit: 0x7fffffffn,
  },
  { name: "preallocate", phase: "run", kind: "size", doc: "another system's internals: no effect here" },
  { name: "printsize", phase: "run", kind: "size", doc: "bytes that print() keeps: no effect here" },
  { name: "scratchsize", phase: "run", kind: "size", doc: "scratch space of a clause" },
  { name: "specsize", phase: "run", kind: "size", doc: "buffer of one speculation", default: "32k" },
  {
    name: "stackframes",
    phase: "run",
    kind: "number",
    doc: "frames of stack(): packets have no stack, no effect here",
    default: "20",
  },
  { name: "statusrate", phase: "run", kind: "rate", doc: "how often drops are looked for", default: "1s" },
  {
    name: "strsize",
    phase: "run",
    kind: "size",
    doc: "bytes of a string, its NUL included",
    default: "256",
    limit: 0xffffffffn,
  },
  {
    name: "temporal",
    phase: "run",
    kind: "boolean",
    doc: "records in order of time: they always are, no effect here",
    default: "yes",
  },
  {
    name: "ustackframes",
    phase: "run",
    kind: "number",
    doc: "frames of ustack(): packets have no stack, no effect here",
    default: "20",
  },
  { name: "agghist", phase: "dynamic", kind: "boolean", doc: "aggregations of numbers as bars" },
  { name: "aggpack", phase: "dynamic", kind: "boolean", doc: "distributions in one line each" },
  { name: "aggrate", phase: "dynamic", kind: "rate", doc: "how often aggregations are read", default: "1s" },
  { name: "aggsortkey", phase: "dynamic", kind: "boolean", doc: "sort by key, not by value" },
  { name: "aggsortkeypos", phase: "dynamic", kind: "number", doc: "key to compare first" },
  {
    name: "aggsortpos",
    phase: "dynamic",
    kind: "number",
    doc: "of several aggregations in printa(), the one to sort by",
  },
  { name: "aggsortrev", phase: "dynamic", kind: "boolean", doc: "sort downwards" },
  { name: "aggzoom", phase: "dynamic", kind: "boolean", doc: "bars relative to the greatest value" },
  { name: "flowindent", phase: "dynamic", kind: "boolean", doc: "indent by entry and return" },
  {
    name: "quiet",
    phase: "dynamic",
    kind: "boolean",
    words: ["all"],
    doc: "only what the program prints, and what changes a number; all: not even that",
  },
  { name: "quietresize", phase: "dynamic", kind: "boolean", doc: "say nothing of shrunk buffers" },
  { name: "rawbytes", phase: "dynamic", kind: "boolean", doc: "never show bytes as text" },
  {
    name: "stackindent",
    phase: "dynamic",
    kind: "number",
    doc: "blanks before a frame: packets have no stack, no effect here",
    default: "14",
  },
  { name: "switchrate", phase: "dynamic", kind: "rate", doc: "how often buffers are read", default: "1s" },
];
