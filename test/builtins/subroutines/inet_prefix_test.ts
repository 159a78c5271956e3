/** inet_prefix, inet_in: networks of addresses, as text and as the seventeen bytes of keys; how addresses sort. */
import { deepStrictEqual, strictEqual } from "node:assert";
import { maskAddress, parsePrefix } from "../../../lib/packet/address/mod.ts";
import { trace } from "../../session/in_process.ts";
import { Calculator } from "../calculator.ts";

const own = (name: string) => new URL(`../../captures/${name}`, import.meta.url).pathname;
async function lines(
  program: string,
  capture: string,
  ...options: { name: string; value?: string }[]
): Promise<string[]> {
  const { output } = await trace(program, { captures: [own(capture)], options: [{ name: "quiet" }, ...options] });
  return output.trim().split("\n").map((line) => line.trim().replace(/\s+/g, " "));
}

Deno.test("inet_prefix: the first bits of an address, the rest zero", () => {
  const rows: [string, number, string][] = [
    ["192.0.2.77", 24, "192.0.2.0"],
    ["192.0.2.77", 26, "192.0.2.64"],
    ["192.0.2.77", 32, "192.0.2.77"],
    ["192.0.2.77", 128, "192.0.2.77"],
    ["192.0.2.77", 0, "0.0.0.0"],
    ["192.0.2.77", -1, "0.0.0.0"],
    ["2001:db8:1:2:3::4", 32, "2001:db8::"],
    ["2001:db8:1:2:3::4", 50, "2001:db8:1::"],
    ["fe80::1", 128, "fe80::1"],
    ["<unknown>", 8, "<unknown>"],
    ["", 8, ""],
  ];
  for (const [address, length, expected] of rows) {
    strictEqual(new Calculator().callText("inet_prefix", address, length), expected, `${address}/${length}`);
  }
});
Deno.test("inet_in: whether an address lies in a network", () => {
  const rows: [string, string, bigint][] = [
    ["10.1.2.3", "10.0.0.0/8", 1n],
    ["11.1.2.3", "10.0.0.0/8", 0n],
    ["10.1.2.3", "10.99.99.99/8", 1n],
    ["10.1.2.3", "0.0.0.0/0", 1n],
    ["10.1.2.3", "10.1.2.3", 1n],
    ["10.1.2.3", "10.1.2.2", 0n],
    ["10.1.2.3", "::/0", 0n],
    ["2001:db8::1", "2001:db8::/32", 1n],
    ["2001:db9::1", "2001:db8::/32", 0n],
    ["2001:db8::1", "10.0.0.0/0", 0n],
    ["<unknown>", "0.0.0.0/0", 0n],
  ];
  for (const [address, network, expected] of rows) {
    strictEqual(new Calculator().call("inet_in", address, network), expected, `${address} in ${network}`);
  }
});
Deno.test("networks from text", () => {
  for (const text of ["", "/8", "10.0.0.0/", "10.0.0.0/33", "10.0.0.0/x", "10.0.0/8", "::/129", "10.0.0.0/8/8"]) {
    strictEqual(parsePrefix(text), undefined, text);
  }
  strictEqual(parsePrefix("::/128")!.length, 128);
  const bytes = Uint8Array.of(9, 255, 255, 255, 255, 9);
  maskAddress(bytes, 1, 4, 13);
  deepStrictEqual([...bytes], [9, 255, 248, 0, 0, 9]);
});
Deno.test("networks as keys and in predicates: the bytes of packets, both families, tell what the text would", async () => {
  const asText = await lines(
    `ip:::send { this->s = strjoin(inet_prefix(strjoin(args[2]->ip_saddr, ""), 28), ""); @[this->s] = count(); }`,
    "demo.pcap",
  );
  const asBytes = await lines(`ip:::send { @[inet_prefix(args[2]->ip_saddr, 28)] = count(); }`, "demo.pcap");
  deepStrictEqual(asBytes, asText);
  deepStrictEqual(asBytes.map((line) => line.split(" ")[0]), ["2001:db0::", "192.0.2.0"]);
  const networks = [
    "192.0.2.16/28",
    "192.0.2.22",
    "2001:db8::/32",
    "2001:db8::20/124",
    "10.0.0.0/8",
    "0.0.0.0/0",
    "::/0",
  ];
  for (const network of networks) {
    const quick = await lines(`ip:::receive /inet_in(args[2]->ip_saddr, "${network}")/ { @ = count(); }`, "demo.pcap");
    const slow = await lines(
      `ip:::receive { this->n = "${network}"; } ip:::receive /inet_in(strjoin(args[2]->ip_saddr, ""), this->n)/ { @ = count(); }`,
      "demo.pcap",
    );
    deepStrictEqual(quick, slow, network);
  }
});
Deno.test("addresses as keys sort as addresses when keys are asked for, as text among equal values", async () => {
  const program = "ip:::receive { @[args[2]->ip_saddr] = count(); }";
  const byKey = (await lines(program, "demo.pcap", { name: "aggsortkey" })).map((line) => line.split(" ")[0]);
  deepStrictEqual(byKey, [
    ...["192.0.2.20", "192.0.2.21", "192.0.2.22", "192.0.2.24", "192.0.2.25", "::", "2001:db8::23", "2001:db8::24"],
  ]);
});
