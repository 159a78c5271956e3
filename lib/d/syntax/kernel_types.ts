/**
 * Types of kernels that scripts of other systems cast to, and where the same is found here.
 *
 * @module
 */
const CONNECTION = "what a kernel keeps of a connection is in `args[3]` of `tcp:::` probes, a `tcpsinfo_t`";
const OWNER = "addresses and ports are in `args[3]` of `tcp:::` probes, the connection's number in `args[1]->cs_cid`";
const PACKET = "`args[2]` of `ip:::` probes is an `ipinfo_t`, `args[4]` an `ipv4info_t`, `args[5]` an `ipv6info_t`";
const SEGMENT = "`args[4]` of `tcp:::` probes is a `tcpinfo_t`, of `udp:::` probes a `udpinfo_t`";
const THREAD = "packets do not show threads and processes";

const INSTEAD: Readonly<Record<string, string>> = {
  tcp_t: CONNECTION,
  tcpcb: CONNECTION,
  tcp_sock: CONNECTION,
  conn_t: OWNER,
  inpcb: OWNER,
  sock: OWNER,
  socket: OWNER,
  ipha_t: PACKET,
  ip6_t: PACKET,
  ip: PACKET,
  ip6_hdr: PACKET,
  iphdr: PACKET,
  mblk_t: PACKET,
  mbuf: PACKET,
  sk_buff: PACKET,
  tcpha_t: SEGMENT,
  tcph_t: SEGMENT,
  tcphdr: SEGMENT,
  udpha_t: SEGMENT,
  udphdr: SEGMENT,
  kthread_t: THREAD,
  thread: THREAD,
  proc: THREAD,
  proc_t: THREAD,
  task_struct: THREAD,
};

/** What to write instead of a type that is unknown here. */
export function insteadOfType(name: string): string {
  return INSTEAD[name] ??
    "no type of that name is known here, and of a kernel only the running one's are, to `trace`: declare the struct, or use the probe's `args[]`";
}
