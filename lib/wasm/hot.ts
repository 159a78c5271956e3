/**
 * What hot functions are written with: numbers by how the machine holds them, its memory, and the modules that
 * `deno task hot` makes of the functions (see translate/README.md).
 *
 * @module
 */

/** Views of one memory, all of them from its start on. In the machine this is the machine's own memory, and no argument. */
export interface HotMemory {
  readonly bytes: Uint8Array;
  readonly words: Int32Array;
  readonly doubles: Float64Array;
  readonly view: DataView;
}

const modules = new Map<string, WebAssembly.Module>();

/**
 * Hot functions on a memory.
 *
 * @param base64 the module, as `deno task hot` has written it
 * @param host functions of the host that it calls
 */
export function instantiateHot<T>(base64: string, memory: WebAssembly.Memory, host: WebAssembly.ModuleImports = {}): T {
  let module = modules.get(base64);
  if (!module) modules.set(base64, module = new WebAssembly.Module(bytesOf(base64)));
  return new WebAssembly.Instance(module, { host: { ...host, memory } }).exports as T;
}
function bytesOf(base64: string): Uint8Array<ArrayBuffer> {
  const text = atob(base64), bytes = new Uint8Array(text.length);
  for (let i = 0; i < text.length; i++) bytes[i] = text.charCodeAt(i);
  return bytes;
}
