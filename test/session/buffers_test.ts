import { deepStrictEqual, match } from "node:assert";
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

Deno.test("a record that no buffer of this size holds is said before, with its exit(); one that just fits is not", async () => {
  const said = async (bytes: number, program: string) => {
    const options = [{ name: "quiet" }, { name: "bufsize", value: `${bytes}` }];
    return (await trace(program, { options, captures: [capture] })).messages;
  };
  // a header of 16 bytes, and two strings of 256
  const program = "BEGIN { trace(execname); trace(execname); exit(0); }";
  const [first, ...rest] = await said(520, program);
  match(
    first,
    /^dtrace:::BEGIN records 528 bytes, and the buffer holds 520: .* and its exit\(\) does not come to pass/,
  );
  deepStrictEqual(rest.filter((line) => /drop/.test(line)), ["1 drop on CPU 0"]);
  deepStrictEqual(await said(528, program), []);
  match(
    (await said(64, "END { trace(execname); }"))[0],
    /^dtrace:::END records 272 bytes.* each of its firings is a drop \(/,
  );
  // without a record there is nothing to hold
  deepStrictEqual((await said(8, "ip:::send { @ = count(); }")).filter((line) => /records/.test(line)), []);
});
