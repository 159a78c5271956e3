/**
 * Translators run over packets and connections built by hand from the RFCs' diagrams: members have what is written
 * there.
 */
import { deepStrictEqual } from "node:assert";
import { END, SEEN, SHARED, STATE } from "../../lib/packet/tcp/mod.ts";
import { evaluate } from "./machine.ts";

/** Evaluates `expressions` and compares each with its value. */
function expect(
  probe: string,
  expected: Record<string, unknown>,
  prepare: (room: Uint8Array, at: number) => readonly number[],
): void {
  const names = Object.keys(expected);
  const found = evaluate(probe, names, prepare);
  deepStrictEqual(Object.fromEntries(names.map((name, i) => [name, found[i]])), expected);
}

/**
 * 45 00 0054, id abcd, DF|MF and offset 0x123, TTL 64, UDP, checksum 1c46, 10.0.0.1 → 192.168.1.2; 4 bytes of
 * options.
 */
const IPV4 = [
  ...[0x46, 0xb8, 0x00, 0x54, 0xab, 0xcd, 0x61, 0x23, 0x40, 0x11, 0x1c, 0x46],
  ...[10, 0, 0, 1, 192, 168, 1, 2, 1, 1, 1, 1],
];
/** Traffic class 0xb8, flow label 0xabcde, payload 1000, TCP, hop limit 255, fe80::1 → ff02::2. */
const IPV6 = [
  ...[0x6b, 0x8a, 0xbc, 0xde, 0x03, 0xe8, 0x06, 0xff],
  ...[0xfe, 0x80, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1],
  ...[0xff, 0x02, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 2],
];

Deno.test("ipinfo_t and ipv4info_t of an IPv4 packet", () => {
  expect("ip:::send", {
    "args[2]->ip_ver": 4,
    "args[2]->ip_plength": 0x54 - 24,
    "args[4]->ipv4_ver": 4,
    "args[4]->ipv4_ihl": 6,
    "args[4]->ipv4_tos": 0xb8,
    "args[4]->ipv4_length": 0x54,
    "args[4]->ipv4_ident": 0xabcd,
    "args[4]->ipv4_flags": 0x60,
    "args[4]->ipv4_offset": 0x123,
    "args[4]->ipv4_ttl": 64,
    "args[4]->ipv4_protocol": 17,
    "args[4]->ipv4_protostr": "UDP",
    "args[4]->ipv4_checksum": 0x1c46,
    "args[4]->ipv4_src": 0x0a000001,
    "args[4]->ipv4_saddr": "10.0.0.1",
    "args[4]->ipv4_daddr": "192.168.1.2",
    "args[4]->ipv4_hdr->ipha_ttl": 64,
    "args[5]->ipv6_ver": 0,
    "args[5]->ipv6_nextstr": "<null>",
    "args[5]->ipv6_saddr": "<null>",
    "args[2]->ip_saddr": "10.0.0.1",
    "args[2]->ip_daddr": "192.168.1.2",
    "args[1]->cs_cid": 0,
  }, (room, at) => (room.set(IPV4), [0, 0, at, 0, at, 0]));
});

Deno.test("ipinfo_t and ipv6info_t of an IPv6 packet", () => {
  expect("ip:::receive", {
    "args[2]->ip_ver": 6,
    "args[2]->ip_plength": 1000,
    "args[2]->ip_saddr": "fe:80:0:0:0:0:0:0:0:0:0:0:0:0:0:1",
    "args[2]->ip_daddr": "ff:2:0:0:0:0:0:0:0:0:0:0:0:0:0:2",
    "args[4]->ipv4_ver": 0,
    "args[4]->ipv4_protostr": "<null>",
    "args[5]->ipv6_ver": 6,
    "args[5]->ipv6_tclass": 0xb8,
    "args[5]->ipv6_flow": 0xabcde,
    "args[5]->ipv6_plen": 1000,
    "args[5]->ipv6_nexthdr": 6,
    "args[5]->ipv6_nextstr": "TCP",
    "args[5]->ipv6_hlim": 255,
    "args[5]->ipv6_saddr": "fe:80:0:0:0:0:0:0:0:0:0:0:0:0:0:1",
    "args[5]->ipv6_dst->__u6_addr.__u6_addr8[15]": 2,
    "args[5]->ipv6_src->_S6_un._S6_u8[1]": 0x80,
  }, (room, at) => (room.set(IPV6), [0, 0, at, 0, 0, at]));
});

