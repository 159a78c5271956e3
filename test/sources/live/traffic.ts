/**
 * Traffic for tests: what it sends is known to the packet.
 *
 *     traffic.ts udp ADDRESS PORT COUNT BYTES    sends datagrams, one after the other
 *     traffic.ts ports ADDRESS PORT COUNT        one datagram from each of so many ports
 *     traffic.ts steady ADDRESS PORT BYTES       a datagram every few milliseconds, until a line is read
 *     traffic.ts tcp-server PORT                 echoes what comes on each connection
 *     traffic.ts tcp ADDRESS PORT CONNECTIONS BYTES
 *     traffic.ts http-server PORT                answers with as many bytes as the path says
 *     traffic.ts http ADDRESS PORT REQUESTS BYTES
 *     traffic.ts dns-server PORT                 answers questions for IPv4 addresses
 *     traffic.ts dns ADDRESS PORT QUESTIONS
 *     traffic.ts blast ADDRESS PORT COUNT BYTES  the same as fast as one core sends (IPv4), and says how many it sent
 *     traffic.ts flood ADDRESS PORT SECONDS BYTES  the same for a time
 *     traffic.ts frames INTERFACE COUNT HEX      sends frames as they are
 *     traffic.ts tun INTERFACE                   holds the other end of a tunnel, so that it has a carrier
 */
const [kind, ...args] = Deno.args;

async function udp(hostname: string, port: number, count: number, size: number): Promise<void> {
  const socket = Deno.listenDatagram({
    transport: "udp",
    hostname: hostname.includes(":") ? "::" : "0.0.0.0",
    port: 0,
  });
  const bytes = new Uint8Array(size);
  for (let i = 0; i < count; i++) await socket.send(bytes, { transport: "udp", hostname, port });
  socket.close();
}
async function steady(hostname: string, port: number, size: number): Promise<void> {
  Deno.stdin.read(new Uint8Array(16)).then(() => Deno.exit(0));
  const socket = Deno.listenDatagram({ transport: "udp", hostname: "0.0.0.0", port: 0 });
  console.log("ready");
  for (const bytes = new Uint8Array(size);; await new Promise((resolve) => setTimeout(resolve, 5))) {
    await socket.send(bytes, { transport: "udp", hostname, port });
  }
}
async function ports(hostname: string, port: number, count: number): Promise<void> {
  const sockets = Array.from(
    { length: count },
    () => Deno.listenDatagram({ transport: "udp", hostname: "0.0.0.0", port: 0 }),
  );
  for (const socket of sockets) await socket.send(new Uint8Array(10), { transport: "udp", hostname, port });
}
async function tcpServer(port: number): Promise<void> {
  const listener = Deno.listen({ hostname: "::", port });
  console.log("ready");
  Deno.stdin.read(new Uint8Array(16)).then(() => Deno.exit(0));
  for await (const connection of listener) connection.readable.pipeTo(connection.writable).catch(() => {});
}
async function tcp(hostname: string, port: number, connections: number, size: number): Promise<void> {
  for (let i = 0; i < connections; i++) {
    const connection = await Deno.connect({ hostname, port });
    const send = async () => {
      const bytes = new Uint8Array(size);
      for (let at = 0; at < size;) at += await connection.write(bytes.subarray(at));
      await connection.closeWrite();
    };
    const take = async () => {
      const into = new Uint8Array(0x10000);
      while (await connection.read(into) !== null);
    };
    await Promise.all([send(), take()]);
    connection.close();
  }
}
async function httpServer(port: number): Promise<void> {
  Deno.stdin.read(new Uint8Array(16)).then(() => Deno.exit(0));
  const answer = (request: Request) => new Response(new Uint8Array(Number(new URL(request.url).pathname.slice(1))));
  await Deno.serve({ hostname: "::", port, onListen: () => console.log("ready") }, answer).finished;
}
async function http(hostname: string, port: number, requests: number, size: number): Promise<void> {
  const host = hostname.includes(":") ? `[${hostname}]` : hostname;
  for (let i = 0; i < requests; i++) {
    const body = await (await fetch(`http://${host}:${port}/${size}`)).bytes();
    if (body.length !== size) throw new Error(`${body.length} bytes`);
  }
}
/** Answers each question with 192.0.2.1 (RFC 1035). */
async function dnsServer(port: number): Promise<void> {
  Deno.stdin.read(new Uint8Array(16)).then(() => Deno.exit(0));
  const socket = Deno.listenDatagram({ transport: "udp", hostname: "::", port });
  console.log("ready");
  for await (const [question, from] of socket) {
    const end = question.indexOf(0, 12) + 5;
    const answer = Uint8Array.of(
      ...question.subarray(0, end),
      ...Uint8Array.fromHex("c00c00010001000000000004c0000201"),
    );
    answer.set([0x81, 0x80, 0, 1, 0, 1, 0, 0, 0, 0], 2);
    await socket.send(answer, from);
  }
}
async function dns(ipAddr: string, port: number, questions: number): Promise<void> {
  for (let i = 0; i < questions; i++) {
    const [address] = await Deno.resolveDns(`n${i}.example.`, "A", { nameServer: { ipAddr, port } });
    if (address !== "192.0.2.1") throw new Error(`${address}`);
  }
}
const libc = () =>
  Deno.dlopen("libc.so.6", {
    socket: { parameters: ["i32", "i32", "i32"], result: "i32" },
    if_nametoindex: { parameters: ["buffer"], result: "u32" },
    sendto: { parameters: ["i32", "buffer", "usize", "i32", "buffer", "u32"], result: "isize" },
    connect: { parameters: ["i32", "buffer", "u32"], result: "i32" },
    sendmmsg: { parameters: ["i32", "buffer", "u32", "i32"], result: "i32" },
    open: { parameters: ["buffer", "i32"], result: "i32" },
    ioctl: { parameters: ["i32", "u64", "buffer"], result: "i32" },
  }).symbols;
