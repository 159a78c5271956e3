#!/bin/bash
# make_demo.sh [OUT]   Makes the demonstration capture: real servers and clients in network namespaces, seen from a host.
#
# The host is 192.0.2.10 (2001:db8::10). It serves HTTP on port 80, a small name service on port 53 and a bulk sink on
# port 5001; six neighbours ask it, each differently, and it asks one of them in turn. Needs root, iproute2, tcpdump and
# python3. Leaves nothing behind but OUT.
set -euo pipefail
out=$(realpath -m "${1:-$(dirname "$0")/demo.pcap}")
host=demo-host
bridge=demo-net
work=$(mktemp -d)
peers="20 21 22 23 24 25"

finish() {
	for name in $host $bridge $(for p in $peers; do echo "demo-$p"; done); do
		for pid in $(ip netns pids "$name" 2>/dev/null); do kill "$pid" 2>/dev/null || true; done
		ip netns del "$name" 2>/dev/null || true
	done
	rm -rf "$work"
}
trap finish EXIT

# Without offloading, packets are of the sizes that a wire would carry, their checksums computed.
cat >"$work/no_offload.py" <<'P'
import array, fcntl, socket, struct
s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
for command in (0x17, 0x1F, 0x24, 0x2C):  # ETHTOOL_STXCSUM, STSO, SGSO, SGRO of linux/ethtool.h, through SIOCETHTOOL
    value = array.array("B", struct.pack("II", command, 0))
    fcntl.ioctl(s, 0x8946, struct.pack("16sP", b"eth0", value.buffer_info()[0]) + bytes(16))
P

on() { ip netns exec "$@"; }

# A switch in a namespace of its own, and everybody on it.
ip netns add $bridge
on $bridge sh -c 'echo 1 >/proc/sys/net/ipv6/conf/default/disable_ipv6'
ip -n $bridge link add br0 type bridge mcast_snooping 0
ip -n $bridge link set br0 up
join() { # NAMESPACE LAST-NUMBER
	ip netns add "$1"
	# No link-local addresses: they would be others every time.
	on "$1" sh -c 'echo 1 >/proc/sys/net/ipv6/conf/default/addr_gen_mode'
	ip link add eth0 netns "$1" type veth peer name "p$2" netns $bridge
	ip -n $bridge link set "p$2" master br0 up
	ip -n "$1" address add "192.0.2.$2/24" dev eth0
	ip -n "$1" address add "2001:db8::$2/64" dev eth0 nodad
	ip -n "$1" link set lo up
	ip -n "$1" link set eth0 up
	on "$1" python3 "$work/no_offload.py"
}
join $host 10
for p in $peers; do join "demo-$p" "$p"; done

mkdir "$work/www"
cd "$work/www"
for size in 40 400 4000 30000; do head -c $size /dev/zero | tr '\0' 'x' >"$size.txt"; done

on $host tcpdump -i eth0 -n -s 0 -B 4096 -U -w "$work/demo.pcap" 2>/dev/null &
recorder=$!
on $host python3 -m http.server 80 --bind :: --protocol HTTP/1.1 >/dev/null 2>&1 &
cat >"$work/services.py" <<'P'
import socket, struct, threading
def answer():  # a name server of sorts: as many addresses as the name has letters
    s = socket.socket(socket.AF_INET6, socket.SOCK_DGRAM)
    s.bind(("::", 53))
    while True:
        question, who = s.recvfrom(2048)
        letters = question[12]
        head = question[:2] + struct.pack(">HHHHH", 0x8180, 1, letters, 0, 0)
        records = [struct.pack(">HHHIH4B", 0xC00C, 1, 1, 60, 4, 198, 51, 100, n) for n in range(letters)]
        s.sendto(head + question[12:] + b"".join(records), who)
def sink():
    s = socket.create_server(("::", 5001), family=socket.AF_INET6, dualstack_ipv6=True)
    while True:
        c, _ = s.accept()
        while c.recv(65536):
            pass
        c.close()
threading.Thread(target=sink).start()
answer()
P
on $host python3 "$work/services.py" &
on demo-25 python3 -m http.server 8080 --bind 192.0.2.25 >/dev/null 2>&1 &
sleep 1.5

cat >"$work/ask.py" <<'P'
import socket, struct, sys, time, urllib.request
what, *rest = sys.argv[1:]
if what == "get":
    for url in rest:
        urllib.request.urlopen(url, timeout=5).read()
elif what == "query":
    address, count = rest[0], int(rest[1])
    s = socket.socket(socket.AF_INET6 if ":" in address else socket.AF_INET, socket.SOCK_DGRAM)
    s.settimeout(2)
    for n in range(count):
        name = b"www.example.test"[: 1 + n % 3] + b"x" * (n * 5 % 23)
        name = bytes([len(name)]) + name + b"\x07example\x04test\x00"
        s.sendto(struct.pack(">HHHHHH", n + 1, 0x100, 1, 0, 0, 0) + name + b"\0\1\0\1", (address, 53))
        s.recv(2048)
        time.sleep(0.01)
elif what == "bulk":
    with socket.create_connection((rest[0], 5001)) as s:
        s.sendall(b"b" * int(rest[1]))
elif what == "ping":
    address, count, size = rest[0], int(rest[1]), int(rest[2])
    six = ":" in address
    s = socket.socket(socket.AF_INET6 if six else socket.AF_INET, socket.SOCK_RAW, 58 if six else 1)
    for n in range(count):
        echo = struct.pack(">BBHHH", 128 if six else 8, 0, 0, 24, n + 1) + bytes(size)
        total = sum(struct.unpack(f">{len(echo) // 2}H", echo))
        total = ~((total & 0xFFFF) + (total >> 16)) & 0xFFFF  # the kernel computes ICMPv6's
        s.sendto(echo[:2] + struct.pack(">H", 0 if six else total) + echo[4:], (address, 0))
        time.sleep(0.1)
elif what == "refused":
    try:
        socket.create_connection((rest[0], 23), timeout=2)
        sys.exit("somebody listens where nobody should")
    except ConnectionRefusedError:
        pass
P
ask() { local who=$1; shift; on "$who" python3 "$work/ask.py" "$@"; }
web=http://192.0.2.10
ask demo-20 get $web/40.txt $web/400.txt $web/4000.txt $web/30000.txt $web/400.txt &
ask demo-21 query 192.0.2.10 30 &
ask demo-22 bulk 192.0.2.10 60000 &
ask demo-23 get 'http://[2001:db8::10]/4000.txt' 'http://[2001:db8::10]/40.txt' &
ask demo-23 query 2001:db8::10 8 &
ask demo-24 ping 192.0.2.10 5 56 &
ask demo-24 ping 2001:db8::10 3 1000 &
ask demo-25 refused 192.0.2.10 &
ask $host get http://192.0.2.25:8080/4000.txt http://192.0.2.25:8080/400.txt &
asked=$(jobs -p | tail -n 9)
wait $asked
sleep 0.5
kill -INT "$(ip netns pids $host | while read -r pid; do [ "$(cat "/proc/$pid/comm")" = tcpdump ] && echo "$pid"; done)"
wait "$recorder" || true
cp "$work/demo.pcap" "$out"
chmod 644 "$out"
