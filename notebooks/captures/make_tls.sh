#!/bin/sh
# make_tls.sh OUTPUT (tls.pcap): handshakes of TLS between programs of OpenSSL and curl, captured on the loopback of a network namespace.
# Needs root, openssl 3, curl, tcpdump. Each case has a port of its own, named below.
set -eu
out=$(realpath -m "$1")
if [ -z "${TLS_INSIDE:-}" ]; then exec env TLS_INSIDE=1 unshare -n -m "$0" "$out"; fi
ip link set lo up
dir=$(mktemp -d)
trap 'kill $(jobs -p) 2>/dev/null || true; rm -rf "$dir"' EXIT
cd "$dir"
request() { openssl req -x509 -newkey "$1" -nodes -keyout "$2.key" -out "$2.pem" -days 3650 -subj "$3" -addext "$4" 2>/dev/null; }
request rsa:2048 server "/C=XX/O=Example, Inc./CN=www.example.test" "subjectAltName=DNS:www.example.test,DNS:*.example.test,IP:192.0.2.80,IP:2001:db8::80"
openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout client.key -out client.pem -days 3650 -subj "/CN=a client" 2>/dev/null
tcpdump --immediate-mode -i lo -s 0 -U -w "$out" tcp 2>/dev/null &
tcpdump=$!
until [ -s "$out" ]; do sleep 0.1; done
serve() {
  port=$1; shift
  openssl s_server -accept "$port" -cert server.pem -key server.key -quiet "$@" >/dev/null 2>&1 &
  last=$!
  until ss -ltn | grep -q ":$port "; do sleep 0.1; done
}
ask() { port=$1; name=$2; shift 2; (echo hello; sleep 0.3) | timeout 5 openssl s_client -connect "127.0.0.1:$port" -servername "$name" "$@" >"$dir/log" 2>&1 || true; }
old="-cipher ALL:@SECLEVEL=0"
# 4410 to 4413: TLS 1.0, 1.1, 1.2, 1.3
serve 4410 -tls1 $old; ask 4410 v10.example.test -tls1 $old
serve 4411 -tls1_1 $old; ask 4411 v11.example.test -tls1_1 $old
serve 4412 -tls1_2 -alpn http/1.1; ask 4412 v12.example.test -tls1_2 -alpn h2,http/1.1
serve 4413 -tls1_3 -alpn h2; ask 4413 v13.example.test -alpn h2,http/1.1
# 4414: the server asks for another group
serve 4414 -tls1_3 -groups P-384; ask 4414 retry.example.test -groups X25519:P-384
# 4415: a session of TLS 1.2 that goes on: by ticket; 4416: by its number
serve 4415 -tls1_2; ask 4415 ticket.example.test -tls1_2 -sess_out t12; ask 4415 ticket.example.test -tls1_2 -sess_in t12
serve 4416 -tls1_2 -no_ticket; ask 4416 id.example.test -tls1_2 -sess_out i12; ask 4416 id.example.test -tls1_2 -sess_in i12
# 4417: TLS 1.3 with a key agreed on before, and early data
serve 4417 -tls1_3 -early_data -no_anti_replay; ask 4417 early.example.test -sess_out s13
printf 'early' >early; ask 4417 early.example.test -sess_in s13 -early_data early
# 4418: a certificate of the client
serve 4418 -tls1_2 -Verify 1 -CAfile client.pem; ask 4418 mutual.example.test -tls1_2 -cert client.pem -key client.key
# 4419: no version that both know: an alert; 4420: no protocol
serve 4419 -tls1_3; ask 4419 alert.example.test -tls1_2
serve 4420 -alpn spdy/1; ask 4420 proto.example.test -alpn h2
# 4421: records of the handshake cut in many
serve 4421 -tls1_2 -max_send_frag 512; ask 4421 small.example.test -tls1_2 -max_send_frag 512
# 4424: curl
serve 4424; curl -sk --max-time 3 --resolve curl.example.test:4424:127.0.0.1 https://curl.example.test:4424/ >/dev/null 2>&1 || true
# 4425: no name
serve 4425; (echo; sleep 0.3) | timeout 5 openssl s_client -connect 127.0.0.1:4425 -noservername >/dev/null 2>&1 || true
sleep 0.5
kill -INT $tcpdump
wait $tcpdump 2>/dev/null || true