const text = (of: string) => new TextEncoder().encode(`${of}\0`);

function frames(device: string, count: number, hex: string): void {
  const { socket, sendto, if_nametoindex: indexOf } = libc();
  const packetSocket = socket(17, 3, 0);
  const to = new DataView(new ArrayBuffer(20));
  to.setUint16(0, 17, true);
  to.setInt32(4, indexOf(text(device)), true);
  const frame = Uint8Array.fromHex(hex);
  for (let i = 0; i < count; i++) {
    const sent = sendto(packetSocket, frame, BigInt(frame.length), 0, new Uint8Array(to.buffer), 20);
    if (Number(sent) !== frame.length) throw new Error("a frame could not be sent");
  }
}
/** Datagrams handed to the kernel in one call. */
const TOGETHER = 512;
function blast(address: string, port: number, count: number, size: number, seconds = Infinity): void {
  const end = performance.now() + seconds * 1000;
  const { socket, connect, sendmmsg } = libc();
  const udpSocket = socket(2, 2, 0);
  const to = new DataView(new ArrayBuffer(16));
  to.setUint16(0, 2, true);
  to.setUint16(2, port);
  address.split(".").forEach((part, i) => to.setUint8(4 + i, Number(part)));
  if (connect(udpSocket, new Uint8Array(to.buffer), 16) !== 0) throw new Error("no way there");
  const payload = new Uint8Array(size), part = new DataView(new ArrayBuffer(16));
  part.setBigUint64(0, Deno.UnsafePointer.value(Deno.UnsafePointer.of(payload)), true);
  part.setBigUint64(8, BigInt(size), true);
  const partAt = Deno.UnsafePointer.value(Deno.UnsafePointer.of(new Uint8Array(part.buffer)));
  // struct mmsghdr: one part each, no address
  const messages = new DataView(new ArrayBuffer(64 * TOGETHER));
  for (let i = 0; i < TOGETHER; i++) {
    messages.setBigUint64(64 * i + 16, partAt, true);
    messages.setBigUint64(64 * i + 24, 1n, true);
  }
  const bytes = new Uint8Array(messages.buffer);
  let sent = 0;
  for (let left = count; left > 0 && performance.now() < end;) {
    const now = sendmmsg(udpSocket, bytes, Math.min(TOGETHER, left), 0);
    // refused: an answer to an earlier one
    if (now > 0) {
      sent += now;
      left -= now;
    }
  }
  console.log(sent, payload.length, part.byteLength);
}
async function tun(device: string): Promise<void> {
  const { open, ioctl } = libc();
  const request = new Uint8Array(40);
  request.set(text(device));
  new DataView(request.buffer).setUint16(16, 0x1001, true); // IFF_TUN | IFF_NO_PI
  if (ioctl(open(text("/dev/net/tun"), 2), 0x400454can, request) !== 0) throw new Error("no tunnel");
  console.log("ready");
  await Deno.stdin.read(new Uint8Array(16));
}
const numbers = args.map(Number);
if (kind === "udp") await udp(args[0]!, numbers[1]!, numbers[2]!, numbers[3]!);
else if (kind === "ports") await ports(args[0]!, numbers[1]!, numbers[2]!);
else if (kind === "steady") await steady(args[0]!, numbers[1]!, numbers[2]!);
else if (kind === "tcp-server") await tcpServer(numbers[0]!);
else if (kind === "http-server") await httpServer(numbers[0]!);
else if (kind === "http") await http(args[0]!, numbers[1]!, numbers[2]!, numbers[3]!);
else if (kind === "dns-server") await dnsServer(numbers[0]!);
else if (kind === "dns") await dns(args[0]!, numbers[1]!, numbers[2]!);
else if (kind === "blast") blast(args[0]!, numbers[1]!, numbers[2]!, numbers[3]!);
else if (kind === "flood") blast(args[0]!, numbers[1]!, Infinity, numbers[3]!, numbers[2]!);
else if (kind === "frames") frames(args[0]!, numbers[1]!, args[2]!);
else if (kind === "tun") await tun(args[0]!);
else await tcp(args[0]!, numbers[1]!, numbers[2]!, numbers[3]!);
Deno.exit(0);
