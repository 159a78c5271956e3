#!/usr/bin/env bash
# dns-packet: a label with a dot in it is read as two labels, and written back as another name.
#
# A label of a DNS name may hold any byte (RFC 2181 11); in text a dot within one is written \. and other bytes \DDD
# (RFC 1035 5.1). DNS-SD puts such labels on every network: instances are named as people name things ("Printer 2.0").
#
# One would guess: decode() gives texts from which names can be told apart, and encode(decode(message)) is the message.
# Seen: decode() joins labels with dots and escapes nothing. "a.b" under "example" and "a" under "b" under "example" are
# one text, a backslash stays single, and the message that is encoded again asks for another name. A byte above 127 comes
# out as U+FFFD: all of them are one text, too.
# What follows: names read with it must not be compared, counted or matched with answers where labels may hold dots.
#
# Versions: dns-packet 5.6.1, from npm.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund dns-packet@5.6.1 >/dev/null
cat >names.cjs <<'JS'
const { decode, encode } = require("dns-packet");
const header = Buffer.from([0, 1, 1, 0, 0, 1, 0, 0, 0, 0, 0, 0]), type = Buffer.from([0, 1, 0, 1]);
const label = (text) => Buffer.concat([Buffer.from([text.length]), Buffer.from(text, "latin1")]);
const question = (...labels) => Buffer.concat([header, ...labels.map(label), Buffer.from([0]), type]);
const nameOf = (message) => decode(message).questions[0].name;
for (const labels of [["a.b", "example"], ["a", "b", "example"], ["a\\", "b"], ["\xe8t"], ["\xe9t"]]) {
  console.log(`${JSON.stringify(labels)}: ${JSON.stringify(nameOf(question(...labels)))}`);
}
const message = question("a.b", "example");
const [questions] = [decode(message).questions], again = encode({ id: 1, flags: 256, type: "query", questions });
console.log(`before: ${message.subarray(12).toString("hex")}`);
console.log(`after:  ${again.subarray(12).toString("hex")}`);
JS
node names.cjs | tee seen
diff - seen <<'SEEN' && echo "as it was seen"
["a.b","example"]: "a.b.example"
["a","b","example"]: "a.b.example"
["a\\","b"]: "a\\.b"
["èt"]: "�t"
["ét"]: "�t"
before: 03612e62076578616d706c650000010001
after:  01610162076578616d706c650000010001
SEEN
