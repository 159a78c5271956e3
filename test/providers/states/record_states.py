#!/usr/bin/env python3
"""record_states.py NAMESPACE-A NAMESPACE-B DIRECTORY   TCP connections of every kind between two hosts, and the kernel's own
record of their states.

Writes a.pcap and b.pcap, what each host sent and received, and states.json: for each scenario its server port, and for
each socket the state changes that the tracepoint sock:inet_sock_set_state told of, in order; then the sockets that were
left in TIME_WAIT. The hosts are joined by a veth pair called veth0 on both sides, as 10.99.0.1 and 10.99.0.2.

The ports are chosen by the number of the process, or begin at $FIRST_PORT.

Where the kernels of both ends would not do what a scenario needs, the peer is a script that sends segments by hand from
10.99.0.77, an address that no kernel answers for.
"""
import ctypes, json, os, select, signal, socket, struct, subprocess, sys, time

A, B, OUT = sys.argv[1:4]
ADDRESS = {A: "10.99.0.1", B: "10.99.0.2"}
SCRIPTED, NOBODY = "10.99.0.77", "10.99.0.78"
TRACING = "/sys/kernel/tracing"
# Linux's names of states, and the RFC's.
NAMES = {"TCP_" + name: name for name in ("ESTABLISHED", "SYN_SENT", "TIME_WAIT", "CLOSE_WAIT", "LAST_ACK", "LISTEN", "CLOSING")}
NAMES |= {"TCP_SYN_RECV": "SYN_RECEIVED", "TCP_NEW_SYN_RECV": "SYN_RECEIVED", "TCP_FIN_WAIT1": "FIN_WAIT_1",
          "TCP_FIN_WAIT2": "FIN_WAIT_2", "TCP_CLOSE": "CLOSED"}
libc = ctypes.CDLL(None, use_errno=True)


def enter(namespace):
    with open(f"/run/netns/{namespace}") as f:
        if libc.setns(f.fileno(), 0) != 0:
            raise OSError(ctypes.get_errno(), "setns")


def sh(namespace, command):
    subprocess.run(["ip", "netns", "exec", namespace, "sh", "-c", command], check=True)


class Hosts:
    """Sockets of both hosts in one process."""
    def socket(self, where):
        enter(where)
        s = socket.socket()
        s.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        s.settimeout(5)
        return s

    def listen(self, port, where=B):
        s = self.socket(where)
        s.bind((ADDRESS[where], port))
        s.listen(8)
        return s

    def pair(self, port):
        server = self.listen(port)
        client = self.socket(A)
        client.connect((ADDRESS[B], port))
        peer, _ = server.accept()
        peer.settimeout(5)
        server.close()
        return client, peer


hosts = Hosts()


def abort(s):
    s.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    s.close()


def until_closed(s):
    try:
        while s.recv(65536):
            pass
    except OSError:
        pass


def pause(seconds=0.08):
    time.sleep(seconds)


def checksum(data):
    total = sum(struct.unpack(f">{len(data) // 2}H", data))
    total = (total & 0xFFFF) + (total >> 16)
    return ~((total & 0xFFFF) + (total >> 16)) & 0xFFFF


