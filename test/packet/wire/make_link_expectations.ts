/**
 * Asks tshark what is in each frame of `link_frames.ts`: `deno run -A make_link_expectations.ts > link_expectations.json`;
 * TSHARK names another command, with its arguments.
 *
 * Of each frame the outermost source and destination, and the ports of the datagram in it; nothing where tshark finds no IP.
 *
 * @module
 */
import { pcap } from "../../captures/writer.ts";
import { LINK_FRAMES } from "./link_frames.ts";

const [command, ...before] = (Deno.env.get("TSHARK") ?? "tshark").split(" ");
const FIELDS = ["ip.src", "ip.dst", "ipv6.src", "ipv6.dst", "udp.srcport", "udp.dstport"];

async function run(args: readonly string[], input?: Uint8Array<ArrayBuffer>): Promise<string> {
  const child = new Deno.Command(command, {
    args: [...before, ...args],
    stdin: "piped",
    stdout: "piped",
    stderr: "null",
  }).spawn();
  const writer = child.stdin.getWriter();
  if (input) await writer.write(input);
  await writer.close();
  return new TextDecoder().decode((await child.output()).stdout);
}
const fields = FIELDS.flatMap((field) => ["-e", field]);
const found: [string, string][] = [];
for (const { name, linkType, bytes } of LINK_FRAMES) {
  const capture = pcap([{ seconds: 1, nanoseconds: 0, bytes }], { linkType });
  const line = await run(["-n", "-r", "-", "-T", "fields", "-E", "occurrence=f", ...fields], capture);
  found.push([name, line.trim().split(/\s+/).join(" ")]);
}
const [version] = (await run(["-v"])).split("\n");
const lines = found.map(([name, text]) => `    ${JSON.stringify(name)}: ${JSON.stringify(text)}`).join(",\n");
console.log(
  `{\n  "made": ${
    JSON.stringify(`made by make_link_expectations.ts with ${version}`)
  },\n  "frames": {\n${lines}\n  }\n}`,
);
