/** Programs are compiled with what they need of D's own library: they mean what they mean with all of it. */
import { denoHost } from "../../lib/host/deno/mod.ts";
import { ok, strictEqual } from "node:assert/strict";
import { documentStructs, structName } from "../../lib/providers/documentation/mod.ts";
import { definedNames, LIBRARIES } from "../../lib/providers/mod.ts";
import { Session } from "../../lib/session/mod.ts";
import { orderLibraries } from "../../lib/session/compile/libraries.ts";

const libraries = orderLibraries(LIBRARIES);
/** A comment that names all there is, so that all of it is taken. */
const ALL = `/* ${libraries.flatMap(({ text }) => definedNames(text)).join(" ")} */`;
const structs = documentStructs(libraries.map(({ text }) => text));

/** The intermediate form of a program. */
async function intermediate(text: string): Promise<string> {
  const session = new Session({ programs: [{ flag: "n", text }] }, { output: { write() {} }, warn() {} }, denoHost);
  await session.compile();
  return session.intermediateText();
}

Deno.test("all members of all arguments are read in the same way with little and with all of the library", async () => {
  const { registry } = new Session({ programs: [] }, { output: { write() {} }, warn() {} }, denoHost);
  let members = 0;
  const probes = registry.all();
  // arguments of the same types are read by the same program, whichever probe of the provider brings them
  const signatures = new Map(probes.map((probe) => [JSON.stringify([probe.provider, probe.args]), probe]));
  for (const { provider, name, args = [] } of signatures.values()) {
    const reads = args.flatMap(({ translated }, i) =>
      (translated ? structs.get(structName(translated))?.members ?? [] : [])
        .filter(({ type }) => !type.includes("struct"))
        .map((member) => `trace(args[${i}]->${member.name.replace(/\[.*/, "[0]")});`)
    );
    members += reads.length;
    const program = `${provider}:::${name} { ${reads.join(" ")} trace(IPPROTO_TCP + TCPS_CLOSED); }`;
    strictEqual(await intermediate(program), await intermediate(`${program} ${ALL}`), program);
  }
  ok(members > 500 && new Set(probes.map(({ provider }) => provider)).size <= signatures.size, `${members}`);
});
