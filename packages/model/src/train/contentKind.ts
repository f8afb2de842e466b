import type { ItemAttributes } from './itemAttributes.js';
import type { ItemVectors } from './itemVectors.js';

/** What a catalogue says about its items: attributes, words, or vectors. */
export type ContentKind = ItemAttributes | ItemVectors;

/** The similarities of items by one kind of content. */
export interface ContentSimilarity {
  /** Whether the item has content of this kind. */
  readonly knows: (row: number) => boolean;
  /** Reports each item that may be similar, once or in parts, with a similarity to add. The parts sum to at most 1. */
  readonly visit: (row: number, add: (other: number, similarity: number) => void) => void;
}