Deno.test("ip_plength where the header's length is 0: argument 9 has it, and the fields stay what they are", () => {
  const arguments9 = [0, 0, 0, 0, 0, 0, 0, 0, 0, 70_020];
  const at2 = (at: number, index: number) => arguments9.with(2, at).with(index, at);
  expect("ip:::send", { "args[2]->ip_plength": 70_020, "args[4]->ipv4_length": 0 }, (room, at) => {
    room.set(IPV4.with(2, 0).with(3, 0));
    return at2(at, 4);
  });
  expect("ip:::send", { "args[2]->ip_plength": 70_020, "args[5]->ipv6_plen": 0 }, (room, at) => {
    room.set(IPV6.with(4, 0).with(5, 0));
    return at2(at, 5);
  });
});

Deno.test("nothing to translate: 0, -1, <unknown>", () => {
  expect("tcp:::send", {
    "args[0]->pkt_addr": 0,
    "args[1]->cs_cid": 0,
    "args[2]->ip_ver": 0,
    "args[2]->ip_plength": 0,
    "args[2]->ip_saddr": "<unknown>",
    "args[3]->tcps_state": -1,
    "args[3]->tcps_laddr": "<unknown>",
    "args[3]->tcps_lport": 0,
    "args[3]->tcps_swnd": -1,
    "args[3]->tcps_snd_ws": -1,
    "args[4]->tcp_flags": 0,
    "args[4]->tcp_seq": -1,
  }, () => [0, 0, 0, 0, 0]);
});

Deno.test("pktinfo_t and ifinfo_t", () => {
  const expected = {
    "args[0]->pkt_addr": 7,
    "args[0]->pkt_time": 1_700_000_000_123_456,
    "args[0]->pkt_captured": 96,
    "args[0]->pkt_length": 1514,
    "args[0]->pkt_direction": 2,
    "args[0]->pkt_payload": 1448,
    "args[3]->if_addr": 3,
    "args[3]->if_name": "lo0",
    "args[3]->if_local": 1,
  };
  const write = (room: Uint8Array, at: number, name: string) => {
    const view = new DataView(room.buffer, room.byteOffset);
    view.setBigUint64(0, 7n, true);
    view.setBigInt64(8, 1_700_000_000_123_456n, true);
    [96, 1514, 2, 3, 1].forEach((word, i) => view.setUint32(16 + 4 * i, word, true));
    view.setUint32(68, 1448, true);
    if (name !== "") view.setBigUint64(48, BigInt(at + 100), true);
    room.set(new TextEncoder().encode(name), 100);
    return [at, 0, 0, at, 0, 0];
  };
  expect("ip:::send", expected, (room, at) => write(room, at, "lo0"));
  const named = { "args[3]->if_name": "eth0", "args[3]->if_local": 0 };
  expect("ip:::send", named, (room, at) => write(room, at, "eth0"));
  const unnamed = { "args[3]->if_name": "<unknown>", "args[3]->if_local": 0 };
  expect("ip:::send", unnamed, (room, at) => write(room, at, ""));
});

