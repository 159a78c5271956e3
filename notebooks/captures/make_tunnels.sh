#!/bin/bash
# make_tunnels.sh [OUT]   Makes a capture of two networks that use the same addresses, each in its VXLAN over one link.
#
# Two hosts, 192.0.2.101 and 192.0.2.102, carry the networks 100 and 200. In both 10.0.0.1 asks 10.0.0.2 for pages: in the
# first it gets them, in the second the server refuses. Seen from 192.0.2.101. Needs root, iproute2, tcpdump and python3.
set -euo pipefail
out=$(realpath -m "${1:-$(dirname "$0")/tunnels.pcap}")
work=$(mktemp -d)
all="tun-a tun-b tun-100a tun-100b tun-200a tun-200b"

finish() {
	for name in $all; do
		for pid in $(ip netns pids "$name" 2>/dev/null); do kill "$pid" 2>/dev/null || true; done
		ip netns del "$name" 2>/dev/null || true
	done
	rm -rf "$work"
}
trap finish EXIT

on() { ip netns exec "$@"; }

for name in $all; do
	ip netns add "$name"
	on "$name" sh -c 'echo 1 >/proc/sys/net/ipv6/conf/default/disable_ipv6'
	ip -n "$name" link set lo up
done
ip link add eth0 netns tun-a address 02:00:00:00:00:01 type veth peer name eth0 netns tun-b address 02:00:00:00:00:02
ip -n tun-a address add 192.0.2.101/24 dev eth0
ip -n tun-b address add 192.0.2.102/24 dev eth0
ip -n tun-a link set eth0 up
ip -n tun-b link set eth0 up
for id in 100 200; do
	for end in a b; do
		[ $end = a ] && { own=101 peer=102 last=1; } || { own=102 peer=101 last=2; }
		ip -n tun-$end link add vx$id type vxlan id $id local 192.0.2.$own remote 192.0.2.$peer dstport 4789 dev eth0
		ip -n tun-$end link set vx$id netns tun-$id$end
		ip -n tun-$id$end link set vx$id address 02:00:00:00:0$((id / 100)):0$last
		ip -n tun-$id$end address add 10.0.0.$last/24 dev vx$id
		ip -n tun-$id$end link set vx$id up
	done
done

mkdir "$work/www"
for size in 40 4000 20000; do head -c $size /dev/zero | tr '\0' 'x' >"$work/www/$size.txt"; done
cat >"$work/refuse.py" <<'P'
import http.server
class Refusing(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_error(503)
http.server.HTTPServer(("", 80), Refusing).serve_forever()
P
cat >"$work/ask.py" <<'P'
import sys, time, urllib.error, urllib.request
for path in sys.argv[1:]:
    for attempt in range(100):
        try:
            urllib.request.urlopen("http://10.0.0.2/" + path).read()
        except urllib.error.HTTPError:
            pass
        except urllib.error.URLError:
            time.sleep(0.1)
            continue
        break
P
(cd "$work/www" && exec ip netns exec tun-100b python3 -m http.server 80 >/dev/null 2>&1) &
on tun-200b python3 "$work/refuse.py" >/dev/null 2>&1 &
# the servers are there before anything is recorded
for name in tun-100a tun-200a; do on $name python3 "$work/ask.py" 40.txt; done
on tun-a tcpdump -i eth0 -n -s 0 -U --immediate-mode -Z root -w "$work/tunnels.pcap" udp or arp 2>"$work/log" &
recorder=$!
until grep -qs listening "$work/log"; do kill -0 $recorder; sleep 0.1; done
on tun-100a python3 "$work/ask.py" 40.txt 4000.txt 20000.txt &
first=$!
on tun-200a python3 "$work/ask.py" 40.txt 40.txt
wait $first
sleep 1
kill $recorder
wait $recorder || true
cp "$work/tunnels.pcap" "$out"
