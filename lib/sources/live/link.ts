/**
 * Link types of Linux's interfaces. What has no link header of its own that can be relied on is delivered "cooked", with
 * the pseudo header LINKTYPE_LINUX_SLL2, as libpcap does it.
 *
 * @module
 */

export const LINKTYPE = { ETHERNET: 1, RAW: 101, IEEE802_11: 105, RADIOTAP: 127, LINUX_SLL2: 276 } as const;
/** ARPHRD_ values (linux/if_arp.h) of interfaces whose packets begin with their link header. */
const BY_HARDWARE: Readonly<Record<number, number>> = {
  1: LINKTYPE.ETHERNET,
  772: LINKTYPE.ETHERNET, // loopback: an Ethernet header of zeros
  801: LINKTYPE.IEEE802_11,
  803: LINKTYPE.RADIOTAP,
  519: LINKTYPE.RAW,
  65534: LINKTYPE.RAW, // tun: nothing in front of IP
};
export const LOOPBACK_HARDWARE = 772;
/** Bytes of the pseudo header. */
export const COOKED_BYTES = 20;

export function linkTypeOf(hardware: number): number {
  return BY_HARDWARE[hardware] ?? LINKTYPE.LINUX_SLL2;
}
const NAMES: Readonly<Record<number, string>> = {
  1: "Ethernet",
  101: "IP",
  105: "802.11",
  127: "802.11 with radiotap",
  276: "Linux cooked",
};
export function linkTypeName(linkType: number): string {
  return NAMES[linkType] ?? `link type ${linkType}`;
}