Deno.test("tcpinfo_t", () => {
  const header = [
    ...[0xc0, 0x01, 0x01, 0xbb, 0xff, 0xff, 0xff, 0xfe, 0x00, 0x00, 0x00, 0x09],
    ...[0x80, 0x12, 0xff, 0xff, 0x12, 0x34, 0x00, 0x05],
  ];
  expect("tcp:::receive", {
    "args[4]->tcp_sport": 0xc001,
    "args[4]->tcp_dport": 443,
    "args[4]->tcp_seq": -2,
    "args[4]->tcp_ack": 9,
    "args[4]->tcp_offset": 32,
    "args[4]->tcp_flags": 0x12,
    "(args[4]->tcp_flags & (TH_SYN | TH_ACK)) == (TH_SYN | TH_ACK)": 1,
    "args[4]->tcp_window": 65535,
    "args[4]->tcp_checksum": 0x1234,
    "args[4]->tcp_urgent": 5,
    "args[4]->tcp_hdr->th_flags": 0x12,
  }, (room, at) => (room.set(header), [0, 0, 0, 0, at]));
});

/** A flow 10.0.0.1:40000 (side 0) ↔ 10.0.0.2:443 (side 1), opened by side 0. */
function writeFlow(room: Uint8Array, localSide: number, protocol = 6): void {
  const view = new DataView(room.buffer, room.byteOffset);
  view.setBigUint64(0, 42n, true);
  room.set([protocol, 4, localSide, 1], 8);
  view.setUint16(12, 40000, true);
  view.setUint16(14, 443, true);
  room.set([10, 0, 0, 1], 16);
  room.set([10, 0, 0, 2], 32);
  const word = (side: number, name: keyof typeof END, value: number) =>
    view.setInt32(48 + 4 * (side * END.WORDS + END[name]), value, true);
  const ends: Partial<Record<keyof typeof END, number>>[] = [
    {
      ...{ STATE: STATE.FIN_WAIT_1, SEEN: SEEN.SYN | SEEN.SACK_PERMITTED | SEEN.RETRANSMITTING, ISS: 100, UNA: 1101 },
      ...{ MAX: 2101, NXT: 1601, RCV_NXT: 701, ACKED: 601, WINDOW: 502 | 7 << 16, MSS: 1460 | 1 << 16, WL1: 5, WL2: 6 },
      ...{ RTT_SEQ: 2101, RTT_SENT: 2_500_000, SRTT: 20_500, RTTVAR: 1_250, TS_RECENT: 77, DUPLICATE_ACKS: 2 },
      ...{ SACKED: 1901, SEGMENTS: 9, RETRANSMITTED: 1, BYTES_LOW: 2000, URGENT: 150 },
    },
    {
      ...{ STATE: STATE.ESTABLISHED, SEEN: SEEN.SYN | SEEN.SACK_PERMITTED, ISS: 500, UNA: 601, MAX: 701, NXT: 701 },
      ...{
        RCV_NXT: 1101,
        ACKED: 1101,
        WINDOW: 1000 | 8 << 16,
        MSS: 1400,
        DUPLICATE_ACKS: 3,
        SEGMENTS: 8,
        BYTES_LOW: 200,
      },
    },
  ];
  ends.forEach((end, side) => {
    for (const [name, value] of Object.entries(end)) word(side, name as keyof typeof END, value);
  });
  view.setInt32(48 + 4 * SHARED.HANDSHAKE, 21_000, true);
}

