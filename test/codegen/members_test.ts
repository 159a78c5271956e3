/** Which members of an argument clauses are said to read: providers make no text beside these. */
import { deepStrictEqual } from "node:assert";
import { emitImage } from "../../lib/codegen/mod.ts";
import { Session } from "../../lib/session/mod.ts";
import { denoHost } from "../../lib/host/deno/mod.ts";

const SIZES = {
  ...{ principal: 2 ** 16, aggregation: 2 ** 16, aggregationFixed: false, dynamic: 2 ** 14 },
  ...{ speculation: 1, speculations: 0, stringSize: 256, packetSize: 64, scratch: 2 ** 14 },
};
async function membersOf(text: string): Promise<unknown> {
  const client = { output: { write() {} }, warn() {} };
  const session = new Session({ programs: [{ flag: "s", name: "members.d", text }] }, client, denoHost);
  await session.compile();
  const { registry, compilation } = session;
  const image = emitImage(compilation.checker.finish(), {
    ...{ sizes: SIZES, probes: registry, builtins: compilation.builtins, memoryBytes: 2 ** 24 },
  });
  const [probe] = registry.match({ provider: "dns", module: "", function: "", name: "response" });
  const members = image.needs.members.get(probe.id)!;
  return Object.fromEntries(
    [...members].map(([n, read]) => [n, read === "all" ? read : [...read].sort((a, b) => a - b)]),
  );
}
/** Offsets of `struct dns`: lname 8, rcode 56, id 72; of `struct dns_exchange`: latency_us 8. */
const CASES: readonly (readonly [text: string, members: Readonly<Record<number, readonly number[] | "all">>])[] = [
  ["dns:::response { @ = count(); }", {}],
  ["dns:::response { @[args[4]->dns_lname] = count(); }", { 4: [8] }],
  ["dns:::response /args[4]->dns_id == 1/ { @[args[4]->dns_lname, args[4]->dns_rcode] = count(); }", {
    4: [8, 56, 72],
  }],
  ["dns:::response { @ = avg(args[5] == NULL ? -1 : args[5]->dnsx_latency_us); }", { 5: [8] }],
  ["dns:::response /args[5] != NULL/ { @ = count(); }", {}],
  // two clauses of a probe
  ["dns:::response { @a[args[4]->dns_lname] = count(); } dns:::response { @b[args[4]->dns_id] = count(); }", {
    4: [8, 72],
  }],
  // an address that goes elsewhere may be read from there
  ["dns:::response { this->p = (struct dns *)arg4; @ = sum(this->p->length); }", { 4: "all" }],
  ["dns:::response { @[arg4] = count(); }", { 4: "all" }],
  ["dns:::response { tracemem(arg4 + 4, 4); }", { 4: "all" }],
];
for (const [text, expected] of CASES) {
  Deno.test(`members that are read: ${text}`, async () => deepStrictEqual(await membersOf(text), expected));
}
