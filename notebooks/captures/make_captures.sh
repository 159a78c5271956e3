#!/bin/bash
# make_captures.sh [NAME…]   Makes the captures of the notebooks: real programs in network namespaces, recorded on a host.
#
# Needs root, iproute2, nftables, tcpdump, python3, curl and dnsmasq. Leaves nothing behind but NAME.pcap beside it.
set -euo pipefail
here=$(realpath "$(dirname "$0")")
work=$(mktemp -d)
net=nb-net

finish() {
	for name in $(ip netns list | awk '/^nb-/ { print $1 }'); do
		for pid in $(ip netns pids "$name" 2>/dev/null); do kill "$pid" 2>/dev/null || true; done
		ip netns del "$name" 2>/dev/null || true
	done
}
trap 'finish; rm -rf "$work"' EXIT

on() { ip netns exec "nb-$1" "${@:2}"; }
traffic() { on "$1" python3 "$here/traffic.py" "${@:2}"; }

# A switch in a namespace of its own.
switch() {
	finish
	ip netns add $net
	ip netns exec $net sh -c 'echo 1 >/proc/sys/net/ipv6/conf/default/disable_ipv6'
	ip -n $net link add br0 type bridge mcast_snooping 0
	ip -n $net link set br0 up
}
# A host on it: NAME ADDRESS… Everybody reaches everybody, whatever the addresses.
host() {
	local name=$1 address
	ip netns add "nb-$name"
	on "$name" sh -c 'echo 1 >/proc/sys/net/ipv6/conf/default/addr_gen_mode'
	ip link add eth0 netns "nb-$name" type veth peer name "p-$name" netns $net
	ip -n $net link set "p-$name" master br0 up
	for address in "${@:2}"; do ip -n "nb-$name" address add "$address" dev eth0 $([[ $address = *:* ]] && echo nodad); done
	ip -n "nb-$name" link set lo up
	ip -n "nb-$name" link set eth0 up
	ip -n "nb-$name" route add default dev eth0
	traffic "$name" no-offload
}
record() { # HOST CAPTURE [BYTES OF EACH PACKET]
	recorded=$2
	on "$1" tcpdump -i eth0 -n -s "${3:-0}" -B 8192 -U -w "$work/$2" 2>/dev/null &
	recorder=$!
	sleep 0.7
}
recorded() {
	sleep 0.5
	pkill -INT -P $recorder 2>/dev/null || kill -INT $recorder
	wait $recorder || true
	cp "$work/$recorded" "$here/$recorded"
	chmod 644 "$here/$recorded"
	finish
}
pages() { # files to serve
	mkdir -p "$work/www"
	head -c 700 /dev/zero | tr '\0' 'i' >"$work/www/index.html"
	head -c 12000 /dev/zero | tr '\0' 'r' >"$work/www/report.html"
	head -c 200000 /dev/zero | tr '\0' 'd' >"$work/www/data.bin"
	head -c 600000 /dev/zero | tr '\0' 'u' >"$work/www/update.bin"
}
web() { # HOST [PORT]
	on "$1" sh -c "cd $work/www && exec python3 -m http.server ${2:-80} --bind :: --protocol HTTP/1.1" >/dev/null 2>&1 &
}

