/**
 * Signatures of ssh-keygen (the format is OpenSSH's PROTOCOL.sshsig): made by it, as it knows agents and devices with keys;
 * checked here, so that nobody needs it for that.
 *
 * @module
 */

/** What a signature of ours is made for: none for something else passes. */
const NAMESPACE = "probebook-investigation@1";
const MAGIC = "SSHSIG", VERSION = 1;

/** A signature that cannot be made, or is none. */
export class SignatureError extends Error {
  override readonly name = "SignatureError";
}
export interface CheckedSignature {
  /** `SHA256:…`, as ssh-keygen shows keys. */
  readonly fingerprint: string;
  /** `ssh-ed25519 AAAA…` */
  readonly publicKey: string;
}
/** Asks ssh-keygen for a signature. @param key a file with a private key, or the public one of a key that an agent has */
export async function signText(text: string, key: string): Promise<string> {
  let process: Deno.ChildProcess;
  try {
    process = new Deno.Command("ssh-keygen", {
      args: ["-Y", "sign", "-q", "-f", key, "-n", NAMESPACE],
      stdin: "piped",
      stdout: "piped",
      stderr: "piped",
    }).spawn();
  } catch (error) {
    throw new SignatureError(`ssh-keygen cannot be run: ${(error as Error).message}`);
  }
  const writer = process.stdin.getWriter();
  // a key that it cannot read makes it leave before it has heard all
  await writer.write(new TextEncoder().encode(text)).then(() => writer.close()).catch(() => {});
  const { success, stdout, stderr } = await process.output();
  if (!success) throw new SignatureError(`ssh-keygen: ${new TextDecoder().decode(stderr).trim()}`);
  return new TextDecoder().decode(stdout);
}

