"""Programs that make_captures.sh runs in its network namespaces: small servers and clients over the system's sockets."""

import array
import fcntl
import random
import select
import socket
import struct
import sys
import threading
import time


def no_offload():
    """Packets of the sizes that a wire would carry: SIOCETHTOOL with STXCSUM, STSO, SGSO, SGRO of linux/ethtool.h."""
    s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    for command in (0x17, 0x1F, 0x24, 0x2C):
        value = array.array("B", struct.pack("II", command, 0))
        fcntl.ioctl(s, 0x8946, struct.pack("16sP", b"eth0", value.buffer_info()[0]) + bytes(16))


def serve(port, each):
    server = socket.create_server(("::", port), family=socket.AF_INET6, dualstack_ipv6=True)
    while True:
        threading.Thread(target=each, args=(server.accept()[0],), daemon=True).start()


def sink(port):
    def each(connection):
        while connection.recv(65536):
            pass
        connection.close()

    serve(int(port), each)


def serve_metrics(port):
    def each(connection):
        connection.recv(4096)
        connection.sendall(b"load 0.42\nrequests 1234\n" * 40)
        connection.close()

    serve(int(port), each)


def poll_metrics(address, port, times, pause):
    for _ in range(int(times)):
        with socket.create_connection((address, int(port))) as s:
            s.sendall(b"GET /metrics\r\n\r\n")
            while s.recv(65536):
                pass
        time.sleep(float(pause))


def push(address, port, size):
    with socket.create_connection((address, int(port))) as s:
        s.sendall(b"b" * int(size))


def log(address, port, times, pause):
    """Log messages of the old kind (RFC 3164): nobody hears whether they arrive."""
    for n in range(int(times)):
        s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        s.sendto(f"<13>server app[{n}]: request {n} served".encode(), (address, int(port)))
        s.close()
        time.sleep(float(pause))


def question(name, number):
    labels = b"".join(bytes([len(label)]) + label.encode() for label in name.split("."))
    return struct.pack(">HHHHHH", number, 0x100, 1, 0, 0, 0) + labels + b"\0\0\1\0\1"


def resolve(address, *names):
    for number, name in enumerate(names):
        s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        s.settimeout(1)
        s.sendto(question(name, number + 1), (address, 53))
        s.recv(2048)


def ping(address, times, pause):
    s = socket.socket(socket.AF_INET, socket.SOCK_RAW, 1)
    for n in range(int(times)):
        echo = struct.pack(">BBHHH", 8, 0, 0, 24, n + 1) + bytes(56)
        total = sum(struct.unpack(f">{len(echo) // 2}H", echo))
        total = ~((total & 0xFFFF) + (total >> 16)) & 0xFFFF
        s.sendto(echo[:2] + struct.pack(">H", total) + echo[4:], (address, 0))
        time.sleep(float(pause))


def scan(address, last, rate, *more):
    """Opens a connection to each port, in no order, many at once; waits little for those that do not answer."""
    random.seed(7)
    ports = [*range(1, int(last) + 1), *map(int, more)]
    random.shuffle(ports)
    waiting = []
    poller = select.poll()
    for port in ports:
        s = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
        s.setblocking(False)
        s.connect_ex((address, port))
        poller.register(s, select.POLLOUT)
        waiting.append((time.monotonic() + 1.5, s))
        time.sleep(1 / float(rate))
        while waiting and waiting[0][0] < time.monotonic():
            waiting.pop(0)[1].close()
    time.sleep(1.5)
    for _, s in waiting:
        s.close()


def knock(address, pause, *ports):
    for port in ports:
        try:
            socket.create_connection((address, int(port)), timeout=1).close()
        except OSError:
            pass
        time.sleep(float(pause))


def lazy_get(address, path, rate):
    """A reader with a small buffer, who takes so many bytes a second."""
    s = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    s.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 16384)
    s.connect((address, 80))
    s.sendall(f"GET {path} HTTP/1.1\r\nHost: {address}\r\nConnection: close\r\n\r\n".encode())
    while s.recv(int(rate) // 4):
        time.sleep(0.25)


def serve_names(milliseconds, seconds):
    """Answers one question after the other, each in some milliseconds, from a small buffer, and ends after a while."""
    s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    s.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 24_000)
    s.bind(("", 53))
    s.settimeout(0.1)
    end = time.monotonic() + float(seconds)
    while time.monotonic() < end:
        try:
            asked, who = s.recvfrom(2048)
        except TimeoutError:
            continue
        time.sleep(float(milliseconds) / 1000)
        answer = struct.pack(">HHHIH4B", 0xC00C, 1, 1, 60, 4, 198, 51, 100, 1)
        s.sendto(asked[:2] + struct.pack(">HHHHH", 0x8180, 1, 1, 0, 0) + asked[12:] + answer, who)


def ask(address, seconds, slowest, fastest):
    """Asks at a rate that grows; each question from a port of its own, asked again once after a second."""

    def one(number):
        s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        s.settimeout(1)
        s.connect((address, 53))
        for _ in range(2):
            try:
                s.send(question(f"host{number % 40}.example.test", number))
                s.recv(2048)
                break
            except TimeoutError:
                continue
            except ConnectionRefusedError:
                break
        s.close()

    start, number, threads = time.monotonic(), 0, []
    while (passed := time.monotonic() - start) < float(seconds):
        number += 1
        threads.append(threading.Thread(target=one, args=(number,)))
        threads[-1].start()
        rate = float(slowest) + (float(fastest) - float(slowest)) * passed / float(seconds)
        time.sleep(random.uniform(0.5, 1.5) / rate)
    for thread in threads:
        thread.join()


COMMANDS = {
    "no-offload": no_offload,
    "sink": sink,
    "serve-metrics": serve_metrics,
    "poll-metrics": poll_metrics,
    "push": push,
    "log": log,
    "resolve": resolve,
    "ping": ping,
    "scan": scan,
    "knock": knock,
    "lazy-get": lazy_get,
    "serve-names": serve_names,
    "ask": ask,
}

if __name__ == "__main__":
    COMMANDS[sys.argv[1]](*sys.argv[2:])
