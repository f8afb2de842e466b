/** Length of a block in bytes. */
export const BLOCK = 16;
const SLOTS_PER_BLOCK = 2;

/**
 * Finds blocks of `BLOCK` bytes, at multiples of `BLOCK`, in a file. A hash table with open addressing that takes 8 bytes
 * a block. A JavaScript Map is limited to 16.7 million entries, which is a file of 268 MB.
 */
export class BlockTable {
  /**
   * 0 for an empty slot. Otherwise the low bits are 1 + the block's number, and the high bits are those of its hash. The
   * hash bits distinguish most other blocks without reading the file.
   */
  readonly #slots: Uint32Array;
  readonly #numberMask: number;
  readonly #file: Uint8Array;

  constructor(file: Uint8Array) {
    this.#file = file;
    const blocks = Math.floor(file.length / BLOCK);
    this.#slots = new Uint32Array(1 + SLOTS_PER_BLOCK * blocks);
    this.#numberMask = 2 ** Math.ceil(Math.log2(blocks + 1)) - 1;
    for (let block = 0; block < blocks; block++) {
      const hash = hashOf(file, block * BLOCK);
      const slot = this.#slotOf(file, block * BLOCK, hash);
      if (this.#slots[slot] === 0) this.#slots[slot] = (hash & ~this.#numberMask) | (1 + block);
    }
  }

  /** Offset of the first block that equals the block at `at` in `bytes`; undefined without one. */
  find(bytes: Uint8Array, at: number): number | undefined {
    const found = this.#slots[this.#slotOf(bytes, at, hashOf(bytes, at))]!;
    return found === 0 ? undefined : this.#offsetOf(found);
  }

  #offsetOf(slot: number): number {
    return ((slot & this.#numberMask) - 1) * BLOCK;
  }

  /** The slot of a block with this content, or the empty slot for it. */
  #slotOf(bytes: Uint8Array, at: number, hash: number): number {
    const file = this.#file;
    const slots = this.#slots;
    const numberMask = this.#numberMask;
    let slot = (hash >>> 0) % slots.length;
    for (let found: number; (found = slots[slot]!) !== 0; slot = slot + 1 === slots.length ? 0 : slot + 1) {
      if (((found ^ hash) & ~numberMask) === 0 && equalBlocks(file, this.#offsetOf(found), bytes, at)) break;
    }
    return slot;
  }
}

function hashOf(bytes: Uint8Array, at: number): number {
  let hash = 0;
  for (let i = 0; i < BLOCK; i++) hash = Math.imul(hash ^ bytes[at + i]!, 0x9e3779b1);
  return hash;
}

function equalBlocks(a: Uint8Array, from: number, b: Uint8Array, at: number): boolean {
  for (let i = 0; i < BLOCK; i++) if (a[from + i] !== b[at + i]) return false;
  return true;
}
