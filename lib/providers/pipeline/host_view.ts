/**
 * Whose view each interface of each input has: what was asked for, what the capture says of the host's addresses, or what
 * its first packets show.
 *
 * @module
 */
import type { MachineMemory } from "../../image/mod.ts";
import type { CaptureInterface, PacketBatch, PacketSource } from "../../sources/mod.ts";
import type { FoundViews } from "../view/mod.ts";
import { AddressSet } from "../../packet/address/mod.ts";
import { broadcastOf, parseAddress } from "./address.ts";
import { VIEW } from "./direction_rule.ts";
import { MemoryPieces } from "./memory_pieces.ts";

export interface CaptureView {
  /** One of VIEW; the tag of `local`, too. */
  readonly kind: number;
  /** The host's addresses; of no use for a tap. */
  readonly local: AddressSet;
}

/** `-x local=…` is not a list of addresses. */
export class ViewError extends Error {
  override readonly name = "ViewError";
}
/** What -x local says: addresses, "none" for a tap, nothing to have it inferred. */
function parseLocal(text: string | undefined, makeSet: () => AddressSet): AddressSet | "none" | undefined {
  if (text === undefined || text === "") return undefined;
  if (text === "none") return "none";
  const set = makeSet();
  for (const part of text.split(",")) {
    const address = parseAddress(part.trim());
    if (!address) {
      throw new ViewError(
        `\`${part.trim()}\` in \`-x local\` is not an IP address: give addresses separated by commas, or none`,
      );
    }
    set.add(address);
  }
  return set;
}

export class HostViews {
  /** -x local=none: directions of the capture do not count. */
  readonly isTapAsked: boolean;
  /** The user says whose view it is. */
  readonly isGiven: boolean;
  /** By interface. */
  readonly all: CaptureView[] = [];
  readonly tap: CaptureView;
  readonly #given: CaptureView | undefined;
  /** By input: what its interfaces say of the host's addresses. */
  readonly #stated = new Map<number, CaptureView>();
  /** By number of what was found. */
  readonly #guessed = new Map<number, CaptureView>();
  readonly #pieces: MemoryPieces;
  #learnt = 0;

  /** @throws ViewError for a `text` (of -x local) that is not a list of addresses */
  constructor(readonly memory: MachineMemory, readonly packets: PacketSource, text: string | undefined) {
    this.#pieces = new MemoryPieces(memory, "the hosts' addresses");
    const local = parseLocal(text, () => this.#setOf(VIEW.STATED));
    this.isTapAsked = local === "none";
    this.isGiven = local !== undefined;
    this.tap = { kind: VIEW.TAP, local: this.#setOf(VIEW.TAP) };
    this.#given = local === undefined ? undefined : local === "none" ? this.tap : { kind: VIEW.STATED, local };
  }
  #setOf(kind: number): AddressSet {
    return new AddressSet(this.memory, (bytes) => this.#pieces.take(bytes), kind);
  }
  /** Interfaces of which nothing tells whose view they have, by number; and those of them that had packets all the same. */
  readonly #unseen = new Map<number, CaptureInterface>();
  readonly assumed = new Set<CaptureInterface>();
  /** Found in the first packets of each input, before any fires. */
  found: FoundViews | undefined;

  /** Takes note of interfaces that are new before a batch is fired; true where there are some. */
  learn(batch: PacketBatch, count: number): boolean {
    const { interfaces } = this.packets, isNew = this.#learnt < interfaces.length;
    for (; this.#learnt < interfaces.length; this.#learnt++) {
      const one = interfaces[this.#learnt];
      if (!this.#given) this.#learnAddresses(one);
      this.all.push(this.#given ?? this.#stated.get(one.input ?? 0) ?? this.#guess(one));
    }
    this.#note(batch, count);
    return isNew;
  }
  #learnAddresses({ input = 0, addresses = [], prefixLengths }: CaptureInterface): void {
    if (addresses.length === 0) return;
    let view = this.#stated.get(input);
    if (!view) this.#stated.set(input, view = { kind: VIEW.STATED, local: this.#setOf(VIEW.STATED) });
    for (const [i, address] of addresses.entries()) {
      view.local.add(address);
      const broadcast = broadcastOf(address, prefixLengths?.[i]);
      if (broadcast) view.local.add(broadcast);
    }
  }
  #guess(of: CaptureInterface): CaptureView {
    const { input = 0, number = 0 } = of, at = this.found?.at(input, number);
    if (at === undefined) this.#unseen.set(this.all.length, of);
    const one = at === undefined ? undefined : this.found!.all[at];
    if (!one || one.addresses.length === 0) return this.tap;
    let view = this.#guessed.get(at!);
    if (!view) {
      const local = this.#setOf(VIEW.GUESS);
      for (const address of one.addresses) local.add(address);
      this.#guessed.set(at!, view = { kind: VIEW.GUESS, local });
    }
    return view;
  }
  /** Notes which interfaces are taken for a tap's without anything being known of them. */
  #note(batch: PacketBatch, count: number): void {
    for (let i = 0; i < count && this.#unseen.size > 0; i++) {
      const one = batch.direction[i] === 0 && this.#unseen.get(batch.interface[i]);
      if (!one) continue;
      this.assumed.add(one);
      this.#unseen.delete(batch.interface[i]);
    }
  }
}