class Script:
    """A TCP peer at 10.99.0.77 that does what it is told."""
    FIN, SYN, RST, ACK = 1, 2, 4, 16

    def __init__(self, port):
        enter(B)
        self.s = socket.socket(socket.AF_PACKET, socket.SOCK_RAW, socket.htons(0x0800))
        self.s.bind(("veth0", 0))
        self.port = port
        self.seq, self.ack, self.peer = 5000, 0, 0

    def take(self, want=None, timeout=3):
        """The next segment from A to this port; with `want` one with all these flags."""
        end = time.time() + timeout
        while time.time() < end:
            if not select.select([self.s], [], [], end - time.time())[0]:
                break
            frame = self.s.recv(2048)
            ip = frame[14:]
            if ip[9] != 6 or socket.inet_ntoa(ip[12:16]) != ADDRESS[A] or socket.inet_ntoa(ip[16:20]) != SCRIPTED:
                continue
            tcp = ip[(ip[0] & 15) * 4: struct.unpack(">H", ip[2:4])[0]]
            sport, dport, seq, ack, off, flags = struct.unpack(">HHIIBB", tcp[:14])
            if dport != self.port or (want and flags & want != want):
                continue
            self.peer = sport
            length = len(tcp) - (off >> 4) * 4 + (flags & 1) + (flags >> 1 & 1)
            self.ack = seq + length & 0xFFFFFFFF
            return flags
        raise TimeoutError(f"no segment with flags {want}")

    def send(self, flags, seq=None, ack=None, data=b""):
        seq = self.seq if seq is None else seq
        tcp = struct.pack(">HHIIBBHHH", self.port, self.peer, seq, self.ack if ack is None else ack, 0x50, flags, 8000, 0, 0)
        tcp += data
        pseudo = socket.inet_aton(SCRIPTED) + socket.inet_aton(ADDRESS[A]) + struct.pack(">BBH", 0, 6, len(tcp))
        padded = pseudo + tcp + b"\0" * (len(tcp) & 1)
        tcp = tcp[:16] + struct.pack(">H", checksum(padded)) + tcp[18:]
        ip = struct.pack(">BBHHHBBH", 0x45, 0, 20 + len(tcp), 1, 0, 64, 6, 0) + socket.inet_aton(SCRIPTED) + socket.inet_aton(ADDRESS[A])
        ip = ip[:10] + struct.pack(">H", checksum(ip)) + ip[12:]
        self.s.send(bytes.fromhex("020000000001020000000002") + b"\x08\x00" + ip + tcp)
        self.seq = seq + len(data) + (flags & 1) + (flags >> 1 & 1) & 0xFFFFFFFF

    def open(self):
        """A's client is connecting: answers, up to ESTABLISHED."""
        self.take(self.SYN)
        self.send(self.SYN | self.ACK)
        self.take(self.ACK)

    def connect(self, port):
        self.peer = port
        self.send(self.SYN, ack=0)
        self.take(self.SYN | self.ACK)
        self.send(self.ACK)


def connecting(port):
    """A client on A that has begun to connect to the script."""
    s = hosts.socket(A)
    s.setblocking(False)
    script = Script(port)
    try:
        s.connect((SCRIPTED, port))
    except BlockingIOError:
        pass
    return s, script


def scripted(port):
    s, script = connecting(port)
    script.open()
    s.settimeout(5)
    pause(0.02)
    return s, script


# ---- scenarios: each takes the server's port ----
def close_by_client(port):
    c, s = hosts.pair(port)
    c.sendall(b"x" * 100), s.recv(100), s.sendall(b"y" * 3000)
    until(c, 3000), c.close(), until_closed(s), s.close()


def until(s, n):
    while n > 0:
        n -= len(s.recv(n))


def close_by_server(port):
    c, s = hosts.pair(port)
    s.sendall(b"y" * 10), until(c, 10)
    s.close(), until_closed(c), c.close()


def half_close(port):
    c, s = hosts.pair(port)
    c.shutdown(socket.SHUT_WR), until_closed(s)
    s.sendall(b"late" * 500), until(c, 2000), pause()
    s.close(), until_closed(c), c.close()


def refused(port):
    c = hosts.socket(A)
    try:
        c.connect((ADDRESS[B], port))
    except ConnectionRefusedError:
        pass
    c.close()


def unanswered(port):
    c = hosts.socket(A)
    c.setblocking(False)
    enter(B)
    try:
        c.connect((NOBODY, port))
    except BlockingIOError:
        pass
    pause(1.2)
    c.close()


def half_open(port):
    """The server's host lost the connection: data are answered by a RST."""
    c, s = scripted(port)
    c.send(b"hello"), s.take(s.ACK)
    s.send(s.RST, seq=s.seq)
    pause(), until_closed(c), c.close()


def reset_by_client(port):
    c, s = hosts.pair(port)
    c.sendall(b"x"), until(s, 1)
    abort(c), until_closed(s), s.close()