Deno.test("tcpsinfo_t as the client sees it", () => {
  expect("tcp:::send", {
    "args[1]->cs_cid": 42,
    "args[3]->tcps_addr": 42,
    "args[3]->tcps_local": 0,
    "args[3]->tcps_active": 1,
    "args[3]->tcps_lport": 40000,
    "args[3]->tcps_rport": 443,
    "args[3]->tcps_laddr": "10.0.0.1",
    "args[3]->tcps_raddr": "10.0.0.2",
    "args[3]->tcps_state": STATE.FIN_WAIT_1,
    "tcp_state_string[args[3]->tcps_state]": "state-fin-wait-1",
    "args[3]->tcps_iss": 100,
    "args[3]->tcps_irs": 500,
    "args[3]->tcps_suna": 1101,
    "args[3]->tcps_smax": 2101,
    "args[3]->tcps_snxt": 1601,
    "args[3]->tcps_rack": 601,
    "args[3]->tcps_rnxt": 701,
    "args[3]->tcps_swnd": 1000 << 8,
    "args[3]->tcps_snd_ws": 8,
    "args[3]->tcps_rwnd": 502 << 7,
    "args[3]->tcps_rcv_ws": 7,
    "args[3]->tcps_radv": 601 + (502 << 7),
    "args[3]->tcps_swl1": 5,
    "args[3]->tcps_swl2": 6,
    "args[3]->tcps_cwnd": 1000,
    "args[3]->tcps_cwnd_ssthresh": 0,
    "args[3]->tcps_sack_fack": 1901,
    "args[3]->tcps_rto": 25, // (20500 + 4 × 1250) µs
    "args[3]->tcps_mss": 1400,
    "args[3]->tcps_retransmit": 1,
    "args[3]->tcps_srtt": 20_500,
    "args[3]->tcps_dupacks": 3,
    "args[3]->tcps_rtttime": 2500,
    "args[3]->tcps_rtseq": 2101,
    "args[3]->tcps_ts_recent": 77,
    "args[3]->tcps_rtt": 20,
    "args[3]->tcps_rtt_sd": 1,
    "args[3]->tcps_handshake_us": 21_000,
    "args[3]->tcps_flight": 1000,
    "args[3]->tcps_segs_out": 9,
    "args[3]->tcps_segs_in": 8,
    "args[3]->tcps_retransmitted": 1,
    "args[3]->tcps_bytes_out": 2 ** 32 + 2000,
    "args[3]->tcps_bytes_in": 200,
  }, (room, at) => (writeFlow(room, 0), [0, at, 0, at, 0]));
});

Deno.test("tcpsinfo_t as the server sees it", () => {
  expect("tcp:::receive", {
    "args[3]->tcps_active": 0,
    "args[3]->tcps_lport": 443,
    "args[3]->tcps_rport": 40000,
    "args[3]->tcps_laddr": "10.0.0.2",
    "args[3]->tcps_raddr": "10.0.0.1",
    "args[3]->tcps_state": STATE.ESTABLISHED,
    "args[3]->tcps_swnd": 502 << 7,
    "args[3]->tcps_rwnd": 1000 << 8,
    "args[3]->tcps_rup": 150,
    "args[3]->tcps_rto": 1000,
    "args[3]->tcps_retransmit": 0,
    "args[3]->tcps_dupacks": 2,
  }, (room, at) => (writeFlow(room, 1), [0, at, 0, at, 0]));
});

Deno.test("windows are scaled only if both ends offered it, and never that of a SYN", () => {
  const set = (room: Uint8Array, side: number, name: keyof typeof END, value: number) =>
    new DataView(room.buffer, room.byteOffset).setInt32(48 + 4 * (side * END.WORDS + END[name]), value, true);
  const ofSyn = { "args[3]->tcps_swnd": 1000, "args[3]->tcps_snd_ws": 8 };
  expect("tcp:::send", ofSyn, (room, at) => {
    writeFlow(room, 0);
    set(room, 1, "SEEN", SEEN.SYN | SEEN.WINDOW_OF_SYN);
    return [0, at, 0, at, 0];
  });
  const unscaled = {
    "args[3]->tcps_swnd": 1000,
    "args[3]->tcps_rwnd": 502,
    "args[3]->tcps_snd_ws": 0,
    "args[3]->tcps_rcv_ws": 0,
  };
  expect("tcp:::send", unscaled, (room, at) => {
    writeFlow(room, 0);
    set(room, 1, "WINDOW", 1000 | 0xff << 16);
    return [0, at, 0, at, 0];
  });
});

