/**
 * Asks tshark what a reader must find in captures: `deno run -A make_expectations.ts CAPTURE… > expectations.json`.
 *
 * Facts only, none of the captures' bytes: packets, bytes on the wire, the times of the first and last packet that
 * have one (seconds and nanoseconds, as tshark prints them), and what tshark says of damage. tshark numbers pcapng's
 * custom blocks as frames; those have no encapsulation and are left out.
 *
 * @module
 */
interface Expectation {
  readonly packets: number;
  readonly wireBytes: number;
  readonly firstTime?: string;
  readonly lastTime?: string;
  readonly damage?: string;
}

const FIELDS = ["frame.time_epoch", "frame.len", "frame.encap_type"];

function ask(path: string): Expectation {
  const fields = FIELDS.flatMap((field) => ["-e", field]);
  const { success, stdout, stderr } = new Deno.Command("tshark", {
    args: ["-n", "-r", path, "-T", "fields", "-E", "separator=/t", ...fields],
  }).outputSync();
  const lines = new TextDecoder().decode(stdout).split("\n").filter((line) => line !== "");
  const packets = lines.map((line) => line.split("\t")).filter(([, , encapsulation]) => encapsulation);
  const times = packets.map(([time]) => time!).filter((time) => time !== "");
  const damage = new TextDecoder().decode(stderr).split("\n")
    .filter((line) => line !== "" && !line.startsWith("Running as user"))
    .join(" ").replaceAll(path, "FILE");
  return {
    packets: packets.length,
    wireBytes: packets.reduce((sum, [, length]) => sum + Number(length), 0),
    ...(times.length > 0 && { firstTime: times[0]!, lastTime: times.at(-1)! }),
    ...(!success && { damage }),
  };
}

const captures: Record<string, Expectation> = {};
for (const path of Deno.args) captures[path.split("/").at(-1)!] = ask(path);
const version = new TextDecoder().decode(new Deno.Command("tshark", { args: ["-v"] }).outputSync().stdout);
const made = `made by make_expectations.ts with ${version.split("\n")[0]}`;
console.log(JSON.stringify({ made, captures }, null, 2));
