/**
 * Writes `expectations.json`: what libsodium's ipcrypt-pfx makes of addresses, a second judge beside the vectors of its
 * document. `deno run -A test/anonymise/make_expectations.ts`
 *
 * @module
 */
/** Not among what the project needs: only this asks for it, and only when it is run. */
const PACKAGE = ["npm:libsodium-wrappers-sumo", "0.8.4"].join("@");
const { default: sodium } = await import(PACKAGE);
await sodium.ready;

const hex = (bytes: Uint8Array) => [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
/** The same numbers each time: xorshift. */
let state = 0x2545f491;
const random = (count: number) =>
  Uint8Array.from({ length: count }, () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return state & 0xff;
  });
const cases = Array.from({ length: 48 }, (_, i) => {
  const key = random(sodium.crypto_ipcrypt_PFX_KEYBYTES);
  const address = i % 2 === 0 ? random(16) : Uint8Array.of(...Array(10).fill(0), 0xff, 0xff, ...random(4));
  return { key: hex(key), address: hex(address), mapped: hex(sodium.crypto_ipcrypt_pfx_encrypt(address, key)) };
});
Deno.writeTextFileSync(new URL("expectations.json", import.meta.url), JSON.stringify(cases, undefined, 1) + "\n");
