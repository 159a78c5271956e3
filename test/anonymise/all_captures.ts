/**
 * `deno task check-anonymise [FOLDER]`: every capture of a folder is anonymised, and what tshark says of it compared: verdicts of
 * checksums, conversations, retransmissions, handshakes, and that the map of addresses is one to one. Takes minutes.
 *
 * @module
 */
import { anonymiseMain } from "../../lib/cli/anonymise.ts";
import { comparable } from "./comparable.ts";

/** Where tshark says something else afterwards, and why that is right. */
const EXPLAINED: Readonly<Record<string, string>> = {
  "ah-ipcomp.pcap": "tshark decompresses what IPComp carries, and that is payload",
  "ng-two-link-types.pcapng": "some times are before 1970, which a pcapng cannot hold",
  "ng-big-endian.pcapng": "tshark counts custom blocks, which are gone, as packets",
  "ng-sections-both-endian.pcapng": "tshark counts custom blocks, which are gone, as packets",
};
const folder = Deno.args[0] ?? new URL("../../../shared/captures/", import.meta.url).pathname;
const names = [...Deno.readDirSync(folder)].map(({ name }) => name).filter((name) =>
  /\.(pcap|pcapng|snoop|gz)$/.test(name)
).sort();

/** What is not as it was. */
async function differences(path: string, out: string): Promise<string[]> {
  const before = await comparable(path), after = await comparable(out);
  const found: string[] = [];
  if (before.facts.length !== after.facts.length) return [`${before.facts.length} packets, then ${after.facts.length}`];
  for (const [i, fact] of before.facts.entries()) {
    if (fact !== after.facts[i]) found.push(`packet ${i + 1}\n  ${fact}\n  ${after.facts[i]}`);
  }
  const map = new Map<string, string>(), back = new Map<string, string>();
  for (const [i, address] of before.addresses.entries()) {
    const mapped = after.addresses[i];
    if ((map.get(address) ?? mapped) !== mapped) found.push(`${address} became ${map.get(address)} and ${mapped}`);
    if ((back.get(mapped) ?? address) !== address) found.push(`${address} and ${back.get(mapped)} became ${mapped}`);
    map.set(address, mapped);
    back.set(mapped, address);
  }
  return found;
}

let failed = 0, compared = 0;
const scratch = Deno.makeTempDirSync();
try {
  for (const name of names) {
    const path = `${folder.replace(/\/$/, "")}/${name}`, out = `${scratch}/out.pcapng`;
    await anonymiseMain([path, "-q", "-o", out]);
    try {
      Deno.statSync(out);
    } catch {
      continue;
    }
    const found = await differences(path, out);
    Deno.removeSync(out);
    compared++;
    if (found.length === 0) continue;
    const reason = EXPLAINED[name];
    if (reason === undefined) failed++;
    console.log(`${name}: ${reason ?? found.slice(0, 3).join("\n")}`);
  }
} finally {
  Deno.removeSync(scratch, { recursive: true });
}
console.log(`${compared} captures compared, ${failed} differ without a reason`);
Deno.exit(failed > 0 ? 1 : 0);
