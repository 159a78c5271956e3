/**
 * What the kernel says when it refuses, in words of ours.
 *
 * @module
 */
import type { KernelError } from "../../sources/linux/mod.ts";

const EPERM = 1, EACCES = 13;

/** One line, or several where the kernel's own words help. */
export function refusalText({ what, errno, message, log }: KernelError): string {
  if (errno === EPERM && what === "a map") return "the kernel refuses maps: CAP_BPF is missing (or run as root)";
  if (errno === EPERM && what === "a program" && log === "") {
    return "the kernel refuses programs that trace: CAP_PERFMON is missing (or run as root)";
  }
  if (errno === EPERM || errno === EACCES && log === "") return `${message}: CAP_PERFMON is missing (or run as root)`;
  if (log === "") return message;
  const lines = log.trim().split("\n");
  const last = lines.filter((line) => !/^(?:processed|verification time|stack depth)/.test(line)).slice(-3);
  return `the kernel's verifier refuses the program: ${last.join(" / ")}`;
}
