/**
 * inet_prefix, inet_in: networks, by address and length of prefix. Ours. An address that nobody has made text of stays bytes.
 *
 * @module
 */
import type { Builder, HostFunction, Register } from "../../codegen/ir/mod.ts";
import type { TypedExpression } from "../../d/check/mod.ts";
import { type AddressBytes, maskAddress, parseAddress, parsePrefix, type Prefix } from "../../packet/address/mod.ts";
import { formatAddress } from "../../engine/format/mod.ts";
import { IN_PROCESS, type SubroutineBuiltin, writeWhole } from "./subroutine_definition.ts";

/** Family, then 4 or 16 bytes. */
const FIELD = 17, V4 = 4, V6 = 6;
const sizeOf = (family: number) => family === V4 ? 4 : family === V6 ? 16 : 0;
const lengthOf = (length: number | bigint) => Number(BigInt.asIntN(32, BigInt(length)));

function fieldOf(address: AddressBytes): Uint8Array {
  const field = new Uint8Array(FIELD);
  field[0] = address.length === 4 ? V4 : V6;
  field.set(address, 1);
  return field;
}
const decoder = new TextDecoder();
const masked: HostFunction = {
  name: "inet_prefix",
  parameters: ["pointer", "i64"],
  result: "pointer",
  call(host, text, length) {
    const given = host.readString(text as number);
    if (!given) return 0;
    const address = parseAddress(decoder.decode(given));
    // what is not an address, such as `<unknown>`, stays what it is
    if (!address) return text as number;
    const field = fieldOf(address);
    maskAddress(field, 1, address.length, lengthOf(length as bigint));
    return writeWhole(host, formatAddress(field, 0));
  },
};
const maskInPlace: HostFunction = {
  name: "inet_prefix of bytes",
  parameters: ["pointer", "i64"],
  result: "pointer",
  call(host, at, length) {
    const field = at as number;
    maskAddress(host.bytes, field + 1, sizeOf(host.bytes[field]), lengthOf(length as bigint));
    return field;
  },
};
const maskedInto: HostFunction = {
  name: "inet_prefix to bytes",
  parameters: ["pointer", "i64", "pointer"],
  result: "pointer",
  call(host, text, length, to) {
    const at = to as number;
    const given = host.readString(text as number);
    const field = new Uint8Array(FIELD);
    if (given) {
      const address = parseAddress(decoder.decode(given));
      if (address) {
        field.set(fieldOf(address));
        maskAddress(field, 1, address.length, lengthOf(length as bigint));
      } else field.set(given.subarray(0, FIELD - 2), 1);
    }
    host.bytes.set(field, at);
    return at;
  },
};

export const inetPrefix: SubroutineBuiltin = {
  name: "inet_prefix",
  doc: "The network of an address: its first bits, the rest zero; `inet_prefix(args[2]->ip_saddr, 24)`. Ours.",
  prototype: "string(string, int)",
  host: masked,
  availableIn: IN_PROCESS,
  lowerAddress(b, [address, length], to) {
    if (b.address(address, to)) b.host(maskInPlace, to, b.lower(length));
    else b.host(maskedInto, b.lower(address), b.lower(length), to);
  },
};

/** The constant text of an argument. */
function constantText(argument: TypedExpression): string | undefined {
  while (argument.kind === "to-string") argument = argument.operand;
  return argument.kind === "string" ? decoder.decode(argument.bytes) : undefined;
}
const isIn: HostFunction = {
  name: "inet_in",
  parameters: ["pointer", "pointer"],
  result: "i64",
  call(host, text, network) {
    const given = host.readString(text as number), of = host.readString(network as number);
    const address = given && parseAddress(decoder.decode(given));
    const prefix = of && parsePrefix(decoder.decode(of));
    if (!address || !prefix || address.length !== prefix.address.length) return 0n;
    const both = [address, prefix.address].map((bytes) => {
      const copy = bytes.slice();
      maskAddress(copy, 0, copy.length, prefix.length);
      return copy.join();
    });
    return both[0] === both[1] ? 1n : 0n;
  },
};
/** 1 where the 17 bytes at a trusted place lie in the network: up to three words are compared under a mask. */
function compareMasked(b: Builder, at: Register, { address, length }: Prefix): Register {
  const mask = new Uint8Array(24), wanted = new Uint8Array(24);
  mask[0] = 0xff;
  mask.fill(0xff, 1, 1 + address.length);
  maskAddress(mask, 1, address.length, length);
  fieldOf(address).forEach((byte, i) => wanted[i] = byte & mask[i]);
  const words = (bytes: Uint8Array) => new BigInt64Array(bytes.buffer);
  let result = b.constant(1);
  for (const [i, bytes] of [[0, 8], [1, 8], [2, 1]] as const) {
    if (words(mask)[i] === 0n) continue;
    const found = b.binary("and", b.loadTrusted(at, 8 * i, bytes, false), b.constant(words(mask)[i]));
    result = b.binary("and", result, b.compare("eq", found, b.constant(words(wanted)[i])));
  }
  return result;
}

export const inetIn: SubroutineBuiltin = {
  name: "inet_in",
  doc: 'Whether an address lies in a network; `inet_in(args[2]->ip_saddr, "10.0.0.0/8")`. Ours.',
  prototype: "int(string, string)",
  check(context, [, network], span) {
    const text = constantText(network);
    if (text === undefined || parsePrefix(text)) return;
    context.error("D_NET_PREFIX", `\`${text}\` is not a network`, network.span ?? span, {
      help: ["write an address and the length of its prefix: `10.0.0.0/8`, `2001:db8::/32`"],
    });
  },
  lower(b, [address, network]) {
    const text = constantText(network);
    const prefix = text === undefined ? undefined : parsePrefix(text);
    if (prefix) {
      const at = b.staging(24);
      if (b.address(address, at)) return compareMasked(b, at, prefix);
    }
    return b.host(isIn, b.lower(address), b.lower(network));
  },
};
