import { match, ok, strictEqual } from "node:assert";
import { Conversation, type ConversationOutput } from "../../lib/repl/conversation/mod.ts";
import { plainPaint } from "../../lib/repl/editor/mod.ts";

/**
 * What people enter who come from other tools, and what the answer names. Programs in backticks of an answer are run, too:
 * what is advised must work.
 */
const MISTAKES: readonly (readonly [from: string, entered: string, named: RegExp])[] = [
  ["any REPL", "h", /`:help`/],
  ["any REPL", "q", /`:quit`/],
  ["any REPL", ":open web.pcap", /`:source FILE`/],
  ["any REPL", ":read web.pcap", /`:source FILE`/],
  ["any REPL", ":export by.csv", /`:table NAME FILE`/],
  ["any REPL", "open web.pcap", /`:source web\.pcap`/],
  ["a shell", "source web.pcap", /`:source web\.pcap`/],
  ["a shell", "ls", /`:source FILE`/],
  ["a shell", "cd /tmp", /`:source FILE`/],
  ["a shell", "clear", /Ctrl-L/],
  ["a shell", "dtrace -n 'ip:::receive { @ = count(); }'", /`ip:::receive \{ @ = count\(\); \}`/],
  ["a shell", "probebook -r web.pcap", /`:source web\.pcap`/],
  ["a shell", "tshark -r web.pcap -Y tcp", /`:source web\.pcap`/],
  ["a shell", "tcpdump -r web.pcap", /`:source web\.pcap`/],
  ["bpftrace", "bpftrace -e 'kprobe:tcp_sendmsg { @ = count(); }'", /`tcp:::send \{ @ = count\(\); \}`/],
  ["bpftrace", "@ = count()", /`ip:::receive \{ @ = count\(\); \}`/],
  ["bpftrace", "@x[execname] = count();", /`ip:::receive \{ @x\[execname\] = count\(\); \}`/],
  ["bpftrace", "count()", /`ip:::receive \{ @ = count\(\); \}`/],
  ["bpftrace", "kprobe:tcp_sendmsg { @ = count(); }", /`probebook trace`/],
  ["bpftrace", "tracepoint:syscalls:sys_enter_open { @ = count(); }", /`probebook trace`/],
  ["bpftrace", "interval:s:1 { printa(@); }", /`tick-1s`/],
  ["bpftrace", "ip:::receive { @[comm] = count(); }", /`execname`/],
  ["bpftrace", "ip:::receive { @ = hist(args[2]->ip_plength); }", /`quantize\(value\)`/],
  ["bpftrace", "ip:::receive { @ = lhist(args[2]->ip_plength, 0, 100, 10); }", /`lquantize\(/],
  ["bpftrace", "ip:::receive { self->ts = nsecs; }", /`timestamp`/],
  ["bpftrace", "ip:::receive { @[ntop(args[2]->ip_saddr)] = count(); }", /`args\[2\]->ip_saddr`/],
  ["bpftrace", "ip:::receive { @[str(args[2]->ip_saddr)] = count(); }", /`stringof\(/],
  ["bpftrace", "ip:::receive { @[args.ip_saddr] = count(); }", /`args\[2\]->ip_saddr`/],
  ["bpftrace", "ip:::receive { @[args[2]->ip_saddr] += 1; }", /`@ = count\(\);`/],
  ["bpftrace", "begin { trace(1); }", /`BEGIN`/],
  ["DTrace", "tcp:send { @ = count(); }", /`tcp:::send`/],
  ["DTrace", "tcp::send { @ = count(); }", /`tcp:::send`/],
  ["DTrace", "tcp:::sent { @ = count(); }", /`send`/],
  ["DTrace", "tcp:::syn { @ = count(); }", /`tcp:::connect-request`/],
  ["DTrace", "tcp:::connect { @ = count(); }", /`tcp:::connect-established`/],
  ["DTrace", "tick:1s { printa(@); }", /`tick-1s`/],
  ["DTrace", "syscall:::entry { @[execname] = count(); }", /provider of a running system/],
  ["DTrace", "ip:::receive { @ = avg; }", /`@ = avg\(value\);`/],
  ["DTrace", 'ip:::receive { @x = count() } END { printf("%d", @x); }', /`printa\(@name\)`/],
  ["DTrace", "ip:::receive { a[args[2]->ip_saddr]++; } END { print(a); }", /`@a\[key\] = count\(\);`/],
  ["DTrace", "END { exit }", /`exit\(0\);`/],
  ["DTrace", 'BEGIN { system("ls"); }', /`:set destructive`/],
  ["DTrace", "ip:::receive { @[addresses] = count(); }", /`args\[2\]->ip_saddr`/],
  ["DTrace", "execname", /`ip:::receive \{ trace\(execname\); \}`/],
  ["tcpdump", "ip:::receive /args[2]->ip_saddr == 192.0.2.10/ { @ = count(); }", /`"192\.0\.2\.10"`/],
  ["tcpdump", "tcp port 80", /`tcp:::receive \/args\[4\]->tcp_sport == 80 \|\| args\[4\]->tcp_dport == 80\/ /],
  ["tcpdump", "udp src port 53", /`udp:::receive \/args\[4\]->udp_sport == 53\/ /],
  ["tcpdump", "host 192.0.2.10", /args\[2\]->ip_saddr == "192\.0\.2\.10" \|\| args\[2\]->ip_daddr == "192\.0\.2\.10"/],
  ["tcpdump", "dst net 192.0.2.0/24", /`ip:::receive \/inet_in\(args\[2\]->ip_daddr, "192\.0\.2\.0\/24"\)\/ /],
  ["tcpdump", "udp and port 53", /predicate of D/],
  ["tcpdump", "tcp:::send /args[4]->tcp_flags & SYN/ { @ = count(); }", /`args\[4\]->tcp_flags & TH_SYN`/],
  ["Wireshark", "ip.src == 192.0.2.10", /`ip:::receive \/args\[2\]->ip_saddr == "192\.0\.2\.10"\/ /],
  [
    "Wireshark",
    "ip.addr == 10.0.0.0/8",
    /inet_in\(args\[2\]->ip_saddr, "10\.0\.0\.0\/8"\) \|\| inet_in\(args\[2\]->ip_daddr/,
  ],
  ["Wireshark", "tcp.port eq 443", /args\[4\]->tcp_sport == 443 \|\| args\[4\]->tcp_dport == 443/],
  ["Wireshark", "tcp.flags.reset == 1", /`tcp:::receive \/args\[4\]->tcp_flags & TH_RST\/ /],
  ["Wireshark", "!(ip.src == 192.0.2.10)", /joined by `&&`/],
  ["Wireshark", "tcp.port == 80 && ip.ttl < 5", /joined by `&&`/],
  ["Wireshark", "dns.qry.name", /predicate of D/],
  ["Wireshark", "ip:::receive { @[ip.src] = count(); }", /`args\[2\]->ip_saddr`/],
  ["Wireshark", "tcp:::send /tcp.flags.syn == 1/ { @ = count(); }", /`args\[4\]->tcp_flags`/],
  ["awk", "NR == 1 { print $0 }", /`ip:::receive \{ printf\(/],
  ["awk", "{ print $1 }", /`ip:::receive \{ printf\(/],
  ["awk", "ip:::receive { n = NR; }", /`@ = count\(\);`/],
  ["awk", "ip:::receive { sum += args[2]->ip_plength; } END { trace(sum); }", /`@ = sum\(value\);`/],
  ["C", "#define N 5", /`inline int N = 5;`/],
  ["C", "#include <stdio.h>", /-C/],
  ["C", 'printf("hello\\n")', /`ip:::receive \{ printf\("hello\\n"\); \}`/],
  ["C", 'ip:::receive { printf("%s\\n", args[2]->ip_plength); }', /`%d`/],
  ["C", 'ip:::receive { printf("%d\\n", args[2]->ip_saddr); }', /`%s`/],
  ["C", "BEGIN { printf('hello'); }", /double quotes/],
  ["C", "ip:::receive { for (i = 0; i < 5; i++) trace(i); }", /`tick-1s/],
  ["C", "ip:::receive { while (1) trace(1); }", /`tick-1s/],
  ["C", "ip:::receive { int x = 5; trace(x); }", /`this->name = value;`/],
  ["C", "ip:::receive { uint32_t x; }", /`this->name = value;`/],
  [
    "C",
    "ip:::receive { if (args[2]->ip_ver == 4) trace(1) else trace(2); }",
    /`if \(a\) trace\(1\); else trace\(2\);`/,
  ],
  ["C", "ip:::receive { return; }", /predicate/],
  ["C", 'ip:::receive { trace(strcmp(args[2]->ip_saddr, "a")); }', /`==`/],
  ["C", 'ip:::receive { this->a = sprintf("%d", 1); }', /`strjoin\(a, b\)`/],
  ["C", 'ip:::receive { trace("a" + "b"); }', /`strjoin\(a, b\)`/],
  ["C", "ip:::receive { @[args[2].ip_saddr] = count(); }", /`->`/],
  ["C", 'tcp:::receive { @[args[4]->tcp_dport == "80"] = count(); }', /without quotes: `80`/],
  ["C", 'ip:::receive /args[2]->ip_saddr = "192.0.2.10"/ { @ = count(); }', /`==`/],
  ["Python", "import scapy", /`import \{ d, trace \} from "probebook"`/],
  ["Python", "for pkt in packets: print(pkt)", /Python/],
  ["Python", "packets.length", /`ip:::receive \{ @by\[args\[2\]->ip_saddr\] = count\(\); \}`/],
  ["SQL", "select count(*) from packets", /`by\.table\.filter/],
  ["SQL", "show tables", /`:table`/],
];
const DEMO = new URL("../captures/demo.pcap", import.meta.url).pathname;

Deno.test("REPL: of typical mistakes of people from elsewhere at least 72 are answered with what to write", async () => {
  ok(MISTAKES.length >= 72);
  let said = "";
  const output: ConversationOutput = {
    interactive: false,
    width: 100,
    height: 40,
    color: false,
    images: undefined,
    paint: plainPaint,
    print: (text) => void (said += text),
    note: (text) => void (said += `${text}\n`),
    error: (text) => void (said += `${text}\n`),
    live: () => {},
  };
  const conversation = new Conversation(output);
  conversation.state.captures = [DEMO];
  conversation.state.options.set("quiet", undefined);
  try {
    const advised = new Set<string>();
    for (const [from, entered, named] of MISTAKES) {
      said = "";
      strictEqual(await conversation.enter(entered), false, `${from}: ${entered}`);
      match(said, named, `${from}: ${entered}`);
      const help = said.split("\n").filter((line) => line.includes("= help:")).join("\n");
      for (const [, program] of help.matchAll(/`((?:ip|tcp|udp):::[^`]*\{[^`]*\})`/g)) advised.add(program);
    }
    ok(advised.size >= 12);
    for (const program of advised) {
      said = "";
      strictEqual(await conversation.enter(program), true, `${program}\n${said}`);
    }
  } finally {
    await conversation.close();
  }
});
