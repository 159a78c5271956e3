/**
 * Link types as the tcpdump registry numbers them (LINKTYPE_), and EtherTypes (IEEE 802 registry), as far as they lead to IP.
 *
 * @module
 */

export const LINK = {
  NULL: 0,
  ETHERNET: 1,
  PPP: 9,
  RAW_OLD: 12,
  RAW_OPENBSD: 14,
  PPP_HDLC: 50,
  PPP_ETHER: 51,
  RAW: 101,
  CISCO_HDLC: 104,
  IEEE802_11: 105,
  LOOP: 108,
  LINUX_SLL: 113,
  PFLOG: 117,
  PRISM: 119,
  RADIOTAP: 127,
  AVS: 163,
  PPP_WITH_DIRECTION: 204,
  IPV4: 228,
  IPV6: 229,
  NFLOG: 239,
  LINUX_SLL2: 276,
} as const;

export const ETHERTYPE = {
  IPV4: 0x0800,
  ARP: 0x0806,
  VLAN: 0x8100,
  IPV6: 0x86dd,
  PPPOE_DISCOVERY: 0x8863,
  PPPOE: 0x8864,
  MPLS: 0x8847,
  MPLS_MULTICAST: 0x8848,
  QINQ: 0x88a8,
  QINQ_OLD: 0x9100,
  BACKBONE: 0x88e7,
  MACSEC: 0x88e5,
  VN_TAG: 0x8926,
} as const;

/** ARPHRD_ numbers of Linux (`if_arp.h`) that say what a cooked frame holds. */
export const HARDWARE = { IEEE802_11: 801, IEEE802_11_PRISM: 802, RADIOTAP: 803, NETLINK: 824 } as const;