def reset_by_server(port):
    c, s = hosts.pair(port)
    abort(s), until_closed(c), c.close()


def reset_unread(port):
    """Closing with unread data resets (RFC 2525)."""
    c, s = hosts.pair(port)
    c.sendall(b"x" * 50), pause()
    s.close(), until_closed(c), c.close()


def reset_in_close_wait(port):
    c, s = hosts.pair(port)
    c.shutdown(socket.SHUT_WR), until_closed(s)
    abort(s), until_closed(c), c.close()


def reset_in_fin_wait_2(port):
    c, s = hosts.pair(port)
    c.shutdown(socket.SHUT_WR), until_closed(s)
    s.sendall(b"z"), until(c, 1)
    abort(s), pause(), c.close()


def reset_in_syn_sent(port):
    c, s = connecting(port)
    s.take(s.SYN)
    s.send(s.RST | s.ACK, seq=0)
    pause(), c.close()


def stray_reset_in_syn_sent(port):
    """A RST that does not acknowledge the SYN changes nothing."""
    c, s = connecting(port)
    s.take(s.SYN)
    s.send(s.RST, seq=0, ack=0)
    pause()
    s.seq = 7000
    s.send(s.SYN | s.ACK), s.take(s.ACK), pause()
    abort(c)


def reset_in_syn_received(port):
    listener = hosts.listen(port, A)
    s = Script(port + 50)
    s.peer = port
    s.send(s.SYN, ack=0)
    s.take(s.SYN | s.ACK)
    s.send(s.RST, seq=s.seq)
    pause(), listener.close()


def reset_in_fin_wait_1(port):
    c, s = scripted(port)
    c.shutdown(socket.SHUT_WR), s.take(s.FIN)
    s.send(s.RST, seq=s.seq)
    pause(), c.close()


def reset_in_closing(port):
    c, s = scripted(port)
    c.shutdown(socket.SHUT_WR), s.take(s.FIN)
    s.send(s.FIN | s.ACK, ack=s.ack - 1)
    pause()
    s.send(s.RST, seq=s.seq)
    pause(), c.close()


def reset_in_last_ack(port):
    c, s = scripted(port)
    s.send(s.FIN | s.ACK), s.take(s.ACK), until_closed(c)
    c.close(), s.take(s.FIN)
    s.send(s.RST, seq=s.seq)
    pause()


def reset_in_time_wait(port):
    c, s = scripted(port)
    c.close(), s.take(s.FIN)
    s.send(s.FIN | s.ACK), s.take(s.ACK), pause()
    s.send(s.RST, seq=s.seq)
    pause()


def stray_reset(port):
    """A RST far outside of the window changes nothing."""
    c, s = scripted(port)
    s.send(s.RST, seq=s.seq + 0x40000000 & 0xFFFFFFFF)
    pause()
    s.seq = 5001
    s.send(s.FIN | s.ACK), s.take(s.ACK), until_closed(c)
    c.close(), s.take(s.FIN), s.send(s.ACK), pause()


def reset_elsewhere_in_window(port):
    """A RST in the window, but not where it is expected, is challenged, and changes nothing (RFC 5961)."""
    c, s = scripted(port)
    s.send(s.RST, seq=s.seq + 100)
    pause()
    s.seq = 5001
    s.send(s.FIN | s.ACK), s.take(s.ACK), until_closed(c)
    c.close(), s.take(s.FIN), s.send(s.ACK), pause()


def data_beyond_window(port):
    """What lies beyond the window is discarded."""
    c, s = scripted(port)
    s.send(s.ACK, seq=s.seq + 0x10000000, data=b"far"), s.take(s.ACK)
    s.seq = 5001
    s.send(s.FIN | s.ACK), s.take(s.ACK), until_closed(c)
    c.close(), s.take(s.FIN), s.send(s.ACK), pause()


def closing_by_hand(port):
    c, s = scripted(port)
    c.close(), s.take(s.FIN)
    s.send(s.FIN | s.ACK, ack=s.ack - 1), pause()
    s.send(s.ACK), pause()


