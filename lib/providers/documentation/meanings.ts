/**
 * What each probe means, in a sentence, and what says so: for completion, inspection and `%args`. When a probe fires is
 * FreeBSD's documentation (dtrace_ip(4), dtrace_tcp(4), dtrace_udp(4), …) seen from what a packet shows.
 *
 * @module
 */

/** What a provider observes. */
export interface ProviderMeaning {
  readonly meaning: string;
  /** The text that defines it. */
  readonly source: string;
  /** By the probe's name; what is made on demand by the letters before the first digit. */
  readonly probes: Readonly<Record<string, string>>;
}

const TCP: ProviderMeaning = {
  meaning: "segments, and what they do to connections",
  source: "dtrace_tcp(4), RFC 9293",
  probes: {
    "send": "a segment is sent from this host, retransmissions included",
    "receive": "a segment is received by this host",
    "connect-request": "this host opens a connection: a SYN goes out, also when it is sent again",
    "connect-established": "a connection opened from here is established: SYN and ACK have come",
    "connect-refused": "a connection opened from here is refused: a RST answers the SYN",
    "accept-established": "a connection opened from the other end is established",
    "accept-refused": "this host refuses a connection: it answers a SYN with a RST",
    "state-change": "the connection changes its state; args[3] has the new one, args[5] the one before",
    "siftr":
      "a segment of a connection, with the connection in figures (window, round trip, flight), as siftr(4) logs it",
    "debug-input": "a segment is taken in by the connection",
    "debug-output": "a segment is put out by the connection",
    "debug-user": "a program asks something of its socket",
    "debug-drop": "a segment is discarded",
    "receive-autoresize": "the receive buffer is given another size",
  },
};

const ANALYSIS: ProviderMeaning = {
  meaning: "what an analyst reads out of TCP's segments, in the words of tshark's tcp.analysis",
  source: "tshark(1), RFC 9293, RFC 5681",
  probes: {
    "retransmission": "a segment is sent again",
    "fast-retransmission": "a segment is sent again because of duplicate acknowledgments, before its timer runs out",
    "spurious-retransmission": "a segment is sent again that had been acknowledged",
    "out-of-order": "a segment comes after one that follows it",
    "duplicate-ack": "the same acknowledgment comes again, as it does when a segment is missing",
    "lost-segment": "a segment before this one is missing from the capture",
    "acked-unseen": "a segment is acknowledged that is missing from the capture",
    "zero-window": "the sender of the segment can take nothing more for now",
    "window-update": "the window opens again, or further",
    "window-full": "the segment fills the window that the other end has offered",
    "window-probe": "a byte beyond a closed window, to learn whether it has opened",
    "window-probe-ack": "the answer to a window probe",
    "keep-alive": "an old byte is sent to learn whether the other end is still there",
    "keep-alive-ack": "the answer to a keep-alive",
    "rtt-sample": "a round trip is measured: the time from a segment to its acknowledgment",
    "handshake-complete": "the third segment of the handshake has come; its round trip is known",
    "close": "the connection has ended, with FIN of both ends or with RST",
  },
};

/** By the provider's name. */
export const meanings: Readonly<Record<string, ProviderMeaning>> = {
  dtrace: {
    meaning: "the tracing itself",
    source: "dtrace(1), the DTrace guide, chapter dtrace provider",
    probes: {
      BEGIN: "once, before anything else fires",
      END: "once, after everything else has fired",
      ERROR: "a clause has run into a fault; the arguments say which",
    },
  },
  profile: {
    meaning: "time, in the time of the capture",
    source: "dtrace_profile(4)",
    probes: {
      "tick": "every so often: tick-1s, tick-100ms; a bare number is a rate per second",
      "profile": "every so often, on each processor; a capture has one",
    },
  },
  ip: {
    meaning: "packets of IPv4 and IPv6",
    source: "dtrace_ip(4), RFC 791, RFC 8200",
    probes: { send: "a packet is sent", receive: "a packet is received" },
  },
  tcp: TCP,
  tcpa: ANALYSIS,
  udp: {
    meaning: "datagrams of UDP",
    source: "dtrace_udp(4), RFC 768",
    probes: { send: "a datagram is sent from this host", receive: "a datagram is received by this host" },
  },
  udplite: {
    meaning: "datagrams of UDP-Lite",
    source: "dtrace_udplite(4), RFC 3828",
    probes: { send: "a datagram is sent from this host", receive: "a datagram is received by this host" },
  },
  sctp: {
    meaning: "packets of SCTP, and what they do to associations",
    source: "dtrace_sctp(4), RFC 9260",
    probes: {
      "send": "a packet is sent from this host",
      "receive": "a packet is received by this host",
      "state-change": "the association changes its state; args[3] has the new one, args[5] the one before",
    },
  },
  icmp: {
    meaning: "messages of ICMP",
    source: "RFC 792",
    probes: { send: "a message is sent from this host", receive: "a message is received by this host" },
  },
  icmp6: {
    meaning: "messages of ICMPv6",
    source: "RFC 4443",
    probes: { send: "a message is sent from this host", receive: "a message is received by this host" },
  },
  mib: {
    meaning: "counters of a host as SNMP knows them: each fires with its increment, as far as packets show it",
    source: "RFC 4293, RFC 4022, RFC 4113, RFC 5097; the names are illumos'",
    probes: {},
  },
  packet: {
    meaning: "what was captured, whatever it is and whoever's it is",
    source: "the tcpdump registry of link types, IEEE 802.3, IEEE 802.1Q, RFC 3032",
    probes: {
      captured: "a record of the capture, once for each, whatever is in it",
      undecoded: "a record that cannot be read as far as its transport; args[5] says why",
    },
  },
  arp: {
    meaning: "messages of ARP",
    source: "RFC 826",
    probes: { send: "a message is sent from this host", receive: "a message is received by this host" },
  },
};

/** What a probe means; undefined for probes that nothing is said of. */
export function probeMeaning(
  probe: { readonly provider: string; readonly name: string },
): { readonly meaning: string; readonly source: string } | undefined {
  const provider = Object.hasOwn(meanings, probe.provider) ? meanings[probe.provider] : undefined;
  const name = provider && Object.hasOwn(provider.probes, probe.name) ? probe.name : probe.name.replace(/-\d.*$/, "");
  const meaning = provider && Object.hasOwn(provider.probes, name) ? provider.probes[name] : undefined;
  return meaning === undefined ? undefined : { meaning, source: provider!.source };
}
