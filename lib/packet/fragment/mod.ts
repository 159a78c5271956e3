export { type FragmentMemory, Reassembler } from "./reassembler.ts";
