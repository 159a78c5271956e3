/**
 * What a run says of whose view it had: one line, and the same as data.
 *
 * @module
 */
import { canonicalAddress } from "../../engine/format/mod.ts";
import type { CaptureInterface } from "../../sources/mod.ts";
import type { FoundViews } from "./find.ts";
import type { Reason } from "./judge.ts";

/** Inputs that are named; of more it is said how many there are. */
const NAMED = 3;
const WORDS: Readonly<Record<Reason, string>> = {
  part: "takes part in nearly all packets",
  hops: "is nearest by hop limits",
  answers: "answers at once",
  checksums: "leaves checksums to its network card",
  padding: "sends short frames without padding",
  loopback: "talks to itself",
};
const CHANGE = "`-x local=` changes it";

/** Whose view some inputs have, as it was inferred. */
export interface ViewReport {
  /** Captures, with the interface where one has several. */
  readonly inputs: readonly string[];
  /** The host's addresses as text; none where no host stands out, and every packet is both sent and received. */
  readonly addresses: readonly string[];
  /** What tells the host. */
  readonly evidence: readonly Reason[];
  /** Packets between two hosts that were looked at. */
  readonly packets: number;
  /** Those of them that the host takes part in. */
  readonly covered: number;
}
export interface ViewsReport {
  readonly view?: string;
  readonly views?: readonly ViewReport[];
}

/** @param unseen interfaces of which nothing is known, and whose packets were taken as a tap's */
export function reportViews(found: FoundViews | undefined, unseen: readonly CaptureInterface[]): ViewsReport {
  // where the capture tells the directions nothing is guessed
  const guessed = (found?.all ?? []).filter(({ stated }) => stated === 0);
  const views = guessed.map(({ members, addresses, reasons, packets, covered }): ViewReport => ({
    inputs: members,
    addresses: addresses.map(textOf),
    evidence: reasons,
    packets,
    covered,
  }));
  for (const one of unseen) views.push({ inputs: [labelOf(one)], addresses: [], evidence: [], packets: 0, covered: 0 });
  if (views.length === 0) return {};
  const isCut = found?.isCut ?? false;
  return {
    views,
    view: lineOf(views, isCut ? guessed.reduce((sum, { taken }) => sum + taken, 0) : undefined, unseen.length > 0),
  };
}
function labelOf({ name, file, number = 0 }: CaptureInterface): string {
  return name === file ? name : `${file}: ${name ?? `interface ${number}`}`;
}
/** @param cut packets that were looked at, where more were asked for and did not come in time */
function lineOf(views: readonly ViewReport[], taken: number | undefined, isUnseen: boolean): string {
  const cut = taken === undefined ? "" : `, of which only ${taken} had come in time`;
  const [first] = views;
  if (views.length > 1) {
    const parts = views.slice(0, NAMED).map(({ inputs, addresses, evidence }) =>
      addresses.length > 0
        ? `from ${addresses.join(", ")} in ${namesOf(inputs)}, which ${listOf(evidence)}`
        : `as on a tap in ${namesOf(inputs)}, where no one host stands out`
    );
    return `seen ${parts.join("; ")}${
      more(views.length - NAMED)
    } (guessed from the first packets of each${cut}; ${CHANGE})`;
  }
  if (first.addresses.length === 0) {
    if (taken === undefined && first.packets === 0 && isUnseen) {
      return `no host's address on ${
        first.inputs[0]
      } is known: packets whose direction is not known are both sent and received ` +
        "(say whose view it is with `-x local=ADDRESS,…`)";
    }
    return `no one host stands out in the first packets${cut}: each is both sent and received (say whose view it is with ` +
      "`-x local=ADDRESS,…`)";
  }
  const { addresses, evidence } = first;
  return `seen from ${addresses.join(", ")}, which ${
    listOf(evidence)
  } (guessed from the first packets${cut}; ${CHANGE})`;
}
function listOf(evidence: readonly Reason[]): string {
  const words = evidence.map((one) => WORDS[one]);
  const last = words.pop();
  return words.length > 0 ? `${words.join(", ")} and ${last}` : last!;
}
function more(views: number): string {
  return views > 0 ? `; and ${views} more view${views === 1 ? "" : "s"}` : "";
}
function namesOf(inputs: readonly string[]): string {
  if (inputs.length <= NAMED) return inputs.join(", ");
  return `${inputs[0]} and ${inputs.length - 1} more`;
}
const textOf = (address: Uint8Array): string => {
  const field = new Uint8Array(17);
  field[0] = address.length === 4 ? 4 : 6;
  field.set(address, 1);
  return canonicalAddress(field, 0);
};
