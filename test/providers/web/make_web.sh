#!/bin/bash
# make_web.sh   Makes web.pcap and web.log: what nginx says of each request in a line, and what it sent and was sent.
#
# Clients pipeline requests of several kinds in pieces, over a network that loses three packets of a hundred (nftables); some
# bodies come in chunks, some responses have none. Needs root, iproute2, nftables, nginx, tcpdump and python3.
set -euo pipefail
here=$(realpath "$(dirname "$0")")
work=$(mktemp -d)
chmod 755 "$work"

finish() {
	for name in web-c web-s; do
		for pid in $(ip netns pids $name 2>/dev/null); do kill "$pid" 2>/dev/null || true; done
		ip netns del $name 2>/dev/null || true
	done
	rm -rf "$work"
}
trap finish EXIT

for name in web-c web-s; do
	ip netns add $name
	ip -n $name link set lo up
done
ip link add eth0 netns web-c type veth peer name eth0 netns web-s
ip -n web-c address add 192.0.2.1/24 dev eth0
ip -n web-s address add 192.0.2.2/24 dev eth0
ip -n web-c link set eth0 up
ip -n web-s link set eth0 up
for name in web-c web-s; do
	ip netns exec $name nft -f - <<-'N'
		table inet loss {
			chain input {
				type filter hook input priority 0
				meta iif eth0 numgen random mod 1000 < 30 drop
			}
		}
	N
done
mkdir -p "$work/www/d"
head -c 300 /dev/zero | tr '\0' i >"$work/www/index.html"
for i in $(seq 0 9); do head -c $((i * 17)) /dev/zero | tr '\0' f >"$work/www/d/$i.txt"; done
cat >"$work/nginx.conf" <<N
user root; worker_processes 1; pid $work/pid; error_log /dev/null;
events {}
http {
	log_format line '\$request_method \$request_uri \$status';
	access_log $work/web.log line;
	server_tokens off; etag off; gzip on; gzip_min_length 100;
	client_body_temp_path $work/body; proxy_temp_path $work/proxy; fastcgi_temp_path $work/fastcgi;
	uwsgi_temp_path $work/uwsgi; scgi_temp_path $work/scgi;
	server {
		listen 80; root $work/www;
		location = /none { return 204; }
		location = /moved { return 302 /index.html; }
		location = /bad { return 502; }
		location /post { proxy_pass http://127.0.0.1:81; }
	}
	server { listen 127.0.0.1:81; access_log off; location / { return 200 "taken\n"; } }
}
N
ip netns exec web-s nginx -c "$work/nginx.conf"
setsid ip netns exec web-s tcpdump -i eth0 -n -B 8192 -U -w "$work/web.pcap" tcp port 80 2>/dev/null &
sleep 1
ip netns exec web-c python3 - <<'P'
import random, socket
random.seed(80)
for connection in range(12):
    s = socket.create_connection(("192.0.2.2", 80))
    count, sent = random.randrange(1, 7), b""
    for i in range(count):
        path = random.choice(["/index.html", "/d/%d.txt" % random.randrange(10), "/nosuch", "/moved", "/none", "/bad"])
        method, fields, body = random.choice(["GET", "GET", "HEAD"]), "Host: a.test\r\n", b""
        kind = random.randrange(5)
        if kind == 0: fields += "Accept-Encoding: gzip\r\n"
        if kind == 1:
            method, path, body = "POST", "/post", b"x" * random.randrange(1, 200)
            fields += "Content-Length: %d\r\n" % len(body)
        if kind == 2:
            method, path, body = "POST", "/post", b"5\r\nhello\r\n3\r\nabc\r\n0\r\n\r\n"
            fields += "Transfer-Encoding: chunked\r\n"
        if i == count - 1: fields += "Connection: close\r\n"
        sent += ("%s %s?%d-%d HTTP/1.1\r\n%s\r\n" % (method, path, connection, i, fields)).encode() + body
    while sent:
        size = random.randrange(1, 400)
        s.send(sent[:size])
        sent = sent[size:]
    while s.recv(65536): pass
P
sleep 2
for pid in $(ip netns pids web-s); do kill -INT "$pid" 2>/dev/null || true; done
sleep 1
cp "$work/web.pcap" "$work/web.log" "$here/"
chmod 644 "$here"/web.*
