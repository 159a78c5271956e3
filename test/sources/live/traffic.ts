/**
 * Traffic for tests: what it sends is known to the packet.
 *
 *     traffic.ts udp ADDRESS PORT COUNT BYTES    sends datagrams, one after the other
 *     traffic.ts sink PORT                       takes them, until standard input ends, and says how many
 *     traffic.ts tcp-server PORT                 echoes what comes on each connection
 *     traffic.ts tcp ADDRESS PORT CONNECTIONS BYTES
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
async function sink(port: number): Promise<void> {
  const socket = Deno.listenDatagram({ transport: "udp", hostname: "::", port });
  console.log("ready");
  let taken = 0;
  Deno.stdin.read(new Uint8Array(16)).then(() => socket.close());
  for await (const _ of socket) taken++;
  console.log(taken);
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
const numbers = args.map(Number);
if (kind === "udp") await udp(args[0]!, numbers[1]!, numbers[2]!, numbers[3]!);
else if (kind === "sink") await sink(numbers[0]!);
else if (kind === "tcp-server") await tcpServer(numbers[0]!);
else await tcp(args[0]!, numbers[1]!, numbers[2]!, numbers[3]!);
Deno.exit(0);
