/** What scripts of other systems' DTraces hold: it works as there, or a message says what to write instead. */
import { denoHost } from "../../lib/host/deno/mod.ts";
import { deepStrictEqual, match, strictEqual } from "node:assert";
import { formatFrame, formatPlain } from "../../lib/diagnostic/mod.ts";
import { ProgramError, Session } from "../../lib/session/mod.ts";
import { trace } from "./in_process.ts";

const QUIET = { options: [{ name: "quiet", value: undefined }] };

async function problemOf(text: string): Promise<{ plain: string; frame: string }> {
  const programs = [{ flag: "n", text }] as const;
  try {
    await new Session({ programs }, { output: { write() {} }, warn() {} }, denoHost).compile();
  } catch (error) {
    if (!(error instanceof ProgramError)) throw error;
    const [first] = error.diagnostics;
    return { plain: `${first.tag} ${formatPlain(first)}`, frame: formatFrame(first) };
  }
  return { plain: "none", frame: "" };
}

Deno.test("%lld, %llu and %llx take any integer of 64 bits, as on macOS; %ld and %lu too", async () => {
  const { output } = await trace(
    `BEGIN { x = (int64_t)-5; y = (uint64_t)-1; z = 7LL;
    printf("%lld %lli %llu %llo %llx %llX|%lld %llu|%ld %li %lu|%lld %llu", x, x, y, y, y, y, y, x, x, x, y, z, z); exit(0); }`,
    QUIET,
  );
  strictEqual(
    output.trimEnd(),
    "-5 -5 18446744073709551615 1777777777777777777777 ffffffffffffffff FFFFFFFFFFFFFFFF" +
      "|-1 18446744073709551611|-5 -5 18446744073709551615|7 7",
  );
});
Deno.test("err.D_PRINTF_ARG_TYPE.narrow_for_ll.d", async () => {
  for (const conversion of ["%lld", "%llu", "%ld", "%lu"]) {
    match((await problemOf(`BEGIN { printf("${conversion}", 1); }`)).plain, /^D_PRINTF_ARG_TYPE/);
  }
  match((await problemOf('BEGIN { printf("%hd", 1LL); }')).plain, /^D_PRINTF_ARG_TYPE/);
});
Deno.test("FreeBSD 13's names in siftrinfo_t are today's under other names and units", async () => {
  const capture = new URL("../captures/demo.pcap", import.meta.url).pathname;
  const { output } = await trace(
    `tcp:::siftr /args[0]->tcp_localport != args[0]->lport || args[0]->tcp_foreignport != args[0]->rport ||
      args[0]->max_seg_size != args[0]->mss || args[0]->smoothed_rtt != args[0]->srtt * 32 / 1000 ||
      args[0]->rxt_length != args[0]->rto / 1000 || args[0]->flags || args[0]->hash || args[0]->snd_bwnd/ { bad++; }
    tcp:::siftr /args[0]->smoothed_rtt > 0 && args[0]->rxt_length > 0 && args[0]->max_seg_size > 0/ { filled++; }
    END { printf("%d %d", bad, filled > 0); }`,
    { ...QUIET, captures: [capture] },
  );
  deepStrictEqual(output.trimEnd(), "0 1");
});
Deno.test("err.D_SYNTAX.cast_to_unknown_type.d", async () => {
  const casts: [text: string, name: string, help: RegExp][] = [
    ["tcp:::send { trace(((tcp_t *)arg3)->tcp_state); }", "tcp_t", /args\[3\].*tcpsinfo_t/],
    ["tcp:::send { this->c = (conn_t **)arg1; }", "conn_t", /cs_cid/],
    ["ip:::send { trace((int)(mblk_t)arg2); }", "mblk_t", /ipinfo_t/],
    ["ip:::send { x = (mystery_t *) arg2; }", "mystery_t", /declare the struct/],
  ];
  for (const [text, name, help] of casts) {
    const { plain, frame } = await problemOf(text);
    strictEqual(plain, `D_SYNTAX in action list: syntax error near "${name}": there is no type of that name`);
    match(frame, help);
  }
  // parentheses around a name are what they were
  const { output } = await trace("BEGIN { x = 3; trace((x) * (x)); if ((x)) trace((x)); exit(0); }", QUIET);
  strictEqual(output.trimEnd(), "93");
});
Deno.test("err.D_OP_INCOMPLETE.struct_of_a_kernel.d", async () => {
  const connection = await problemOf("tcp:::send { trace(((struct tcpcb *)arg3)->t_state); }");
  match(connection.plain, /^D_OP_INCOMPLETE .*no struct tcpcb definition is available/);
  match(connection.frame, /args\[3\].*tcpsinfo_t/);
  const thread = await problemOf("BEGIN { trace(curthread->td_name); }");
  match(thread.plain, /^D_OP_INCOMPLETE .*no struct thread definition/);
  match(thread.frame, /packets do not show threads/);
});
