/**
 * What only live runs need of the command: the list of interfaces, the file of --write, the program of -c.
 *
 * @module
 */
import { linkTypeName, listInterfaces } from "../sources/live/mod.ts";
import { type PacketOutput, SettingError } from "../session/mod.ts";
import { reasonOf } from "./output.ts";

/** One line an interface: name, state, link type, addresses. */
export function interfacesText(): string {
  const rows = listInterfaces().map(({ name, isUp, linkType, addresses }) => [
    name,
    isUp === undefined ? "" : isUp ? "up" : "down",
    linkType === undefined ? "" : linkTypeName(linkType),
    addresses.join(" "),
  ]);
  const all = [["NAME", "STATE", "LINK", "ADDRESSES"], ...rows];
  const widths = [0, 1, 2].map((column) => Math.max(...all.map((row) => row[column].length)));
  return all.map((row) => row.map((cell, i) => i < 3 ? cell.padEnd(widths[i]) : cell).join("  ").trimEnd() + "\n").join(
    "",
  );
}

/** A file that takes its name only when it is complete. */
export function openSaved(path: string): PacketOutput {
  const partial = `${path}.part`;
  let file: Deno.FsFile;
  try {
    file = Deno.openSync(partial, { write: true, create: true, truncate: true });
  } catch (error) {
    throw new SettingError(`failed to open ${path}: ${reasonOf(error)}`);
  }
  return {
    write(bytes) {
      for (let at = 0; at < bytes.length;) at += file.writeSync(bytes.subarray(at));
    },
    close(complete) {
      file.close();
      if (complete) Deno.renameSync(partial, path);
      else Deno.removeSync(partial);
    },
  };
}

/** Starts a command with the shell's rules for words; it runs beside the trace. */
export function startCommand(command: string): { readonly pid: number; hasEnded(): boolean; kill(): void } {
  let ended = false;
  const child = new Deno.Command("sh", { args: ["-c", `exec ${command}`], stdin: "inherit" }).spawn();
  child.status.then(() => ended = true);
  return {
    pid: child.pid,
    hasEnded: () => ended,
    kill() {
      if (!ended) child.kill("SIGTERM");
    },
  };
}
