#!/usr/bin/env bash
# pcap-ng-parser: packets of a second section are the first section's, and each file ends in an error.
#
# The package reads pcapng as a Node stream: `createReadStream(file).pipe(parser)`, or from tcpdump's standard output. Where
# a stream is cut into chunks is up to the system.
#
# One would guess: the same bytes give the same packets however they arrive, as of any Transform; a good file ends without an
# error; a new section begins the count of interfaces anew, as the format has it, so that captures can be put together
# with cat.
# Seen: of a file of two sections with one interface each, the packets of the second find the first's interface under
# their number (another name, another link type). The loop over a good file ends with the error "Premature close" behind
# the last packet. When the first chunk has fewer bytes than the first block, there is an error and no packet.
# What follows: look at the blocks oneself where files may have sections, and take that error for the end.
#
# Versions: pcap-ng-parser 1.0.0, from npm.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund pcap-ng-parser@1.0.0 >/dev/null 2>&1
cat >chunks.cjs <<'JS'
const { Readable } = require("node:stream");
const Parser = require("pcap-ng-parser");
const little = (...pairs) => Buffer.concat(pairs.map(([size, value]) => {
  const bytes = Buffer.alloc(size);
  bytes.writeUIntLE(value, 0, size);
  return bytes;
}));
const block = (type, body) => little([4, type], [4, body.length + 12]).toString("hex") + body.toString("hex") +
  little([4, body.length + 12]).toString("hex");
const section = block(0x0a0d0d0a, Buffer.concat([little([4, 0x1a2b3c4d], [2, 1], [2, 0]), Buffer.alloc(8, 0xff)]));
const named = (link, name) => block(1, Buffer.concat([
  little([2, link], [2, 0], [4, 0], [2, 2], [2, 4]), Buffer.from(name), little([4, 0])]));
const packet = block(6, Buffer.concat([little([4, 0], [4, 232], [4, 3567710784], [4, 4], [4, 4]), Buffer.alloc(4)]));
const whole = Buffer.from(section + named(1, "eth0") + packet + section + named(101, "tun0") + packet, "hex");
const cut = (length) => Array.from({ length: Math.ceil(whole.length / length) }, (_, i) =>
  whole.subarray(i * length, (i + 1) * length));
async function read(what, chunks) {
  const parser = new Parser(), seen = [];
  let end = "no error";
  try {
    for await (const { interfaceId } of Readable.from(chunks).pipe(parser)) {
      const { name, linkType } = parser.interfaces[interfaceId];
      seen.push(`${name} (link type ${linkType})`);
    }
  } catch (error) {
    end = error.code;
  }
  console.log(`${what}: ${seen.join(", ") || "no packet"}; at its end: ${end}`);
}
(async () => {
  await read("whole", [whole]);
  for (const length of [64, 12]) await read(`chunks of ${length} bytes`, cut(length));
})();
JS
node chunks.cjs | tee seen
diff - seen <<'SEEN' && echo "as it was seen"
whole: eth0 (link type 1), eth0 (link type 1); at its end: ERR_STREAM_PREMATURE_CLOSE
chunks of 64 bytes: eth0 (link type 1), eth0 (link type 1); at its end: ERR_STREAM_PREMATURE_CLOSE
chunks of 12 bytes: no packet; at its end: ERR_OUT_OF_RANGE
SEEN
