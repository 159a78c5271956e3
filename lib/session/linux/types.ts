/**
 * The types of the kernel that runs here.
 *
 * @module
 */
import { KernelTypes } from "../../providers/linux/mod.ts";
import { readKernelFile } from "../../sources/linux/mod.ts";

/** Where the kernel describes its types, and about how long that is. */
export const TYPES = "/sys/kernel/btf/vmlinux";
const TYPES_BYTES = 8 * 2 ** 20;

/** Read when they are first asked for. */
export const kernelTypes = (): KernelTypes => new KernelTypes(() => readKernelFile(TYPES, TYPES_BYTES));
