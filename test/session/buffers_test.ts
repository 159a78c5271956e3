import { deepStrictEqual } from "node:assert";
import { trace } from "./in_process.ts";

const capture = new URL("../captures/demo.pcap", import.meta.url).pathname;

// two records do not fit; each firing leaves one
for (const policy of ["switch", "ring"]) {
  Deno.test(`a buffer that holds one record loses none of firings that follow each other: ${policy}`, async () => {
    const options = ["quiet", "bufsize=50", `bufpolicy=${policy}`].map((option) => {
      const [name, value] = option.split("=");
      return { name, value };
    });
    const program = "int n; ip:::receive { trace(n); n++; } END { trace(n); }";
    const { output, messages } = await trace(program, { options, captures: [capture] });
    deepStrictEqual(messages.filter((message) => /drop/.test(message)), []);
    deepStrictEqual(output.trim().endsWith("181"), true, output);
  });
}
