/**
 * A notebook over a capture of hosts with addresses of their own, in a folder; and the commands, run in this process.
 *
 * @module
 */
import { publishMain, unpackMain, verifyMain } from "../../lib/cli/publish_commands.ts";
import { type Packet, pcap } from "../captures/writer.ts";
import { bytes, ethernet, ip4, tcp, udp } from "../packet/wire/frames.ts";

/** Hosts of the capture, and where else they stand in the notebook. */
export const CLIENT = "10.1.2.3", OTHER = "10.1.2.44", SERVER = "93.184.216.34", MAC = "00:1b:21:12:34:56";
const part = (address: string) =>
  address.split(".").map((byte) => Number(byte).toString(16).padStart(2, "0")).join(" ");

export function capture(): Uint8Array<ArrayBuffer> {
  const packets: Packet[] = [];
  const add = (from: string, to: string, inner: Uint8Array, protocol: number) => {
    const frame = bytes(ethernet(0x800, ip4(inner, { protocol, from: part(from), to: part(to) })));
    frame.set(bytes(MAC.replaceAll(":", " ")), 0);
    packets.push({ seconds: 1_764_000_000 + packets.length, nanoseconds: 0, bytes: frame });
  };
  for (let i = 0; i < 12; i++) add(i % 3 === 0 ? OTHER : CLIENT, SERVER, tcp(10 + i), 6);
  for (let i = 0; i < 5; i++) add(SERVER, CLIENT, udp(20), 17);
  return pcap(packets);
}
interface Cell {
  readonly cell_type: string;
  readonly id: string;
  readonly metadata: object;
  readonly source: string;
}
const cell = (cell_type: string) => (source: string, i: number): Cell => ({
  ...{ cell_type, id: `c${i}`, metadata: {}, source },
  ...cell_type === "code" && { outputs: [], execution_count: null },
});
const prose = cell("markdown"), code = cell("code");
export const CELLS: readonly Cell[] = [
  prose(`# Who asks ${SERVER}?\n\nMostly ${CLIENT}, of 10.1.2.0/24.`, 0),
  code(`%source captures/web.pcap\n%set quiet local=${SERVER}`, 1),
  code(
    `tcp:::receive { @bytes[args[2]->ip_saddr] = sum(args[2]->ip_plength); }\n` +
      `udp:::send /args[2]->ip_daddr == "${CLIENT}"/ { @sent = count(); }`,
    2,
  ),
  code(`console.log("to ${CLIENT}:", sent.rows[0].value);\nbytes.table`, 3),
  prose(`It got **{{sent.count}}** datagrams; {{bytes.get("${CLIENT}")}} bytes came.`, 4),
];
export const notebook = (cells: readonly Cell[] = CELLS): string =>
  JSON.stringify({
    cells,
    nbformat: 4,
    nbformat_minor: 5,
    metadata: {
      kernelspec: { name: "probebook", language: "typescript" },
      authors: [{ name: "A. Author" }],
      date: "2026-11-30",
      path: "/home/kilroy/secret",
    },
  });
/** A folder with the notebook `web.ipynb`, its capture, and a key of a series. */
export async function makeFolder(text: string = notebook()): Promise<string> {
  const folder = await Deno.makeTempDir({ prefix: "probebook-" });
  await Deno.mkdir(`${folder}/captures`);
  await Deno.writeFile(`${folder}/captures/web.pcap`, capture());
  await Deno.writeTextFile(`${folder}/web.ipynb`, text);
  await Deno.writeTextFile(`${folder}/key`, `${"0123456789abcdef".repeat(3)}${"f".repeat(16)}\n`, { mode: 0o600 });
  return folder;
}
export interface Ran {
  readonly status: number;
  readonly output: string;
  readonly errors: string;
}
const MAINS = { publish: publishMain, verify: verifyMain, unpack: unpackMain };
/** Runs a command; a question is answered with `answer`, or cannot be asked. */
export async function run(command: keyof typeof MAINS, args: readonly string[], answer?: boolean): Promise<Ran> {
  const said = { output: "", errors: "" };
  const status = await MAINS[command](args, {
    out: (line) => void (said.output += `${line}\n`),
    err: (line) => void (said.errors += `${line}\n`),
    ...answer !== undefined && { confirm: () => answer },
  });
  return { status, ...said };
}
