/**
 * What the kernel says when it refuses, in words of ours.
 *
 * @module
 */
import type { KernelError } from "../../sources/linux/mod.ts";

const EPERM = 1, EACCES = 13;

/** @param where the clauses of the program stand, in their order */
export function refusalText({ what, errno, message, log, clause }: KernelError, where: readonly string[]): string {
  if (errno === EPERM && what === "a map") return "the kernel refuses maps: CAP_BPF is missing (or run as root)";
  if (errno === EPERM && what === "a program" && log === "") {
    return "the kernel refuses programs that trace: CAP_PERFMON is missing (or run as root)";
  }
  if (errno === EPERM || errno === EACCES && log === "") return `${message}: CAP_PERFMON is missing (or run as root)`;
  if (log === "") return message;
  const lines = log.trim().split("\n");
  const last = lines.filter((line) => !/^(?:processed|verification time|stack depth)/.test(line)).slice(-3);
  const of = clause === undefined ? "the program" : `the clause at ${where[clause]}`;
  return `the kernel's verifier refuses ${of}: ${last.join(" / ")} (-v shows all that it says)`;
}
