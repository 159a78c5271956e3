/**
 * Names of the kernel's functions by their addresses (/proc/kallsyms).
 *
 * @module
 */

export interface KernelSymbol {
  readonly module: string;
  readonly name: string;
  readonly offset: number;
}
const KERNEL = "vmlinux";
/** What compilers and tracing put on the stack before the place that fires: no part of what is traced. */
const OWN =
  /^(?:bpf_prog_\w+|bpf_trace_run\d+|__bpf_trace_\w+|__traceiter_\w+|__bpf_prog_\w+|bpf_get_stack\w*|trace_call_bpf\w*|perf_trace_\w+|perf_syscall_\w+|__perf_event_overflow|bpf_overflow_handler|bpf_trampoline_\w+|bpf_dispatcher_\w+|kprobe_\w+|kretprobe_\w+|rethook_\w+)$/;

export class KernelSymbols {
  readonly #addresses: BigUint64Array;
  readonly #names: readonly string[];
  /** None of a reader without rights: the kernel then says that all are at 0. */
  readonly isThere: boolean;

  constructor(text: string) {
    const rows: { readonly address: bigint; readonly name: string }[] = [];
    for (let from = 0; from < text.length;) {
      const end = text.indexOf("\n", from), to = end < 0 ? text.length : end;
      // address, blank, kind, blank, name, and in brackets the module
      const kind = text[from + 17];
      if (text[from + 16] === " " && "tTwWiI".includes(kind)) {
        const address = BigInt("0x" + text.slice(from, from + 16));
        if (address !== 0n) rows.push({ address, name: text.slice(from + 19, to) });
      }
      from = to + 1;
    }
    rows.sort((a, b) => a.address < b.address ? -1 : a.address > b.address ? 1 : 0);
    this.#addresses = BigUint64Array.from(rows, ({ address }) => address);
    this.#names = rows.map(({ name }) => name);
    this.isThere = rows.length > 0;
  }
  find(address: bigint): KernelSymbol | undefined {
    const at = lastAtMost(this.#addresses, address);
    if (at < 0) return undefined;
    const [name, module] = this.#names[at].split("\t");
    const offset = address - this.#addresses[at];
    // far behind the last function there is none
    if (offset > 2n ** 24n) return undefined;
    return { name, module: module ? module.slice(1, -1) : KERNEL, offset: Number(offset) };
  }
}
/** The frame is tracing's own. */
export function isOwnFrame(name: string): boolean {
  return OWN.test(name);
}
function lastAtMost(sorted: BigUint64Array, value: bigint): number {
  let low = 0, high = sorted.length;
  while (low < high) {
    const middle = low + high >> 1;
    if (sorted[middle] <= value) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}