def fin_with_data_out_of_order(port):
    c, s = scripted(port)
    start = s.seq
    s.send(s.FIN | s.ACK, seq=start + 4, data=b"tail"), pause()
    s.send(s.ACK, seq=start, data=b"head"), s.take(s.ACK), until_closed(c)
    s.seq = start + 9
    c.close(), s.take(s.FIN), s.send(s.ACK), pause()


def slow(port, what):
    """On a link so slow that segments cross."""
    for host in (A, B):
        sh(host, "tc qdisc add dev veth0 root tbf rate 24kbit burst 1600 limit 20000")
    fillers = []
    for host in (A, B):
        enter(host)
        filler = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        filler.connect((NOBODY, 9))
        fillers.append(filler)
    try:
        what(port, lambda: [filler.send(b"f" * 1400) for filler in fillers * 2])
    finally:
        for host in (A, B):
            sh(host, "tc qdisc del dev veth0 root")


def simultaneous_close(port):
    def run(port, fill):
        c, s = hosts.pair(port)
        pause(0.3), fill(), pause(0.02)
        c.close(), s.close(), pause(1.2)
    slow(port, run)


def simultaneous_open(port):
    def run(port, fill):
        c, s = hosts.socket(A), hosts.socket(B)
        c.bind((ADDRESS[A], port)), s.bind((ADDRESS[B], port))
        c.setblocking(False), s.setblocking(False)
        fill(), pause(0.02)
        for one, other in ((c, B), (s, A)):
            try:
                one.connect((ADDRESS[other], port))
            except BlockingIOError:
                pass
        pause(1.5)
        c.settimeout(5), s.settimeout(5)
        c.close(), pause(0.5), until_closed(s), s.close(), pause(0.6)
    slow(port, run)


def with_loss(port, rule, hook="output"):
    sh(A, "nft add table ip loss; nft add chain ip loss c '{ type filter hook %s priority 0; }'; nft add rule ip loss c '%s'" % (hook, rule))


def no_loss():
    sh(A, "nft delete table ip loss")


def lost_syn(port):
    s = hosts.listen(port)
    with_loss(port, f"tcp dport {port} tcp flags syn limit rate 1/hour burst 1 packets drop")
    c = hosts.socket(A)
    c.connect((ADDRESS[B], port))
    no_loss()
    p, _ = s.accept()
    s.close(), c.close(), until_closed(p), p.close()


def lost_fin(port):
    c, s = hosts.pair(port)
    with_loss(port, f"tcp dport {port} tcp flags & fin == fin limit rate 1/hour burst 1 packets drop")
    c.close(), until_closed(s), s.close(), pause(0.3)
    no_loss()


def lost_data(port):
    """A third of all segments is lost."""
    c, s = hosts.pair(port)
    with_loss(port, f"tcp dport {port} numgen random mod 3 == 0 drop")
    c.settimeout(20)
    c.sendall(b"d" * 60000)
    c.shutdown(socket.SHUT_WR)
    s.settimeout(30)
    until_closed(s)
    no_loss()
    s.close(), until_closed(c), c.close(), pause(0.3)


def lost_inward(port):
    """A third of what comes to A is lost after it was captured."""
    c, s = hosts.pair(port)
    with_loss(port, f"tcp sport {port} numgen random mod 3 == 0 drop", "input")
    s.settimeout(20)
    s.sendall(b"d" * 60000)
    s.close()
    c.settimeout(30)
    until_closed(c)
    no_loss()
    c.close(), pause(0.3)


def port_used_again(port):
    for _ in range(3):
        server = hosts.listen(port)
        c = hosts.socket(A)
        c.bind((ADDRESS[A], port + 50))
        c.connect((ADDRESS[B], port))
        p, _ = server.accept()
        server.close()
        abort(c), until_closed(p), p.close()