Deno.test("tcp:::state-change has the new state and the old one, tcp:::siftr the connection in figures", () => {
  expect("tcp:::state-change", {
    "args[1]->cs_cid": 42,
    "args[3]->tcps_state": STATE.FIN_WAIT_1,
    "args[5]->tcps_state": STATE.ESTABLISHED,
  }, (room, at) => (writeFlow(room, 0), [0, at, 0, at, 0, STATE.ESTABLISHED]));
  expect("tcp:::siftr", {
    "siftr_dir_string[args[0]->direction]": "out",
    "args[0]->ipver": 1,
    "args[0]->lport": 40000,
    "args[0]->raddr": "10.0.0.2",
    "args[0]->snd_wnd": 1000 << 8,
    "args[0]->conn_state": STATE.FIN_WAIT_1,
    "args[0]->srtt": 20_500,
    "args[0]->rto": 25_000,
    "args[0]->sack_enabled": 1,
    "args[0]->snd_scale": 8,
    "args[0]->sent_inflight_bytes": 1000,
  }, (room, at) => (writeFlow(room, 0), [at]));
});

Deno.test("udp, udplite, sctp, icmp, arp", () => {
  const withFlow = (header: number[]) => (room: Uint8Array, at: number) => {
    writeFlow(room, 1, 17);
    room.set(header, 1024);
    return [0, at, 0, at, at + 1024];
  };
  expect("udp:::send", {
    "args[3]->udps_lport": 443,
    "args[3]->udps_raddr": "10.0.0.1",
    "args[4]->udp_sport": 53,
    "args[4]->udp_dport": 0x8000,
    "args[4]->udp_length": 40,
    "args[4]->udp_checksum": 0xbeef,
  }, withFlow([0, 53, 0x80, 0, 0, 40, 0xbe, 0xef]));
  expect("udplite:::send", {
    "args[3]->udplites_addr": 42,
    "args[4]->udplite_coverage": 8,
    "args[4]->udplite_checksum": 0xbeef,
  }, withFlow([0, 53, 0x80, 0, 0, 8, 0xbe, 0xef]));
  expect("sctp:::receive", {
    "args[3]->sctps_rport": 40000,
    "args[3]->sctps_num_raddrs": 1,
    "args[4]->sctp_dport": 0x0b59,
    "args[4]->sctp_verify": 0x01020304,
    "args[4]->sctp_checksum": 0x05060708,
    "args[4]->sctp_chunk": 3,
    "args[4]->sctp_chunk == SCTP_SELECTIVE_ACK": 1,
  }, withFlow([0x80, 0, 0x0b, 0x59, 1, 2, 3, 4, 5, 6, 7, 8, 3, 0, 0, 16]));
  const icmp = {
    "args[4]->icmp_type == ICMP_ECHO": 1,
    "args[4]->icmp_code": 0,
    "args[4]->icmp_checksum": 0xf7ff,
    "args[4]->icmp_id": 0x1234,
    "args[4]->icmp_seq": 9,
    "args[4]->icmp_rest": 0x12340009,
  };
  expect("icmp:::send", icmp, withFlow([8, 0, 0xf7, 0xff, 0x12, 0x34, 0, 9]));
  expect("arp:::receive", {
    "args[4]->arp_op == ARPOP_REQUEST": 1,
    "args[4]->arp_hrd": 1,
    "args[4]->arp_pro": 0x800,
    "args[4]->arp_smac": "2:0:0:0:0:1",
    "args[4]->arp_saddr": "10.0.0.1",
    "args[4]->arp_tmac": "0:0:0:0:0:0",
    "args[4]->arp_taddr": "10.0.0.2",
  }, withFlow([0, 1, 8, 0, 6, 4, 0, 1, 2, 0, 0, 0, 0, 1, 10, 0, 0, 1, 0, 0, 0, 0, 0, 0, 10, 0, 0, 2]));
});
