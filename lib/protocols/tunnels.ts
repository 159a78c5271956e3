/**
 * Tunnels: packets and frames inside others. A value each, as protocols are; whatever names, numbers, finds or counts tunnels
 * reads it from here.
 *
 * @module
 */

/** What a tunnel is known by, and what its identifier is. */
export interface Tunnel {
  /** As `-x tunnels`, `tun_typestr` and messages name it. */
  readonly name: string;
  /** TUN_ value of D's library. */
  readonly type: number;
  /** `Geneve`: as its document writes it. */
  readonly title: string;
  readonly source: string;
  /** Numbers behind IP that it stands at. */
  readonly protocols?: readonly number[];
  /** Ports of UDP that it is sent to. */
  readonly ports?: readonly number[];
  /** It comes from the same ports, too: that of the server is only one of both. */
  readonly isFromPorts?: true;
  /** `VNI`: what identifies a network or a session within it; missing where nothing does. */
  readonly id?: string;
  /** The identifier is chosen by whom it is sent to: the two directions of a connection have two. */
  readonly isIdOneWay?: true;
}

/** Numbers behind IP that tunnels stand at. */
export const CARRIER = { IP4: 4, IP6: 41, GRE: 47 } as const;
/** Ports of UDP that tunnels are sent to; VXLAN's second is that of Linux before there was a number. */
export const TUNNEL_PORT = {
  GTPU: 2152,
  TEREDO: 3544,
  VXLAN: 4789,
  VXLAN_GPE: 4790,
  GENEVE: 6081,
  MPLS: 6635,
  VXLAN_OLD: 8472,
} as const;

/** TUN_ values. */
export const TUNNEL = {
  NONE: 0,
  GRE: 1,
  ERSPAN: 2,
  VXLAN: 3,
  GENEVE: 4,
  GTPU: 5,
  IPIP: 6,
  SIX_IN_FOUR: 7,
  FOUR_IN_SIX: 8,
  TEREDO: 9,
  MPLS: 10,
} as const;

export const tunnels: readonly Tunnel[] = [
  {
    name: "gre",
    type: TUNNEL.GRE,
    title: "GRE",
    source: "RFC 2784, RFC 2890",
    protocols: [CARRIER.GRE],
    id: "key",
  },
  {
    name: "erspan",
    type: TUNNEL.ERSPAN,
    title: "ERSPAN",
    source: "draft-foschiano-erspan",
    protocols: [CARRIER.GRE],
    id: "session",
  },
  {
    name: "vxlan",
    type: TUNNEL.VXLAN,
    title: "VXLAN",
    source: "RFC 7348, draft-ietf-nvo3-vxlan-gpe",
    ports: [TUNNEL_PORT.VXLAN, TUNNEL_PORT.VXLAN_OLD, TUNNEL_PORT.VXLAN_GPE],
    id: "VNI",
  },
  {
    name: "geneve",
    type: TUNNEL.GENEVE,
    title: "Geneve",
    source: "RFC 8926",
    ports: [TUNNEL_PORT.GENEVE],
    id: "VNI",
  },
  {
    name: "gtpu",
    type: TUNNEL.GTPU,
    title: "GTP-U",
    source: "3GPP TS 29.281",
    ports: [TUNNEL_PORT.GTPU],
    id: "TEID",
    isIdOneWay: true,
  },
  { name: "ipip", type: TUNNEL.IPIP, title: "IP in IP", source: "RFC 2003, RFC 2473", protocols: [4, 41] },
  {
    name: "6in4",
    type: TUNNEL.SIX_IN_FOUR,
    title: "IPv6 in IPv4",
    source: "RFC 4213",
    protocols: [CARRIER.IP6],
  },
  {
    name: "4in6",
    type: TUNNEL.FOUR_IN_SIX,
    title: "IPv4 in IPv6",
    source: "RFC 2473",
    protocols: [CARRIER.IP4],
  },
  {
    name: "teredo",
    type: TUNNEL.TEREDO,
    title: "Teredo",
    source: "RFC 4380",
    ports: [TUNNEL_PORT.TEREDO],
    isFromPorts: true,
  },
  {
    name: "mpls",
    type: TUNNEL.MPLS,
    title: "MPLS in UDP",
    source: "RFC 7510",
    ports: [TUNNEL_PORT.MPLS],
    id: "outermost label",
    isIdOneWay: true,
  },
];
