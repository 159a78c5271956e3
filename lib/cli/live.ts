/**
 * The list of interfaces.
 *
 * @module
 */
import { SettingError } from "../session/mod.ts";
import { linkTypeName, listInterfaces } from "../sources/live/mod.ts";

/** One line an interface: name, state, link type, addresses. A host has one at least, so none means a missing right. */
export function interfacesText(): string {
  const listed = listInterfaces();
  if (listed.length === 0) {
    throw new SettingError(
      "--interfaces: this process may not ask for them: it was started without `--allow-sys=networkInterfaces` " +
        "and `--allow-ffi`, which the command has where it is installed",
    );
  }
  const rows = listed.map(({ name, isUp, linkType, addresses }) => [
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
