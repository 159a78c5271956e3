#!/usr/bin/env python3
"""record_variety.py NAMESPACE-A NAMESPACE-B OUT.pcap   What the other captures have little of, between two hosts.

Loss and its repair with and without SACK, a receiver that does not read, keep-alives, segments in another order, over IPv4,
IPv6, VLAN and GRE; UDP, UDP-Lite, SCTP where the kernel has it, ICMP and ICMPv6 errors; fragments. Captured on A. The hosts
are as record_states.py wants them.
"""
import ctypes, os, signal, socket, struct, subprocess, sys, threading, time

A, B, OUT = sys.argv[1:4]
libc = ctypes.CDLL(None, use_errno=True)
ENDS = {"v4": ("10.99.0.1", "10.99.0.2"), "v6": ("fd99::1", "fd99::2"), "vlan": ("10.98.0.1", "10.98.0.2"),
        "gre": ("10.97.0.1", "10.97.0.2")}


def enter(namespace):
    with open(f"/run/netns/{namespace}") as f:
        if libc.setns(f.fileno(), 0) != 0:
            raise OSError(ctypes.get_errno(), "setns")


def sh(namespace, command, check=True):
    subprocess.run(["ip", "netns", "exec", namespace, "sh", "-c", command], check=check, stderr=None if check else subprocess.DEVNULL)


def family(address):
    return socket.AF_INET6 if ":" in address else socket.AF_INET


def pair(way, port, receive_buffer=None):
    a, b = ENDS[way]
    enter(B)
    listener = socket.socket(family(b))
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    if receive_buffer:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, receive_buffer)
    listener.bind((b, port))
    listener.listen(4)
    enter(A)
    client = socket.socket(family(a))
    client.connect((b, port))
    server, _ = listener.accept()
    listener.close()
    for s in (client, server):
        s.settimeout(20)
    return client, server


def drain(s, into=None):
    try:
        while s.recv(65536):
            pass
    except OSError:
        pass


def transfer(way, port, size, upload=True):
    client, server = pair(way, port)
    source, sink = (client, server) if upload else (server, client)
    reader = threading.Thread(target=drain, args=(sink,))
    reader.start()
    source.sendall(b"v" * size)
    source.shutdown(socket.SHUT_WR)
    reader.join()
    sink.close(), source.close()


def with_loss(rule, hook, run):
    sh(A, "nft add table inet loss; nft add chain inet loss c '{ type filter hook %s priority 0; }'; nft add rule inet loss c '%s'" % (hook, rule))
    try:
        run()
    finally:
        sh(A, "nft delete table inet loss")


def zero_window(way, port):
    client, server = pair(way, port, 4096)
    client.setblocking(False)
    sent = 0
    end = time.time() + 1.5
    while time.time() < end:
        try:
            sent += client.send(b"z" * 4096)
        except BlockingIOError:
            time.sleep(0.05)
    client.settimeout(20)
    reader = threading.Thread(target=drain, args=(server,))
    reader.start()
    client.shutdown(socket.SHUT_WR)
    reader.join()
    server.close(), client.close()


def keep_alive(way, port):
    client, server = pair(way, port)
    client.sendall(b"k" * 10), server.recv(10)
    client.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
    for option, value in ((4, 1), (5, 1), (6, 3)):  # TCP_KEEPIDLE, TCP_KEEPINTVL, TCP_KEEPCNT
        client.setsockopt(socket.IPPROTO_TCP, option, value)
    time.sleep(2.4)
    client.close(), drain(server), server.close()


def small_writes(way, port):
    client, server = pair(way, port)
    for n in range(12):
        client.sendall(b"s" * (n + 1)), server.recv(100), server.sendall(b"t" * n + b"."), client.recv(100)
    client.close(), drain(server), server.close()


def datagrams():
    for way, (a, b) in ENDS.items():
        try:
            enter(B)
            socket.socket(family(b), socket.SOCK_DGRAM).bind((b, 6100))
        except OSError:
            continue
        sink = socket.socket(family(b), socket.SOCK_DGRAM)
        sink.bind((b, 6000))
        enter(A)
        s = socket.socket(family(a), socket.SOCK_DGRAM)
        for size in (1, 100, 1200, 3000, 5000):
            s.sendto(b"u" * size, (b, 6000))
        s.sendto(b"closed", (b, 6001))
        time.sleep(0.05)
        lite = socket.socket(family(a), socket.SOCK_DGRAM, 136)
        lite.sendto(b"lite" * 10, (b, 6002))
    sh(A, "ping -q -c 2 -i 0.2 10.99.0.2 >/dev/null; ping -q -c 2 -i 0.2 fd99::2 >/dev/null; ping -q -c 1 -s 4000 10.99.0.2 >/dev/null; ping -q -c 1 -t 1 -W 1 10.99.0.2 >/dev/null", False)


def associations():
    try:
        enter(B)
        listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM, 132)
    except OSError:
        return
    listener.bind(("10.99.0.2", 7000)), listener.listen(2)
    enter(A)
    for n in range(2):
        client = socket.socket(socket.AF_INET, socket.SOCK_STREAM, 132)
        client.connect(("10.99.0.2", 7000))
        server, _ = listener.accept()
        client.sendall(b"sctp" * 100), server.recv(1000)
        if n:
            client.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        client.close(), time.sleep(0.2), server.close(), time.sleep(0.2)


def main():
    for host, n in ((A, 1), (B, 2)):
        sh(host, f"ip link add link veth0 name veth0.5 type vlan id 5 && ip address add 10.98.0.{n}/24 dev veth0.5 && ip link set veth0.5 up", False)
        sh(host, f"ip link add gre9 type gre local 10.99.0.{n} remote 10.99.0.{3 - n} && ip address add 10.97.0.{n}/24 dev gre9 && ip link set gre9 up", False)
        # segments of the size of a wire's, so that there are many, and a capture of heads alone is whole
        sh(host, "echo 0 >/proc/sys/net/ipv4/tcp_mtu_probing; command -v ethtool >/dev/null && ethtool -K veth0 tso off gso off gro off tx off", False)
    dump = subprocess.Popen(["ip", "netns", "exec", A, "tcpdump", "-i", "veth0", "-n", "-U", "--immediate-mode", "-s", "100", "-w", OUT], stderr=subprocess.PIPE, text=True)
    dump.stderr.readline()
    time.sleep(0.3)
    try:
        for n, way in enumerate(ENDS):
            port = 8000 + 100 * n
            try:
                transfer(way, port, 20000)
            except OSError:
                continue  # no such tunnel here
            transfer(way, port + 1, 30000, False)
            small_writes(way, port + 2)
        for n, sack in enumerate((1, 0)):
            for host in (A, B):
                sh(host, f"echo {sack} >/proc/sys/net/ipv4/tcp_sack")
            for m, way in enumerate(("v4", "v6")):
                port = 9000 + 100 * n + 10 * m
                with_loss("meta l4proto tcp numgen random mod 12 == 0 drop", "output", lambda: transfer(way, port, 150000))
                with_loss("meta l4proto tcp numgen random mod 12 == 0 drop", "input", lambda: transfer(way, port + 1, 150000, False))
        zero_window("v4", 9500), zero_window("v6", 9501), keep_alive("v4", 9502), keep_alive("v6", 9503)
        datagrams(), associations()
        time.sleep(0.3)
    finally:
        dump.send_signal(signal.SIGINT)
        dump.wait()


main()
