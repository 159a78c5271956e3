/**
 * Asks tshark what is in each frame of `tunnel_frames.ts`: `deno run -A make_tunnel_expectations.ts > tunnel_expectations.json`;
 * TSHARK names another command, with its arguments.
 *
 * Of each frame the sources and destinations of all its headers of IPv4, then those of IPv6, outermost first.
 *
 * @module
 */
import { pcap } from "../../captures/writer.ts";
import { TUNNEL_FRAMES } from "./tunnel_frames.ts";

const [command, ...before] = (Deno.env.get("TSHARK") ?? "tshark").split(" ");
const FIELDS = ["ip.src", "ip.dst", "ipv6.src", "ipv6.dst"];

async function run(args: readonly string[], input?: Uint8Array<ArrayBuffer>): Promise<string> {
  const piped = { stdin: "piped", stdout: "piped", stderr: "null" } as const;
  const child = new Deno.Command(command, { args: [...before, ...args], ...piped }).spawn();
  const writer = child.stdin.getWriter();
  if (input) await writer.write(input);
  await writer.close();
  return new TextDecoder().decode((await child.output()).stdout);
}
const frames: Record<string, string> = {};
for (const { name, bytes } of TUNNEL_FRAMES) {
  const capture = pcap([{ seconds: 1, nanoseconds: 0, bytes }]);
  const fields = ["-T", "fields", "-E", "separator=;", ...FIELDS.flatMap((field) => ["-e", field])];
  frames[name] = (await run(["-n", "-r", "-", ...fields], capture)).trim();
}
const [version] = (await run(["-v"])).split("\n");
console.log(JSON.stringify({ made: `made by make_tunnel_expectations.ts with ${version}`, frames }, undefined, 2));
