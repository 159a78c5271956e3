/**
 * Traffic for tests: what it sends is known to the packet.
 *
 *     traffic.ts udp ADDRESS PORT COUNT BYTES    sends datagrams, one after the other
 *     traffic.ts tcp-server PORT                 echoes what comes on each connection
 *     traffic.ts tcp ADDRESS PORT CONNECTIONS BYTES
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
const libc = () =>
  Deno.dlopen("libc.so.6", {
    socket: { parameters: ["i32", "i32", "i32"], result: "i32" },
    if_nametoindex: { parameters: ["buffer"], result: "u32" },
    sendto: { parameters: ["i32", "buffer", "usize", "i32", "buffer", "u32"], result: "isize" },
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
else if (kind === "tcp-server") await tcpServer(numbers[0]!);
else if (kind === "frames") frames(args[0]!, numbers[1]!, args[2]!);
else if (kind === "tun") await tun(args[0]!);
else await tcp(args[0]!, numbers[1]!, numbers[2]!, numbers[3]!);
Deno.exit(0);