SCENARIOS = [
    close_by_client, close_by_server, half_close, refused, unanswered, half_open, reset_by_client, reset_by_server,
    reset_unread, reset_in_close_wait, reset_in_fin_wait_2, reset_in_syn_sent, stray_reset_in_syn_sent,
    reset_in_syn_received, reset_in_fin_wait_1, reset_in_closing, reset_in_last_ack, reset_in_time_wait, stray_reset,
    reset_elsewhere_in_window, closing_by_hand, fin_with_data_out_of_order, simultaneous_close, simultaneous_open, lost_syn, lost_fin, lost_data,
    lost_inward, port_used_again, data_beyond_window,
]
# below those that are given to clients, and others than those of another run of this script
FIRST_PORT = int(os.environ.get("FIRST_PORT", 2001 + os.getpid() % 290 * 100))


def main():
    only = sys.argv[4:]
    sh(A, f"ip neighbour replace {SCRIPTED} lladdr 02:00:00:00:00:02 dev veth0 nud permanent")
    for host, other in ((A, 2), (B, 1)):
        sh(host, f"ip neighbour replace {NOBODY} lladdr 02:00:00:00:00:0{other} dev veth0 nud permanent")
    instance = f"{TRACING}/instances/probebook-{os.getpid()}"
    os.mkdir(instance)
    event = f"{instance}/events/sock/inet_sock_set_state"
    with open(f"{event}/filter", "w") as f:
        f.write("protocol == 6 && (" + " || ".join(f"({p} >= {FIRST_PORT} && {p} < {FIRST_PORT + 50})" for p in ("sport", "dport")) + ")")
    with open(f"{event}/enable", "w") as f:
        f.write("1")
    dumps = []
    try:
        for host, name in ((A, "a"), (B, "b")):
            dumps.append(subprocess.Popen(
                ["ip", "netns", "exec", host, "tcpdump", "-i", "veth0", "-n", "-U", "--immediate-mode", "-s", "100", "-w", f"{OUT}/{name}.pcap",
                 "not (udp port 9)"],
                stderr=subprocess.PIPE, text=True))
        for dump in dumps:
            dump.stderr.readline()
        pause(0.3)
        scenarios = []
        for n, scenario in enumerate(SCENARIOS):
            if only and scenario.__name__ not in only:
                continue
            scenario(FIRST_PORT + n)
            scenarios.append({"name": scenario.__name__, "port": FIRST_PORT + n, "what": scenario.__doc__ or ""})
            pause(0.03)
        pause(0.5)
        waiting = []
        for host in (A, B):
            table = subprocess.run(["ip", "netns", "exec", host, "cat", "/proc/net/tcp"], capture_output=True, text=True).stdout
            for row in table.splitlines()[1:]:
                fields = row.split()
                if fields[3] == "06":
                    waiting.append([host == B, int(fields[1].split(":")[1], 16), int(fields[2].split(":")[1], 16)])
    finally:
        for dump in dumps:
            dump.send_signal(signal.SIGINT)
            dump.wait()
        with open(f"{event}/enable", "w") as f:
            f.write("0")
        trace = open(f"{instance}/trace").read()
        os.rmdir(instance)
    sockets, unbound = {}, {}
    for line in trace.splitlines():
        if "inet_sock_set_state:" not in line:
            continue
        f = dict(part.split("=", 1) for part in line.split("inet_sock_set_state:")[1].split() if "=" in part)
        ends = (f["saddr"], int(f["sport"]), f["daddr"], int(f["dport"]))
        change = [NAMES[f["oldstate"]], NAMES[f["newstate"]]]
        if ends[3] == 0:
            continue  # a listener
        if ends[1] == 0:  # the port is chosen after this change
            unbound[(ends[0], *ends[2:])] = change
            continue
        before = unbound.pop((ends[0], *ends[2:]), None) if change[0] == "SYN_SENT" else None
        sockets.setdefault(ends, []).extend([before, change] if before else [change])
    with open(f"{OUT}/states.json", "w") as out:
        def rows(name, values):
            return f' "{name}": [\n' + ",\n".join("  " + json.dumps(value) for value in values) + "\n ]"
        ends = [[*ends, " ".join([changes[0][0]] + [to for _, to in changes])] for ends, changes in sockets.items()]
        out.write("{\n" + ",\n".join([rows("scenarios", scenarios), rows("sockets", ends), rows("waiting", waiting)]) + "\n}\n")


main()
