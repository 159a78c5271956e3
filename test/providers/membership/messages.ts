/**
 * Messages of IGMP and MLD of every version, byte by byte as RFC 1112, 2236, 9776, 2710 and 9777 draw them.
 *
 * @module
 */
import { bytes, ethernet, type Part } from "../../packet/wire/frames.ts";

const u16 = (value: number): number[] => [value >> 8 & 255, value & 255];
const HOST4 = "0a 00 00 05", HOST6 = "fe 80 00 00 00 00 00 00 00 00 00 00 00 00 00 05";
const GROUP4 = "ef 01 02 03", OTHER4 = "e8 00 00 09", SOURCE4 = "0a 00 00 07", SOURCE4B = "c0 00 02 08";
const ALL4 = "00 00 00 00", ALL6 = "00 ".repeat(16);
const GROUP6 = "ff 05 00 00 00 00 00 00 00 00 00 00 00 00 12 34",
  OTHER6 = "ff 02 00 00 00 00 00 00 00 00 00 00 00 00 00 fb";
const SOURCE6 = "20 01 0d b8 00 00 00 00 00 00 00 00 00 00 00 07",
  SOURCE6B = "20 01 0d b8 00 00 00 00 00 00 00 00 00 00 00 08";
/** RFC 2113, RFC 2711. */
const ALERT4 = "94 04 00 00", ALERT6 = "3a 00 05 02 00 00 01 00";

function summed(message: Uint8Array<ArrayBuffer>, before: Uint8Array = bytes()): Uint8Array<ArrayBuffer> {
  const all = bytes(before, message, message.length % 2 ? [0] : []);
  let sum = 0;
  for (let i = 0; i < all.length; i += 2) sum += all[i] << 8 | all[i + 1];
  while (sum > 0xffff) sum = (sum & 0xffff) + (sum >>> 16);
  const filled = message.slice();
  filled.set(u16(~sum & 0xffff), 2);
  return filled;
}
interface Settings {
  readonly alert?: boolean;
  readonly sum?: boolean;
  readonly fragment?: number;
  readonly total?: number;
}
export function ip4(message: Uint8Array<ArrayBuffer>, settings: Settings = {}): Uint8Array<ArrayBuffer> {
  const { alert = true, fragment = 0, sum = true } = settings;
  const options = bytes(alert ? ALERT4 : ""), header = 20 + options.length;
  const { total = header + message.length } = settings;
  const head = [0x40 | header / 4, 0xc0, u16(total), u16(7), u16(fragment), 1, 2, 0, 0].flat();
  return ethernet(0x800, head, HOST4, "e0 00 00 16", options, sum ? summed(message) : message);
}
function ip6(message: Uint8Array<ArrayBuffer>, alert = true): Uint8Array<ArrayBuffer> {
  const options = bytes(alert ? ALERT6 : ""), target = "ff 02 00 00 00 00 00 00 00 00 00 00 00 00 00 16";
  const pseudo = bytes(HOST6, target, 0, 0, u16(message.length), 0, 0, 0, 58);
  const head = ["60 00 00 00", u16(options.length + message.length), alert ? 0 : 58, 1] as const;
  return ethernet(0x86dd, ...head, HOST6, target, options, summed(message, pseudo));
}
export const igmp = (type: number, code: number, ...rest: readonly Part[]): Uint8Array<ArrayBuffer> =>
  bytes(type, code, 0, 0, ...rest);
const mld = (type: number, delay: number, ...rest: readonly Part[]): Uint8Array<ArrayBuffer> =>
  bytes(type, 0, 0, 0, u16(delay), ...rest);
const record = (type: number, group: string, sources: readonly string[], auxiliary = 0): Uint8Array =>
  bytes(type, auxiliary, u16(sources.length), group, ...sources, Array(4 * auxiliary).fill(0xaa));
export const report4 = (count: number, ...records: readonly Part[]) => igmp(0x22, 0, 0, 0, u16(count), ...records);
const report6 = (count: number, ...records: readonly Part[]) => mld(143, 0, u16(count), ...records);

export const LONG_REPORT: Uint8Array<ArrayBuffer> = summed(
  report4(2, record(2, GROUP4, [SOURCE4, SOURCE4B]), record(5, OTHER4, [SOURCE4B])),
);

/** A frame each, by name. */
export const MESSAGES: readonly (readonly [name: string, frame: Uint8Array<ArrayBuffer>])[] = [
  ["query of version 1", ip4(igmp(0x11, 0, ALL4), { alert: false })],
  ["report of version 1", ip4(igmp(0x12, 0, GROUP4), { alert: false })],
  ["general query of version 2", ip4(igmp(0x11, 100, ALL4))],
  ["query for a group, version 2", ip4(igmp(0x11, 10, GROUP4))],
  ["report of version 2, padded", bytes(ip4(igmp(0x16, 0, GROUP4)), Array(14).fill(0x55))],
  ["leave", ip4(igmp(0x17, 0, GROUP4))],
  ["general query of version 3", ip4(igmp(0x11, 100, ALL4, 0x02, 125, 0, 0))],
  ["query for sources, version 3", ip4(igmp(0x11, 20, GROUP4, 0x0b, 60, 0, 2, SOURCE4, SOURCE4B))],
  ["query of version 3, long times", ip4(igmp(0x11, 0xc5, ALL4, 0x02, 0x9f, 0, 0))],
  ["report of no records", ip4(report4(0))],
  ["report of one record", ip4(report4(1, record(4, GROUP4, [])))],
  [
    "report of four records, one with auxiliary data",
    ip4(report4(
      4,
      record(1, GROUP4, [SOURCE4]),
      record(3, OTHER4, [], 2),
      record(6, GROUP4, [SOURCE4, SOURCE4B]),
      record(2, OTHER4, [SOURCE4B]),
    )),
  ],
  ["report with a wrong checksum", ip4(bytes(0x22, 0, 0x12, 0x34, 0, 0, 0, 0), { sum: false })],
  ["PIM of version 1", ip4(igmp(0x14, 0, ALL4))],
  ["MLD: general query of version 1", ip6(mld(130, 10000, 0, 0, ALL6))],
  ["MLD: report of version 1", ip6(mld(131, 0, 0, 0, GROUP6))],
  ["MLD: done", ip6(mld(132, 0, 0, 0, GROUP6))],
  ["MLD: general query of version 2", ip6(mld(130, 1000, 0, 0, ALL6, 0x02, 125, 0, 0))],
  ["MLD: query for sources", ip6(mld(130, 0x8fff, 0, 0, GROUP6, 0x0a, 10, 0, 2, SOURCE6, SOURCE6B), false)],
  ["MLD: report of one record", ip6(report6(1, record(4, GROUP6, [])))],
  ["MLD: report of two records", ip6(report6(2, record(1, GROUP6, [SOURCE6, SOURCE6B]), record(6, OTHER6, [SOURCE6])))],
];
