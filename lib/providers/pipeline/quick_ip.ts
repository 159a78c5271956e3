/**
 * The short way for what most captures are full of: IP right behind an Ethernet header, when only ip's probes are enabled.
 * It judges as the decoder does.
 *
 * @module
 */
import { type Code, get, i32, loadNetwork16, sequence, set, TYPE, when, ZERO } from "../../wasm/mod.ts";
import { ETHERNET, IPV4, IPV6, LEAVE, LOCAL, type QuickWay, storeArgument } from "./quick_loop.ts";

const IP = LOCAL.FIRST;

/** A header that is whole and ordinary, of either version. */
function judge(): Code {
  const byte = (at: number) => i32.load8_u(get(LOCAL.FRAME), ETHERNET + at);
  const length = loadNetwork16(get(LOCAL.FRAME), ETHERNET + 2);
  // a payload length of 0 is the decoder's to find
  const length6 = i32.load16_u(get(LOCAL.FRAME), ETHERNET + 4);
  const isPlain4 = i32.and(i32.eq(byte(0), i32.const(0x45)), i32.ge_u(length, i32.const(20)));
  const isPlain6 = i32.and(
    i32.and(
      i32.eq(get(LOCAL.ETHER_TYPE), i32.const(IPV6)),
      i32.ge_s(get(LOCAL.CAPTURED), i32.const(ETHERNET + 40)),
    ),
    // may lie behind what was captured, but not outside of memory
    i32.and(i32.eq(i32.shr_u(byte(0), i32.const(4)), i32.const(6)), i32.ne(length6, ZERO)),
  );
  return when(
    i32.eq(get(LOCAL.ETHER_TYPE), i32.const(IPV4)),
    when(i32.eqz(isPlain4), LEAVE),
    when(i32.eqz(isPlain6), LEAVE),
  );
}
function take(fire: (direction: "send" | "receive") => Code): Code {
  const isFour = i32.eq(get(LOCAL.ETHER_TYPE), i32.const(IPV4));
  const ip = get(IP);
  return sequence(
    set(IP, i32.add(get(LOCAL.FRAME), i32.const(ETHERNET))),
    storeArgument(0, ZERO),
    storeArgument(1, ZERO),
    storeArgument(2, ip),
    storeArgument(3, ZERO),
    when(
      isFour,
      sequence(storeArgument(4, ip), storeArgument(5, ZERO)),
      sequence(storeArgument(4, ZERO), storeArgument(5, ip)),
    ),
    when(get(LOCAL.SENT), fire("send")),
    when(get(LOCAL.RECEIVED), fire("receive")),
  );
}
export const QUICK_IP: QuickWay = { locals: [TYPE.I32], judge, take };
