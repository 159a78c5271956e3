/**
 * Asks tshark what the seed's one-liners must print: `deno run -A make_expectations.ts CAPTURE… > expectations.json`.
 *
 * Every packet counts as both sent and received (`-x local=none`). The layout is written here anew, from dtrace's
 * documentation, and shares nothing with the product: two ways to the same text.
 *
 * - sources:      `tshark -T fields -e ip.src -e ipv6.src -E occurrence=f`, counted
 * - destinations: `-e ip.dst -e ip.len -e ip.hdr_len -e ipv6.dst -e ipv6.plen`, payload lengths into powers of two
 * - ports:        `-Y 'udp && !icmp && !icmpv6' -e udp.dstport -E occurrence=f`, counted
 *
 * @module
 */

function tshark(path: string, filter: string, fields: string[]): string[][] {
  const args = ["-n", "-r", path, "-Y", filter, "-T", "fields", "-E", "occurrence=f", "-E", "separator=/t"];
  // fragments are to be seen one by one
  args.push("-o", "ip.defragment:FALSE", "-o", "ipv6.defragment:FALSE", ...fields.flatMap((field) => ["-e", field]));
  const { stdout } = new Deno.Command("tshark", { args, stderr: "null" }).outputSync();
  return new TextDecoder().decode(stdout).split("\n").filter((line) => line !== "").map((line) => line.split("\t"));
}

/** IPv6 as inet_ntoa6 writes it: the longest run of zero groups is `::`, a run of one too. */
function address(v4: string, v6: string): string {
  if (v4) return v4;
  const [head, tail] = v6.split("::");
  const left = head ? head.split(":") : [];
  const right = tail ? tail.split(":") : [];
  const groups = tail === undefined ? left : [...left, ...Array(8 - left.length - right.length).fill("0"), ...right];
  let best = { at: -1, length: 0 };
  for (let at = 0; at < 8; at++) {
    let length = 0;
    while (at + length < 8 && parseInt(groups[at + length], 16) === 0) length++;
    if (length > best.length) best = { at, length };
  }
  const text = groups.map((group) => parseInt(group, 16).toString(16));
  if (best.length === 0) return text.join(":");
  return `${text.slice(0, best.at).join(":")}::${text.slice(best.at + best.length).join(":")}`;
}

const byBytes = (a: string, b: string) => a < b ? -1 : a > b ? 1 : 0;

function counted(
  keys: readonly string[],
  layout: (key: string) => string,
  order: (a: string, b: string) => number,
): string {
  const counts = new Map<string, number>();
  for (const key of keys) counts.set(key, (counts.get(key) ?? 0) + 1);
  const rows = [...counts].sort((a, b) => a[1] - b[1] || order(a[0], b[0]));
  return "\n" + rows.map(([key, count]) => `${layout(key)} ${String(count).padStart(16)}\n`).join("");
}

const textKey = (key: string) => `  ${key.padEnd(50)}`;

/** Bucket of a length that is not negative: 0, 1, 2, 4 … */
const bucketOf = (value: number) => value === 0 ? 0 : 2 ** Math.floor(Math.log2(value));
const step = (bucket: number, up: boolean) =>
  up ? (bucket === 0 ? 1 : bucket * 2) : bucket === 0 ? -1 : bucket === 1 ? 0 : bucket / 2;

function distribution(values: readonly number[]): string {
  const counts = new Map<number, number>();
  for (const value of values) counts.set(bucketOf(value), (counts.get(bucketOf(value)) ?? 0) + 1);
  const used = [...counts.keys()];
  const first = step(Math.min(...used), false);
  const last = step(Math.max(...used), true);
  let text = `\n           value  ------------- Distribution ------------- count    \n`;
  for (let bucket = first; bucket <= last; bucket = step(bucket, true) || 1) {
    const count = counts.get(bucket) ?? 0;
    const bar = "@".repeat(Math.floor((40 * count) / values.length + 0.5)).padEnd(40);
    text += `${String(bucket).padStart(16)} |${bar} ${String(count).padEnd(9)}\n`;
    if (bucket === -1) text += zeroRow(counts, values.length);
  }
  return text + "\n";
}
/** step(-1) is 0, which the loop above jumps over. */
function zeroRow(counts: ReadonlyMap<number, number>, total: number): string {
  const count = counts.get(0) ?? 0;
  const bar = "@".repeat(Math.floor((40 * count) / total + 0.5)).padEnd(40);
  return `${"0".padStart(16)} |${bar} ${String(count).padEnd(9)}\n`;
}

function quantized(rows: readonly { key: string; value: number }[]): string {
  const groups = new Map<string, number[]>();
  for (const { key, value } of rows) groups.set(key, [...(groups.get(key) ?? []), value]);
  const weight = (values: number[]) => values.reduce((sum, value) => sum + bucketOf(value), 0);
  const zeros = (values: number[]) => values.filter((value) => value === 0).length;
  const sorted = [...groups].sort((a, b) =>
    weight(a[1]) - weight(b[1]) || zeros(a[1]) - zeros(b[1]) || byBytes(a[0], b[0])
  );
  return "\n" + sorted.map(([key, values]) => `${textKey(key)}${distribution(values)}`).join("");
}

function expectation(path: string) {
  const sources = tshark(path, "ip || ipv6", ["ip.src", "ipv6.src"]).map(([v4, v6]) => address(v4, v6));
  const lengths = tshark(path, "ip || ipv6", ["ip.dst", "ip.len", "ip.hdr_len", "ipv6.dst", "ipv6.plen"])
    .map(([v4, length, header, v6, payload]) => ({
      key: address(v4, v6),
      value: v4 ? Number(length) - Number(header) : Number(payload),
    }));
  const ports = tshark(path, "udp && !icmp && !icmpv6", ["udp.dstport"]).map(([port]) => port);
  const none = "\n";
  return {
    sources: sources.length > 0 ? counted(sources, textKey, byBytes) : none,
    destinations: lengths.length > 0 ? quantized(lengths) : none,
    ports: ports.length > 0 ? counted(ports, (port) => ` ${port.padStart(5)}`, (a, b) => Number(a) - Number(b)) : none,
  };
}

const captures: Record<string, ReturnType<typeof expectation>> = {};
for (const path of Deno.args) captures[path.split("/").at(-1)!] = expectation(path);
console.log(JSON.stringify(captures, null, 1));
