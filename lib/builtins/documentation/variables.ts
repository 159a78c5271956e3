/**
 * Built-in variables: units, values over captures, and an example each.
 *
 * @module
 */
import type { Documentation, Documented } from "./documentation.ts";

const RAW =
  "What it holds depends on the probe. For probes of packets it is the address of the argument that `args[]` " +
  "translates, or a plain number; `args[]` is nearly always the better choice.";
const raw = (n: number): Documentation => ({
  more: n === 0
    ? `${RAW} In ERROR it is the enabled probe's id there is none for: 0.`
    : n <= 5
    ? `${RAW}${inError(n)}`
    : RAW,
  example: n >= 1 && n <= 5
    ? `BEGIN { x = *(int *)NULL; } ERROR { trace(arg${n}); exit(0); }`
    : `tick-1s { trace(arg${n}); exit(0); }`,
});
function inError(n: number): string {
  const what = [
    "",
    "enabled probe's id",
    "action's number, from 1",
    "offset of the instruction",
    "fault (DTRACEFLT_…)",
    "address",
  ];
  return ` In dtrace:::ERROR it is the ${what[n]}.`;
}
const PROCESS = "In BEGIN, END and ERROR it is that of the command itself. Of packets no process is known: it is";

const PROBE: Documented = {
  ...Object.fromEntries(Array.from({ length: 10 }, (_, n) => [`arg${n}`, raw(n)])),
  args: {
    more:
      "args[0], args[1] and so on have the types that the probe says: `-lv` and the pages on providers list them. All " +
      "probes of a clause must have the same type there (`D_ARGS_MULTI`).",
    example: "tcp:::connect-request { trace(args[2]->ip_daddr); exit(0); }",
  },
  probeprov: { more: "Such as `tcp`.", example: "tcp:::send { trace(probeprov); exit(0); }" },
  probemod: { more: "For packets it is `kernel`, as in FreeBSD.", example: "tcp:::send { trace(probemod); exit(0); }" },
  probefunc: { more: "For packets it is `none`, as in FreeBSD.", example: "tcp:::send { trace(probefunc); exit(0); }" },
  probename: { more: "Such as `send`.", example: "tcp::: { @[probename] = count(); }" },
  id: { more: "BEGIN is 1, END is 2, ERROR is 3.", example: "BEGIN { trace(id); exit(0); }" },
  epid: {
    more: "Counts from 1, by clause and then by probe; messages about faults name it.",
    example: "BEGIN { trace(epid); exit(0); }",
  },
  timestamp: {
    more:
      "Of a packet its capture time since 1970, UTC; take differences of it for durations. Constant within a clause. " +
      "Without a capture it is the system's time, since 1970, too.",
    example: "tcp:::connect-request { start[args[1]->cs_cid] = timestamp; }\n" +
      "tcp:::connect-established /start[args[1]->cs_cid]/\n" +
      '{ printf("%d us\\n", (timestamp - start[args[1]->cs_cid]) / 1000); }',
  },
  vtimestamp: { example: "ip:::send { trace(vtimestamp == timestamp); exit(0); }" },
  walltimestamp: {
    more: "Of a packet its capture time. printf's %Y prints it as date and time of the local time zone.",
    example: "ip:::send { trace(walltimestamp); exit(0); }",
  },
};
const SYSTEM: Documented = {
  cpu: { more: "A capture has one: 0.", example: "tcp:::send { trace(cpu); exit(0); }" },
  pid: {
    more: `${PROCESS} 0.`,
    example: "tcp:::send { trace(pid); exit(0); }",
  },
  ppid: { more: `${PROCESS} 0.`, example: "tcp:::send { trace(ppid); exit(0); }" },
  tid: { more: `${PROCESS} 0.`, example: "tcp:::send { trace(tid); exit(0); }" },
  uid: { more: `${PROCESS} 0.`, example: "tcp:::send { trace(uid); exit(0); }" },
  gid: { more: `${PROCESS} 0.`, example: "tcp:::send { trace(gid); exit(0); }" },
  errno: {
    more: `Of packets no process is known: 0. The constants \`ENOENT\` and so on are its values.`,
    example: "tcp:::send { trace(errno); exit(0); }",
  },
  execname: { more: `${PROCESS} the empty text.`, example: "tcp:::send { trace(strlen(execname)); exit(0); }" },
  zonename: { more: "Always `global`.", example: "zonename" },
  cwd: { more: "Always the empty text.", example: "strlen(cwd)" },
  root: { more: "Always `/`.", example: "root" },
  ipl: { more: "Always 0.", example: "ipl" },
  stackdepth: { more: "Packets have no stack: 0.", example: "stackdepth" },
  ustackdepth: { more: "Packets have no stack: 0.", example: "ustackdepth" },
  caller: { more: "Packets have no stack: 0.", example: "caller" },
  ucaller: { more: "Packets have no stack: 0.", example: "ucaller" },
  jid: { more: "FreeBSD's. Always 0.", example: "jid" },
  jailname: { more: "FreeBSD's. Always the empty text.", example: "strlen(jailname)" },
  vmregs: { more: "illumos's. Always 0.", example: "vmregs[0]" },
  curthread: { example: "(uintptr_t)curthread" },
  uregs: { example: "uregs[0]" },
};

export const VARIABLE_EXAMPLES: Documented = { ...PROBE, ...SYSTEM };
