#!/usr/bin/env bash
# zstd in Node: of two frames, one release gives the first alone, without an error; a later one gives both.
#
# Captures are often rotated, compressed one by one, and put together with cat: gzip members and zstd frames may follow one
# another (RFC 1952 2.2, RFC 8878 3), and `zstd -d` and `gzip -d` give all of them.
#
# One would guess: node:zlib gives all frames of zstd as it gives all members of gzip.
# Seen: 24.11.1 gives all members of gzip, and of zstd the first frame only (from the function and from the stream), as if
# nothing followed. 26.10.0 gives all of both. The version of zstd inside is the same, 1.5.7.
# What follows: count what was consumed, or walk over the frames by their headers.
#
# Versions: node 24.11.1 and 26.10.0, from npm.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cat >"$folder/frames.cjs" <<'JS'
const zlib = require("node:zlib");
const parts = ["first,", "second"].map((text) => Buffer.from(text));
const show = (what, bytes) => console.log(`node ${process.versions.node}, zstd ${process.versions.zstd}: ${what}: ${bytes}`);
const frames = Buffer.concat(parts.map((part) => zlib.zstdCompressSync(part)));
show("two members of gzip", zlib.gunzipSync(Buffer.concat(parts.map((part) => zlib.gzipSync(part)))));
show("two frames of zstd", zlib.zstdDecompressSync(frames));
const stream = zlib.createZstdDecompress(), chunks = [];
stream.on("data", (chunk) => chunks.push(chunk));
stream.on("error", (error) => show("two frames of zstd, streamed", `${Buffer.concat(chunks)} (${error.message})`));
stream.on("end", () => show("two frames of zstd, streamed", Buffer.concat(chunks)));
stream.end(frames);
JS
for version in 24.11.1 26.10.0; do
  mkdir "$folder/$version"
  (cd "$folder/$version" && npm install --silent --no-audit --no-fund "node@$version" >/dev/null)
  "$folder/$version/node_modules/.bin/node" "$folder/frames.cjs"
done | tee "$folder/seen"
diff - "$folder/seen" <<'SEEN' && echo "as it was seen"
node 24.11.1, zstd 1.5.7: two members of gzip: first,second
node 24.11.1, zstd 1.5.7: two frames of zstd: first,
node 24.11.1, zstd 1.5.7: two frames of zstd, streamed: first,
node 26.10.0, zstd 1.5.7: two members of gzip: first,second
node 26.10.0, zstd 1.5.7: two frames of zstd: first,second
node 26.10.0, zstd 1.5.7: two frames of zstd, streamed: first,second
SEEN
