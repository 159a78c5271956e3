import { strictEqual } from "node:assert";
import expectations from "./expectations.json" with { type: "json" };
import { trace } from "../session/in_process.ts";

/** The seed's questions, every packet seen as sent and as received; what they must print was asked of tshark. */
const questions = {
  sources: "ip:::receive {@[args[2]->ip_saddr] = count();}",
  destinations: "ip:::send { @[args[2]->ip_daddr] = quantize(args[2]->ip_plength);}",
  ports: "udp:::send {@[args[4]->udp_dport] = count();}",
} as const;
const captures = new URL("../../../shared/captures/", import.meta.url);
const present = (path: URL) => {
  try {
    return Deno.statSync(path).isFile;
  } catch {
    return false;
  }
};

for (const [capture, expected] of Object.entries(expectations)) {
  const path = new URL(capture, captures);
  const here = present(path);
  for (const question of ["sources", "destinations", "ports"] as const) {
    Deno.test({
      name: `${question} of ${capture} are tshark's${here ? "" : " (capture not here)"}`,
      ignore: !here,
      async fn() {
        const options = [{ name: "quiet" }, { name: "local", value: "none" }];
        const { output } = await trace(questions[question], { captures: [path.pathname], options });
        strictEqual(output, expected[question]);
      },
    });
  }
}
