/**
 * Writes expectations.json: what tshark says of handshakes in notebooks/captures/tls.pcap, by its fields of JA3, JA4, names,
 * protocols, alerts and certificates. JA4 takes tshark 4.4 or later; TSHARK names the command, if not `tshark`.
 *
 *     deno run -A test/providers/tls/make_expectations.ts
 *
 * @module
 */
const capture = new URL("../../../notebooks/captures/tls.pcap", import.meta.url).pathname;
const FIELDS = [
  ...["frame.number", "tls.handshake.type", "tls.handshake.extensions_server_name"],
  ...["tls.handshake.extensions_alpn_str", "tls.handshake.ja3", "tls.handshake.ja4", "tls.handshake.ja3s"],
  ...[
    "tls.handshake.ciphersuite",
    "tls.handshake.random",
    "tls.alert_message.desc",
    "tls.handshake.certificate_length",
  ],
];
const [command, ...before] = (Deno.env.get("TSHARK") ?? "tshark").split(" ");
const { stdout } = await new Deno.Command(command, {
  args: [...before, "-n", "-r", Deno.env.get("CAPTURE") ?? capture, "-Y", "tls.handshake.type or tls.alert_message"]
    .concat(
      ["-T", "fields", "-E", "separator=|", ...FIELDS.flatMap((field) => ["-e", field])],
    ),
}).output();
const rows: (string | number)[][] = [];
for (const line of new TextDecoder().decode(stdout).trim().split("\n")) {
  const [frame, types, sni, alpn, ja3, ja4, ja3s, suites, random, alerts, certificates] = line.split("|");
  for (const type of types.split(",")) {
    if (type === "1") rows.push([Number(frame), "client-hello", sni, alpn, ja3, ja4]);
    // a ServerHello with this random asks for another hello (RFC 8446 section 4.1.3)
    else if (type === "2" && random.startsWith("cf21ad74")) rows.push([Number(frame), "hello-retry"]);
    else if (type === "2") rows.push([Number(frame), "server-hello", Number(suites.split(",").at(-1)), ja3s]);
  }
  for (const length of certificates.split(",")) if (length) rows.push([Number(frame), "certificate", Number(length)]);
  for (const alert of alerts.split(",")) if (alert) rows.push([Number(frame), "alert", Number(alert)]);
}
const text = rows.map((row) => `  [${row.map((value) => JSON.stringify(value)).join(", ")}]`).join(",\n");
Deno.writeTextFileSync(new URL("expectations.json", import.meta.url), `[\n${text}\n]\n`);
