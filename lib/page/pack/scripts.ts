/**
 * Two scripts as bytes that are compressed well: modules of WebAssembly, which stand in them in base64, are taken out and follow
 * as they are.
 *
 * @module
 */

/** A module, as the bundler writes its text. */
const MODULE = /(?<=")AGFzbQ[A-Za-z0-9+/]+={0,2}(?=")/g;
/** Stands where one was taken out; no script has it. */
const HOLE = "\x01", END = "\0";

/** @throws Error where a script has what only marks it */
export function writeScripts(app: string, engine: string): Uint8Array<ArrayBuffer> {
  if ([HOLE, END].some((mark) => app.includes(mark) || engine.includes(mark))) {
    throw new Error("a script has characters that end it");
  }
  const modules: Uint8Array[] = [];
  const open = engine.replace(MODULE, (base64) => {
    modules.push(Uint8Array.from(atob(base64), (c) => c.charCodeAt(0)));
    return HOLE;
  });
  const lengths = modules.map(({ length }) => length).join();
  const text = new TextEncoder().encode([lengths, app, open].join(END));
  const bytes = new Uint8Array(text.length + modules.reduce((sum, { length }) => sum + length, 0));
  bytes.set(text);
  let at = text.length;
  for (const module of modules) {
    bytes.set(module, at);
    at += module.length;
  }
  return bytes;
}
/** What {@linkcode writeScripts} was given. Of other bytes comes something else. */
export function readScripts(bytes: Uint8Array<ArrayBuffer>): readonly [app: string, engine: string] {
  const head = bytes.indexOf(0), decode = (part: Uint8Array) => new TextDecoder().decode(part);
  const lengths = decode(bytes.subarray(0, Math.max(0, head))).split(",").map(Number);
  let at = bytes.length - lengths.reduce((sum, length) => sum + length, 0), next = 0;
  const [app, engine = ""] = decode(bytes.subarray(head + 1, at)).split(END);
  return [
    app,
    engine.replaceAll(HOLE, () => btoa(String.fromCharCode(...bytes.subarray(at, at += lengths[next++])))),
  ];
}
