/**
 * How long a script takes from text to WebAssembly in a process that has compiled before, as a REPL and a kernel do.
 *
 * @module
 */
import { denoHost } from "../../lib/host/deno/mod.ts";
import { Session } from "../../lib/session/mod.ts";

/** A script of so many lines, as people write them: predicates, associative arrays, aggregations, formats, translators. */
export function scriptOf(lines: number): string {
  const clause = (n: number) => `
tcp:::receive
/args[4]->tcp_dport == ${1024 + n} && args[2]->ip_plength > ${n} + sizeof (int)/
{
	this->length = args[2]->ip_plength - args[4]->tcp_offset;
	seen[args[2]->ip_saddr, args[4]->tcp_sport] = timestamp;
	packets${n}++;
	@sizes${n}[args[2]->ip_saddr, ${n}] = quantize(this->length);
	@total${n}["${n}", probename] = sum(this->length > 0 ? this->length : 0);
	printf("%-20s %5d %s\\n", args[2]->ip_saddr, this->length, strjoin("from ", lltostr(packets${n})));
}`;
  const text: string[] = ["#pragma D option quiet"];
  for (let n = 0; text.length < lines; n++) text.push(...clause(n).split("\n"));
  return text.slice(0, lines - lines % 11 + 1).join("\n") + "\n";
}
/** Milliseconds of each compilation, the first one included. */
export async function compileTimes(text: string, rounds: number): Promise<number[]> {
  const times: number[] = [];
  for (let round = 0; round < rounds; round++) {
    const started = performance.now();
    const client = { output: { write() {} }, warn() {} };
    const session = new Session({ programs: [{ flag: "s", name: "bench.d", text }] }, client, denoHost);
    await session.compile();
    session.lower();
    times.push(performance.now() - started);
  }
  return times;
}
