/**
 * Follows the frames of a zstd stream (RFC 8878, section 3.1) without decompressing, to know where blocks end, and
 * whether the last frame is whole: the decompressor itself does not tell an end from a cut.
 *
 * @module
 */

type ZstdState = "magic" | "descriptor" | "block" | "skip size" | "checksum";

/** Where in the frames a stream stands. */
export class ZstdFrames {
  #expecting: ZstdState = "magic";
  /** Small fields are gathered here: at most 4 bytes. */
  #field = 0;
  #gathered = 0;
  #wanted = 4;
  /** Bytes to pass over before the next field. */
  #skip = 0;
  #checksum = false;
  #last = false;
  #lost = false;

  /** True between frames: nothing is cut off. Also once the frames cannot be followed; the decompressor complains then. */
  get whole(): boolean {
    return this.#lost || (this.#expecting === "magic" && this.#gathered === 0 && this.#skip === 0);
  }

  /** Follows bytes up to the end of a block or of a frame, or all of them; returns how many. */
  follow(bytes: Uint8Array): number {
    let at = 0;
    while (at < bytes.length && !this.#lost) {
      if (this.#skip > 0) {
        const skipped = Math.min(this.#skip, bytes.length - at);
        this.#skip -= skipped;
        at += skipped;
        // what is passed over before a field of a block is a block, or the rest of a header
        if (this.#skip === 0 && this.#expecting !== "descriptor") return at;
        continue;
      }
      this.#field += bytes[at++]! * 2 ** (8 * this.#gathered++);
      if (this.#gathered === this.#wanted) {
        this.#take(this.#field);
        // a frame that ends in its checksum
        if (this.#expecting === "magic" && this.#skip === 0) return at;
      }
    }
    return this.#lost ? bytes.length : at;
  }
  #take(field: number): void {
    switch (this.#expecting) {
      case "magic":
        if (field === 0xfd2fb528) this.#expect("descriptor", 1);
        else if (field >= 0x184d2a50 && field <= 0x184d2a5f) this.#expect("skip size", 4);
        else this.#lost = true;
        break;
      case "skip size":
        this.#expect("magic", 4, field);
        break;
      case "descriptor": {
        this.#checksum = (field & 4) !== 0;
        const single = (field & 0x20) !== 0;
        const contentSize = [single ? 1 : 0, 2, 4, 8][field >> 6]!;
        this.#expect("block", 3, (single ? 0 : 1) + [0, 1, 2, 4][field & 3]! + contentSize);
        break;
      }
      case "block": {
        this.#last = (field & 1) !== 0;
        // A run-length block (type 1) is one byte, however long what it stands for.
        const size = (field >> 1 & 3) === 1 ? 1 : field >> 3;
        if (!this.#last) this.#expect("block", 3, size);
        else if (this.#checksum) this.#expect("checksum", 4, size);
        else this.#expect("magic", 4, size);
        break;
      }
      default:
        this.#expect("magic", 4);
    }
  }
  #expect(expecting: ZstdState, wanted: number, skip = 0): void {
    this.#expecting = expecting;
    this.#wanted = wanted;
    this.#skip = skip;
    this.#field = this.#gathered = 0;
  }
}
