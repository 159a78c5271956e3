/**
 * Tags of errors as entries: what the mistake is, and a command line that makes it.
 *
 * @module
 */
import { TAGS } from "../diagnostic/mod.ts";
import { EXPLANATIONS } from "../diagnostic/explain/mod.ts";
import { quoted, type ReferenceEntry } from "./entry.ts";

const BAD = "test/captures/own-bad";
const ANY = "-qn 'ip:::send { @ = count(); }'";
/** Mistakes that a program alone does not make. */
const COMMANDS: Readonly<Record<string, string>> = {
  D_MACRO_OFLOW: "probebook -n 'BEGIN { trace($1); }' 99999999999999999999",
  D_MACRO_UNUSED: "probebook -n 'BEGIN { trace($1); }' 1 2",
  D_NET_MERGE: "probebook -e --mergeable -n 'ip:::send { n++; }'",
  D_SRC_NOT_FOUND: `probebook -r missing.pcap ${ANY}`,
  D_SRC_DIRECTORY: `probebook -r test/captures ${ANY}`,
  D_SRC_EMPTY: `probebook -r ${BAD}-empty.pcap ${ANY}`,
  D_SRC_NOT_A_CAPTURE: `probebook -r ${BAD}-not-a-capture.pcap ${ANY}`,
  D_SRC_TRUNCATED: `probebook -r ${BAD}-cut-in-record.pcap ${ANY}`,
  D_SRC_CORRUPT: `probebook -r ${BAD}-record-length-huge.pcap ${ANY}`,
  D_SRC_INTERFACE: `probebook -r ${BAD}-ng-interface-unknown.pcapng ${ANY}`,
};
/**
 * Whether no command line in a repository makes the mistake for certain: it takes a file that is changed, a system that refuses, a
 * device that is lost, a library that lacks something, or a program that is too large to be shown.
 */
export function cannotBeShown(tag: string): boolean {
  if (/^D_WASM_(?:DEPTH|EXPANSION|PROGRAM)$/.test(tag)) return true;
  return tag.startsWith("D_SRC_") && !Object.hasOwn(COMMANDS, tag) || tag === "D_ARGS_TYPE" || tag === "D_ARGS_XLATOR";
}

/** All tags, in the order of their list. */
export function tagEntries(): ReferenceEntry[] {
  return TAGS.map((tag): ReferenceEntry => {
    const explanation = EXPLANATIONS.get(tag);
    const command = Object.hasOwn(COMMANDS, tag)
      ? COMMANDS[tag]
      : explanation?.wrong === undefined
      ? undefined
      : `probebook -en ${quoted(explanation.wrong)}`;
    return {
      kind: "error",
      name: tag,
      paragraphs: explanation
        ? [explanation.text, ...explanation.right ? [`Right: \`${explanation.right}\``] : []]
        : [],
      examples: command === undefined ? [] : [command],
    };
  });
}
