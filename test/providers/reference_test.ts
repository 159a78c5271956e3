/** The documentation of providers: complete, and the page as it is generated. */
import { ok } from "node:assert";
import { documentStructs, referencePage, structName } from "../../lib/providers/documentation/mod.ts";
import { LIBRARIES, providers } from "../../lib/providers/mod.ts";
import { orderLibraries } from "../../lib/session/compile/libraries.ts";

const structs = documentStructs(orderLibraries(LIBRARIES).map(({ text }) => text));

Deno.test("the reference page of the providers is what deno task docs writes", () => {
  const page = Deno.readTextFileSync(new URL("../../lib/providers/README.md", import.meta.url));
  const words = (text: string) => text.replace(/\s+/g, " ").trim();
  ok(words(page) === words(referencePage(providers, structs)), "it is not: run deno task docs");
});
Deno.test("each probe of packets says when it fires, each argument and each member of it what it is", () => {
  for (const probe of providers.flatMap((provider) => provider.probes())) {
    if (!probe.args) continue;
    const name = `${probe.provider}:::${probe.name}`;
    ok(probe.doc, name);
    for (const { native, translated, doc } of probe.args) {
      ok(doc, `${name}: ${translated ?? native}`);
      if (!translated) continue;
      const struct = structs.get(structName(translated));
      ok(struct && struct.members.length > 0, translated);
      for (const member of struct.members) ok(member.doc, `${struct.name}: ${member.name}`);
    }
  }
});
