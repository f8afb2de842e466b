import { describe, toAisleError } from '@aisle/core';
import { addedScores } from './addedScores.js';
import type { RerankOptions } from './api.js';

/** A shop's list, with what a decision reads from it. */
export interface ReadItems<T> {
  /** The list as given. Empty for a value that is not a list. */
  readonly items: T[];
  readonly itemIds: string[];
  /** For each item, whether it keeps its position. */
  readonly pinned: boolean[];
  /** For each item, the logits that the shop adds to its score. Undefined if it adds nothing. */
  readonly added?: Float32Array | undefined;
  /** Why the list cannot be ranked, and what to do. */
  readonly problem?: string;
}

/** Reads a list and the ids of its items. Never throws. Any iterable except a text counts as a list. */
export function readItems<T>(
  found: Iterable<T> | null | undefined,
  options?: Pick<RerankOptions<T>, 'itemId' | 'pinned' | 'orderWeight' | 'features' | 'boost'> | null,
): ReadItems<T> {
  let items: T[] = [];
  let subject = 'items';
  const withProblem = (problem: string) => ({ items, itemIds: [], pinned: [], problem });
  try {
    if (typeof found !== 'object' || found === null)
      return withProblem(`items must be a list, found ${describe(found)}`);
    // A copy, because the shop may change its array while the engine works.
    items = [...found];
    subject = 'itemId';
    const itemId = options?.itemId ?? idOf;
    const ids = items.map((item) => itemId(item));
    const wrong = ids.findIndex((id) => !isId(id));
    if (wrong >= 0)
      return withProblem(`item ${wrong} must have an item_id, or pass itemId; found ${describe(ids[wrong])}`);
    subject = 'pinned';
    const isPinned = options?.pinned;
    const pinned = items.map((item, index) => !!isPinned?.(item, index));
    subject = 'orderWeight, features or boost';
    return { items, itemIds: ids.map(String), pinned, added: options ? addedScores(items, options) : undefined };
  } catch (cause) {
    return withProblem(`${subject} failed: ${toAisleError(cause).message}`);
  }
}

/** The id of an item for which the shop passes no `itemId`: the item itself, or its `item_id`. */
export function idOf(item: unknown): unknown {
  return typeof item === 'object' && item !== null ? (item as { item_id?: unknown }).item_id : item;
}

export const isId = (id: unknown): id is string | number => typeof id === 'string' || typeof id === 'number';