# A server on an ordinary day: readers, a monitor, a backup, names, pings, and a log that nobody takes.
who() {
	switch
	host server 192.0.2.10/24 2001:db8::10/64
	host reader 192.0.2.20/24
	host mirror 192.0.2.21/24
	host monitor 192.0.2.22/24
	host ping 192.0.2.23/24
	host six 192.0.2.24/24 2001:db8::24/64
	host names 192.0.2.53/24
	host logs 192.0.2.54/24
	host backup 192.0.2.30/24
	web server
	traffic server serve-metrics 9100 &
	on names dnsmasq --no-daemon --no-resolv --no-hosts --port=53 --log-facility=- --pid-file= \
		--address=/example.test/192.0.2.30 >/dev/null 2>&1 &
	traffic backup sink 873 &
	sleep 1
	record server who.pcap 160
	(for _ in $(seq 12); do
		on reader curl -s -o /dev/null http://192.0.2.10/report.html
		sleep 0.6
	done) &
	local jobs="$!"
	(sleep 2 && on mirror curl -s -o /dev/null http://192.0.2.10/data.bin) & jobs+=" $!"
	traffic monitor poll-metrics 192.0.2.10 9100 10 0.8 & jobs+=" $!"
	traffic ping ping 192.0.2.10 8 0.9 & jobs+=" $!"
	(sleep 1 && on six curl -s -o /dev/null 'http://[2001:db8::10]/index.html' && sleep 3 &&
		on six curl -s -o /dev/null 'http://[2001:db8::10]/report.html') & jobs+=" $!"
	traffic server log 192.0.2.54 514 16 0.5 & jobs+=" $!"
	(sleep 4 && traffic server resolve 192.0.2.53 backup.example.test nosuch.invalid &&
		traffic server push 192.0.2.30 873 150000) & jobs+=" $!"
	wait $jobs
	recorded
}

# A port scan, a slow one beside it, and a reader who has nothing to do with either.
scan() {
	switch
	host server 192.0.2.10/24
	host reader 192.0.2.20/24
	host scanner 198.51.100.66/24
	host patient 203.0.113.7/24
	on server nft -f - <<-'N'
		table inet filter {
			chain input {
				type filter hook input priority 0;
				tcp dport { 135-139, 445 } drop
			}
		}
	N
	web server 80
	web server 8080
	traffic server sink 22 &
	sleep 1
	record server scan.pcap 100
	(for _ in $(seq 8); do
		on reader curl -s -o /dev/null http://192.0.2.10/index.html
		sleep 0.9
	done) &
	local jobs="$!"
	(sleep 2 && traffic scanner scan 192.0.2.10 1024 150 8080) & jobs+=" $!"
	traffic patient knock 192.0.2.10 1.5 23 2323 3389 5900 8443 & jobs+=" $!"
	wait $jobs
	recorded
}

# Three downloads of one file: over a good path, over a narrow one that loses segments, and by a reader who is slow.
slow() {
	switch
	host server 192.0.2.80/24
	host good 192.0.2.11/24
	host lossy 192.0.2.12/24
	host lazy 192.0.2.13/24
	ip netns exec $net tc qdisc add dev p-good root tbf rate 40mbit burst 32kb limit 500kb
	ip netns exec $net tc qdisc add dev p-lossy root tbf rate 2mbit burst 3kb limit 45kb
	on lossy nft -f - <<-'N'
		table inet loss {
			chain input {
				type filter hook input priority 0;
				tcp sport 80 meta length > 1000 numgen random mod 100 < 3 drop
			}
		}
	N
	web server
	sleep 1
	record server slow.pcap 96
	on good curl -s -o /dev/null http://192.0.2.80/update.bin & local jobs="$!"
	on lossy curl -s -o /dev/null http://192.0.2.80/update.bin & jobs+=" $!"
	traffic lazy lazy-get 192.0.2.80 /update.bin 110000 & jobs+=" $!"
	wait $jobs
	recorded
}

# A name service that can answer about 120 questions a second, asked more and more, until it ends.
dns() {
	switch
	host names 192.0.2.53/24
	host one 192.0.2.31/24
	host two 192.0.2.32/24
	host three 192.0.2.33/24
	traffic names serve-names 8 13 &
	local server=$!
	sleep 0.5
	record names dns.pcap 160
	local jobs=""
	for client in one two three; do traffic $client ask 192.0.2.53 12 4 62 & jobs+=" $!"; done
	wait $jobs
	kill $server 2>/dev/null || true
	recorded
}

pages
[ $# -gt 0 ] || set -- who scan slow dns
for name in "$@"; do
	echo "$name"
	$name
done
