import { deepStrictEqual, match, ok, strictEqual } from "node:assert";
import { D_CELLS } from "../../kernel/mod.ts";
import { joinText, type Notebook, parseNotebook } from "../../kernel/run/notebook_file.ts";
import { runNotebook } from "../../kernel/run/run_notebook.ts";
import { trace } from "../../mod.ts";

const DIRECTORY = new URL("../../notebooks/", import.meta.url).pathname;
const FILES = [...Deno.readDirSync(DIRECTORY)].map(({ name }) => name).filter((name) => name.endsWith(".ipynb")).sort();

Deno.test("notebooks: at least four, numbered, with charts, tables and conclusions in both languages", () => {
  ok(FILES.length >= 4, FILES.join(", "));
  for (const [index, file] of FILES.entries()) {
    match(file, new RegExp(`^0${index + 1}-[a-z-]+\\.ipynb$`));
    const { cells } = parseNotebook(Deno.readTextFileSync(DIRECTORY + file));
    const texts = cells.map(({ source }) => joinText(source));
    ok(texts.some((text) => /^## Conclusions/m.test(text)), `${file} has no conclusions`);
    const shown = cells.flatMap(({ outputs = [] }) => outputs.map(({ data = {} }) => Object.keys(data as object)));
    ok(shown.some((types) => types.includes("image/png")), `${file} shows no chart`);
    ok(shown.some((types) => types.includes("text/html")), `${file} shows no table`);
    ok(texts.some((text) => /^import .* from "arquero"/m.test(text)), `${file} has no cell of TypeScript`);
    ok(texts.some((text) => /:::/.test(text)), `${file} has no cell of D`);
  }
});

Deno.test("notebooks: captures are small, and made by the scripts beside them", () => {
  const scripts = [...Deno.readDirSync(`${DIRECTORY}captures`)].map(({ name }) => name).filter((name) =>
    /^make_.*\.sh$/.test(name)
  );
  const script = scripts.map((name) => Deno.readTextFileSync(`${DIRECTORY}captures/${name}`)).join("\n");
  for (const { name } of Deno.readDirSync(`${DIRECTORY}captures`)) {
    if (!name.endsWith(".pcap")) continue;
    ok(Deno.statSync(`${DIRECTORY}captures/${name}`).size < 500_000, name);
    ok(script.includes(name), `no script makes ${name}`);
  }
});

/**
 * What a cell shows: texts and tables of Arquero as they are, charts and tables of ours by their forms, since how those
 * look may be made better without the answers being others.
 */
function comparable(notebook: Notebook): unknown[] {
  return notebook.cells.map(({ outputs = [] }) =>
    outputs.map(({ output_type, name, text, data = {} }) => {
      const bundle = data as Record<string, string[]>;
      const plain = bundle["text/plain"] ?? [];
      const said = bundle["text/markdown"] ?? (plain[0]?.startsWith("|") ? plain : []);
      return [output_type, name, text, Object.keys(bundle), said];
    })
  );
}

for (const file of FILES) {
  Deno.test(`notebook ${file}: run from clean it shows what is committed`, async () => {
    const committed = parseNotebook(Deno.readTextFileSync(DIRECTORY + file));
    const done = await runNotebook(committed, { directory: DIRECTORY, dCells: D_CELLS });
    strictEqual(done.cells.length, committed.cells.length);
    deepStrictEqual(comparable(done), comparable(committed));
  });
}

/** Numbers that the conclusions stand on: of a program of D, and of tshark (where it is installed). */
const FACTS: readonly (readonly [capture: string, program: string, filter: string, count: number])[] = [
  ["who", "udp:::send /args[4]->udp_dport == 514/", "udp.dstport == 514 && !icmp", 16],
  ["who", "icmp:::receive /args[4]->icmp_type == 3/", "icmp.type == 3", 13],
  ["who", "tcp:::accept-established /args[3]->tcps_lport == 80/", "tcp.flags == 0x12 && tcp.srcport == 80", 15],
  ["scan", "tcp:::receive /args[4]->tcp_flags == TH_SYN/", "tcp.flags == 0x02", 1044],
  [
    "scan",
    'tcp:::accept-refused /args[2]->ip_daddr == "203.0.113.7"/',
    "tcp.flags.reset == 1 && ip.dst == 203.0.113.7",
    5,
  ],
  ["scan", "tcp:::accept-established", "tcp.flags == 0x12", 11],
  [
    "slow",
    'tcpa:::retransmission /args[3]->tcps_raddr == "192.0.2.12"/',
    "tcp.analysis.retransmission && ip.dst == 192.0.2.12",
    157,
  ],
  ["slow", "tcpa:::zero-window", "tcp.analysis.zero_window", 22],
  ["dns", "udp:::receive /args[4]->udp_dport == 53/", "udp.dstport == 53 && !icmp", 1281],
  ["dns", "udp:::send /args[4]->udp_sport == 53/", "udp.srcport == 53 && !icmp", 880],
  ["dns", "icmp:::send /args[4]->icmp_code == 3/", "icmp.type == 3 && icmp.code == 3", 21],
];
const tshark = (() => {
  try {
    return new Deno.Command("tshark", { args: ["-v"], stdout: "null", stderr: "null" }).outputSync().success;
  } catch {
    return false;
  }
})();

for (const [capture, program, filter, count] of FACTS) {
  Deno.test(`notebook ${capture}: ${count} ${program}`, async () => {
    const file = `${DIRECTORY}captures/${capture}.pcap`;
    // that host has two addresses
    const options: Record<string, string> = capture === "who" ? { local: "192.0.2.10,2001:db8::10" } : {};
    const run = await trace(file, `#pragma D option quiet\n${program} { @n = count(); }`, { options });
    strictEqual(run.aggregations.n.get(), count);
    if (!tshark) return;
    const args = ["-n", "-r", file, "-Y", filter, "-T", "fields", "-e", "frame.number"];
    const { stdout } = await new Deno.Command("tshark", { args, stderr: "null" }).output();
    strictEqual(new TextDecoder().decode(stdout).trim().split("\n").length, count);
  });
}
