#!/usr/bin/env bash
# Arquero: two different pairs of texts are one group where a text has the bytes "|" in it.
#
# Tables of traffic are grouped by two columns all the time: a name and a path, a user agent and a host. Such texts come
# from the network, so anything may stand in them.
#
# One would guess: rows are one group when each of their key columns is equal, as in SQL's GROUP BY or dplyr's group_by.
# Seen: the key of a group is the columns' texts in quotation marks, put together with a bar; a text that has quotation
# mark, bar, quotation mark in it moves the border. Two groups of one row each are counted as one group of two. Grouped by
# one column they are two, and a join on both columns tells them apart.
# What follows: of texts from outside make one key column that cannot be read in two ways (JSON of the list does), and
# group by that.
#
# Versions: arquero 8.0.3, @uwdata/flechette 2.6.0, from npm.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund @uwdata/flechette@2.6.0 arquero@8.0.3 >/dev/null
cat >keys.mjs <<'JS'
import { op, table } from "arquero";
const asked = table({ agent: ['curl"|"x', "curl"], host: ["a", 'x"|"a'] });
const groups = (...by) => asked.groupby(...by).rollup({ rows: op.count() }).array("rows").join(" and ");
console.log(`rows of each group by two columns: ${groups("agent", "host")}`);
console.log(`rows of each group by one column: ${groups("agent")}`);
const key = "(row) => 0";
const listed = asked.assign(table({ key: asked.objects().map(({ agent, host }) => JSON.stringify([agent, host])) }));
console.log(`rows of each group by one column of JSON: ${listed.groupby("key").count().array("count").join(" and ")}`);
const known = table({ agent: ["curl"], host: ['x"|"a'], name: ["the second"] });
const first = asked.filter((row) => row.host === "a");
console.log(`the first joined with the second on both columns: ${first.join(known, ["agent", "host"]).numRows()} rows`);
JS
sed -i '/^const key = /d' keys.mjs
node keys.mjs | tee seen
diff - seen <<'SEEN' && echo "as it was seen"
rows of each group by two columns: 2
rows of each group by one column: 1 and 1
rows of each group by one column of JSON: 1 and 1
the first joined with the second on both columns: 0 rows
SEEN
