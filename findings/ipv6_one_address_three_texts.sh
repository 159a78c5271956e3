#!/usr/bin/env bash
# ipaddr.js, ip-address and ip6addr: one IPv6 address, several texts; so tables joined by text lose rows.
#
# RFC 5952 gives each address one text, so that what two programs print can be compared: :: stands for two groups or more
# (4.2.2), and where the lower 32 bits are known to be an IPv4 address they may be dotted (5). RFC 4291 2.2 has the dotted
# form for any address.
#
# One would guess: the libraries print one text, that of RFC 5952, and read every text of RFC 4291.
# Seen: ip6addr shortens a single group of zeros (2001:db8::1:1:1:1:1), the others, and URL of Node, do not. A dotted end
# behind anything but ::ffff: is an error for ip6addr; behind :: alone ipaddr.js reads another address than the others
# (::ffff:c000:201, mapped, for ::c000:201, compatible).
# What follows: keep addresses as bytes, print them with one function, and join on that.
#
# Versions: ipaddr.js 2.5.0, ip-address 10.7.6, ip6addr 0.2.5, from npm.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund ipaddr.js@2.5.0 ip-address@10.7.6 ip6addr@0.2.5 >/dev/null
cat >texts.mjs <<'JS'
import ipaddr from "ipaddr.js";
import { Address6 } from "ip-address";
import ip6addr from "ip6addr";
const libraries = {
  "URL": (text) => new URL(`http://[${text}]`).hostname.slice(1, -1),
  "ipaddr.js": (text) => ipaddr.parse(text).toString(),
  "ip-address": (text) => new Address6(text).correctForm(),
  "ip6addr": (text) => ip6addr.parse(text).toString(),
};
for (const text of ["2001:db8:0:1:1:1:1:1", "1:2:3:4:5:6:0:8", "64:ff9b::192.0.2.33", "::192.0.2.1"]) {
  console.log(text);
  for (const [name, read] of Object.entries(libraries)) {
    let answer;
    try {
      answer = read(text);
    } catch {
      answer = "an error";
    }
    console.log(`  ${name.padEnd(10)} ${answer}`);
  }
}
JS
node texts.mjs | tee seen
diff - seen <<'SEEN' && echo "as it was seen"
2001:db8:0:1:1:1:1:1
  URL        2001:db8:0:1:1:1:1:1
  ipaddr.js  2001:db8:0:1:1:1:1:1
  ip-address 2001:db8:0:1:1:1:1:1
  ip6addr    2001:db8::1:1:1:1:1
1:2:3:4:5:6:0:8
  URL        1:2:3:4:5:6:0:8
  ipaddr.js  1:2:3:4:5:6:0:8
  ip-address 1:2:3:4:5:6:0:8
  ip6addr    1:2:3:4:5:6::8
64:ff9b::192.0.2.33
  URL        64:ff9b::c000:221
  ipaddr.js  64:ff9b::c000:221
  ip-address 64:ff9b::c000:221
  ip6addr    an error
::192.0.2.1
  URL        ::c000:201
  ipaddr.js  ::ffff:c000:201
  ip-address ::c000:201
  ip6addr    an error
SEEN
