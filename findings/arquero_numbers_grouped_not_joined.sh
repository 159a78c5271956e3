#!/usr/bin/env bash
# Arquero: 1 and 1n are one key for groupby, and two for join.
#
# Counters of packets and bytes are 64 bits wide, so one table has them as BigInt; a table from a CSV file of the same keys
# has numbers.
#
# One would guess: what groupby holds for equal, join matches (both are said to go by key values), or neither does.
# Seen: groupby puts 1 and 1n into one group, and a date into the group of its milliseconds. join on that column matches
# none of them, nor does it say so: the table is empty, a semijoin is empty, an antijoin keeps every row. (Two dates of the
# same time are joined.)
# What follows: make columns that are joined one type before (BigInt or Number), and count the rows of the result.
#
# Versions: arquero 8.0.3, @uwdata/flechette 2.6.0, from npm.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund @uwdata/flechette@2.6.0 arquero@8.0.3 >/dev/null
cat >joined.mjs <<'JS'
import { table } from "arquero";
const rows = (t) => String(t.numRows());
console.log(`groups of 1 and 1n: ${rows(table({ port: [1, 1n] }).groupby("port").count())}`);
console.log(`groups of 0 and the date 0: ${rows(table({ time: [0, new Date(0)] }).groupby("time").count())}`);
const packets = table({ port: [53n, 80n] }), names = table({ port: [53, 80] });
console.log(`rows joined on one column: ${rows(packets.join(names, "port"))}`);
console.log(`rows kept by a semijoin: ${rows(packets.semijoin(names, "port"))}, by an antijoin: ${rows(packets.antijoin(names, "port"))}`);
const at = (time) => table({ time: [new Date(time)] });
console.log(`rows of two dates of one time, joined: ${rows(at(5).join(at(5), "time"))}`);
JS
node joined.mjs | tee seen
diff - seen <<'SEEN' && echo "as it was seen"
groups of 1 and 1n: 1
groups of 0 and the date 0: 1
rows joined on one column: 0
rows kept by a semijoin: 0, by an antijoin: 2
rows of two dates of one time, joined: 1
SEEN