class SignatureReader {
  #at = 0;
  readonly #view: DataView;
  constructor(readonly bytes: Uint8Array) {
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  }
  take(length: number): Uint8Array<ArrayBuffer> {
    if (this.#at + length > this.bytes.length) throw new SignatureError("the signature is cut");
    return this.bytes.slice(this.#at, this.#at += length) as Uint8Array<ArrayBuffer>;
  }
  number(): number {
    if (this.#at + 4 > this.bytes.length) throw new SignatureError("the signature is cut");
    return this.#view.getUint32((this.#at += 4) - 4);
  }
  string(): Uint8Array<ArrayBuffer> {
    return this.take(this.number());
  }
  text(): string {
    return new TextDecoder("latin1").decode(this.string());
  }
}
function joined(...parts: readonly (Uint8Array | string)[]): Uint8Array<ArrayBuffer> {
  const bytes = parts.map((part) => typeof part === "string" ? new TextEncoder().encode(part) : part);
  const whole = new Uint8Array(bytes.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of bytes) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}
function lengthened(part: Uint8Array | string): Uint8Array {
  const bytes = typeof part === "string" ? new TextEncoder().encode(part) : part;
  const length = new Uint8Array(4);
  new DataView(length.buffer).setUint32(0, bytes.length);
  return joined(length, bytes);
}
const digest = async (name: string, bytes: Uint8Array<ArrayBuffer>) =>
  new Uint8Array(await crypto.subtle.digest(name, bytes));
const HASHES: Readonly<Record<string, string>> = { sha256: "SHA-256", sha512: "SHA-512" };

interface ReadSignature {
  readonly key: Uint8Array<ArrayBuffer>;
  readonly namespace: string;
  readonly reserved: Uint8Array;
  readonly hash: string;
  readonly signature: Uint8Array<ArrayBuffer>;
}
const ARMOR = /^-----BEGIN SSH SIGNATURE-----\s+([A-Za-z0-9+/=\s]+?)-----END SSH SIGNATURE-----\s*$/;

function readSignature(armored: string): ReadSignature {
  const base64 = ARMOR.exec(armored)?.[1].replaceAll(/\s/g, "");
  if (base64 === undefined) throw new SignatureError("it is not a signature of ssh-keygen");
  let bytes: Uint8Array;
  try {
    bytes = Uint8Array.fromBase64(base64);
  } catch {
    throw new SignatureError("the signature is damaged");
  }
  const reader = new SignatureReader(bytes), magic = new TextDecoder("latin1").decode(reader.take(MAGIC.length));
  if (magic !== MAGIC || reader.number() !== VERSION) throw new SignatureError("it is not a signature of ssh-keygen");
  const key = reader.string(), namespace = reader.text(), reserved = reader.string(), hash = reader.text();
  return { key, namespace, reserved, hash, signature: reader.string() };
}
const fingerprint = async (key: Uint8Array<ArrayBuffer>) =>
  `SHA256:${(await digest("SHA-256", key)).toBase64({ omitPadding: true })}`;
/** Which key a signature says it is by, without a look at whether it is. @throws SignatureError */
export async function fingerprintOf(armored: string): Promise<string> {
  return await fingerprint(readSignature(armored).key);
}
/** @throws SignatureError where it does not sign this text */
export async function checkSignature(text: string, armored: string): Promise<CheckedSignature> {
  const { key, namespace, reserved, hash, signature } = readSignature(armored);
  if (namespace !== NAMESPACE) throw new SignatureError(`it was made for \`${namespace}\`, not for ${NAMESPACE}`);
  if (!Object.hasOwn(HASHES, hash)) throw new SignatureError(`its hash \`${hash}\` is not known`);
  const message = await digest(HASHES[hash], joined(text));
  const signed = joined(MAGIC, lengthened(namespace), lengthened(reserved), lengthened(hash), lengthened(message));
  if (!await isSignedBy(key, signature, signed)) throw new SignatureError("the signature is not that of this manifest");
  const type = new SignatureReader(key).text();
  return { fingerprint: await fingerprint(key), publicKey: `${type} ${key.toBase64()}` };
}
async function isSignedBy(key: Uint8Array, signature: Uint8Array, signed: Uint8Array<ArrayBuffer>): Promise<boolean> {
  const keyReader = new SignatureReader(key),
    reader = new SignatureReader(signature),
    type = keyReader.text(),
    made = reader.text();
  const verify = Object.hasOwn(VERIFIERS, type) ? VERIFIERS[type] : undefined;
  if (verify === undefined) throw new SignatureError(`keys of type \`${type}\` are not known here`);
  try {
    return await verify(keyReader, reader, signed, made);
  } catch (error) {
    if (error instanceof SignatureError) throw error;
    throw new SignatureError(`its key cannot be used: ${(error as Error).message}`);
  }
}
type Verifier = (
  key: SignatureReader,
  signature: SignatureReader,
  signed: Uint8Array<ArrayBuffer>,
  made: string,
) => Promise<boolean>;

async function verifyEd25519(
  raw: Uint8Array<ArrayBuffer>,
  signature: Uint8Array<ArrayBuffer>,
  signed: Uint8Array<ArrayBuffer>,
) {
  const key = await crypto.subtle.importKey("raw", raw, "Ed25519", false, ["verify"]);
  return await crypto.subtle.verify("Ed25519", key, signature, signed);
}
function ecdsa(curve: string, hash: string, size: number): Verifier {
  return async (key, signature, signed) => {
    key.string();
    const algorithm = { name: "ECDSA", namedCurve: curve };
    const imported = await crypto.subtle.importKey("raw", key.string(), algorithm, false, ["verify"]);
    const numbers = new SignatureReader(signature.string());
    const fixed = () => {
      const number = numbers.string(), significant = number.subarray(number.findIndex((byte) => byte !== 0));
      const whole = new Uint8Array(size);
      whole.set(significant, size - significant.length);
      return whole;
    };
    const raw = joined(fixed(), fixed());
    return await crypto.subtle.verify({ name: "ECDSA", hash }, imported, raw, signed);
  };
}
const VERIFIERS: Readonly<Record<string, Verifier>> = {
  "ssh-ed25519": (key, signature, signed) => verifyEd25519(key.string(), signature.string(), signed),
  /** A key in a device: it signs a hash, and says whether it was touched and how often it has signed. */
  async "sk-ssh-ed25519@openssh.com"(key, signature, signed) {
    const raw = key.string(), application = key.string(), made = signature.string(), rest = signature.take(5);
    const whole = joined(await digest("SHA-256", application), rest, await digest("SHA-256", signed));
    return await verifyEd25519(raw, made, whole);
  },
  "ecdsa-sha2-nistp256": ecdsa("P-256", "SHA-256", 32),
  "ecdsa-sha2-nistp384": ecdsa("P-384", "SHA-384", 48),
  async "ssh-rsa"(key, signature, signed, made) {
    const hash = { "rsa-sha2-256": "SHA-256", "rsa-sha2-512": "SHA-512" }[made];
    if (hash === undefined) throw new SignatureError(`signatures of type \`${made}\` are not accepted`);
    const number = (bytes: Uint8Array) => bytes.subarray(bytes.findIndex((byte) => byte !== 0));
    const url = (bytes: Uint8Array) => number(bytes).toBase64({ alphabet: "base64url", omitPadding: true });
    const [e, n] = [url(key.string()), url(key.string())];
    const algorithm = { name: "RSASSA-PKCS1-v1_5", hash };
    const imported = await crypto.subtle.importKey("jwk", { kty: "RSA", e, n }, algorithm, false, ["verify"]);
    return await crypto.subtle.verify(algorithm.name, imported, signature.string(), signed);
  },
};

export interface Signer {
  /** Who, as the file says: `alice@example.org`. */
  readonly principals: string;
  /** `ssh-ed25519 AAAA…` */
  readonly publicKey: string;
}
/** A file of allowed signers, as `ssh-keygen -Y verify -f` reads it; lines with conditions other than namespaces are left out. */
export function parseSigners(text: string): { readonly signers: readonly Signer[]; readonly ignored: number } {
  const signers: Signer[] = [];
  let ignored = 0;
  for (const line of text.split("\n").map((one) => one.trim())) {
    if (line === "" || line.startsWith("#")) continue;
    const [, principals, options = "", type, key] =
      /^(\S+)\s+(?:((?:[\w-]+(?:="[^"]*")?,?)+)\s+)?((?:ssh|ecdsa|sk)-[\w@.-]+)\s+([A-Za-z0-9+/=]+)(?:\s|$)/.exec(
        line,
      ) ?? [];
    const namespaces = /^namespaces="([^"]*)"$/.exec(options)?.[1];
    const isOurs = options === "" || namespaces?.split(",").some((one) => one === NAMESPACE || one === "*");
    if (principals === undefined || !isOurs) ignored++;
    else signers.push({ principals, publicKey: `${type} ${key}` });
  }
  return { signers, ignored };
}
