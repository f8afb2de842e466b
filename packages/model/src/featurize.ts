import { ACTION_TYPES, AisleError, type TrackedEvent } from '@aisle/core';
import type { Action } from './action.js';
import { contextLength, LIST_POSITION_BUCKET_COUNT, type ModelConfig, TIME_GAP_BUCKET_COUNT } from './config.js';

/** The model's input for one history of `length` actions, oldest first. */
export interface Features {
  /** [length], 1 to itemCount */
  readonly itemRows: Int32Array;
  /** [length], 0 to ACTION_TYPES.length - 1 */
  readonly typeIndices: Int32Array;
  /** [length], 0 to TIME_GAP_BUCKET_COUNT - 1 */
  readonly timeGapBuckets: Int32Array;
  /** [length], 0 to LIST_POSITION_BUCKET_COUNT - 1 */
  readonly listPositionBuckets: Int32Array;
}

const VIEW_ITEM = ACTION_TYPES.indexOf('view_item');
const SELECT_ITEM = ACTION_TYPES.indexOf('select_item');

/** Shown lists and whole-cart steps say what the shop did, or repeat what add_to_cart said; the model reads acts on single items. */
const MODELLED_TYPES = new Set(
  (['select_item', 'view_item', 'add_to_wishlist', 'add_to_cart', 'remove_from_cart', 'purchase'] as const).map(
    (type) => ACTION_TYPES.indexOf(type),
  ),
);

/** Whether `action` belongs in a history that ends with `previous`. The same rule for training logs and for live events. */
export function isModelled(action: Action, previous: Action | undefined): boolean {
  if (!MODELLED_TYPES.has(action.typeIndex)) return false;
  // A click on a card and the product page that it opens are one act, seen twice.
  return !(
    action.typeIndex === VIEW_ITEM &&
    previous?.typeIndex === SELECT_ITEM &&
    previous.itemRow === action.itemRow
  );
}

/** Appends what the model reads of one event; items that the release does not know are left out. */
export function appendActions(
  history: Action[],
  event: TrackedEvent,
  rowOfItem: (itemId: string) => number | undefined,
): void {
  if (event.type === 'search' || event.type === 'user_engagement') return;
  const typeIndex = ACTION_TYPES.indexOf(event.type);
  for (const { item_id, index } of event.items) {
    const itemRow = rowOfItem(item_id);
    if (itemRow === undefined) continue;
    const action: Action = {
      itemRow,
      typeIndex,
      timestampMs: event.timestampMs,
      ...(index !== undefined && { listIndex: index }),
    };
    if (isModelled(action, history[history.length - 1])) history.push(action);
  }
}

/** 0 for the first action; 1 + floor(log2(1 + whole seconds)), at most TIME_GAP_BUCKET_COUNT - 1. A clock set back counts as no gap. */
export function timeGapBucket(gapMs: number | undefined): number {
  if (gapMs === undefined) return 0;
  // Integer arithmetic: the same bucket on every engine, which Math.log2 does not promise.
  const seconds = Math.min(2 ** 30, Math.max(0, Math.floor(gapMs / 1000)));
  return Math.min(TIME_GAP_BUCKET_COUNT - 1, 32 - Math.clz32(seconds + 1));
}

/** 0 where the place in a list is not known; 1 + floor(log2(1 + listIndex)), at most LIST_POSITION_BUCKET_COUNT - 1. */
export function listPositionBucket(listIndex: number | undefined): number {
  if (listIndex === undefined) return 0;
  return Math.min(LIST_POSITION_BUCKET_COUNT - 1, 32 - Math.clz32(Math.min(2 ** 30, listIndex) + 1));
}

/**
 * Turns the last `contextLength(config)` actions into the model's input.
 *
 * @throws AisleError `invalid-argument` for a row outside 1 to itemCount: tfjs's WebGPU gather would return zeros for it
 */
export function featurize(history: readonly Action[], config: ModelConfig): Features {
  return featurizeRange(history, Math.max(0, history.length - contextLength(config)), history.length, config);
}

/** The model's input for the actions `first` to `end - 1` of a history. @throws as `featurize` does */
export function featurizeRange(history: readonly Action[], first: number, end: number, config: ModelConfig): Features {
  const length = end - first;
  const column = () => new Int32Array(length);
  const features = {
    itemRows: column(),
    typeIndices: column(),
    timeGapBuckets: column(),
    listPositionBuckets: column(),
  };
  for (let i = 0; i < length; i++) {
    const action = history[first + i]!;
    if (!(action.itemRow >= 1 && action.itemRow <= config.itemCount)) {
      throw new AisleError(
        'invalid-argument',
        `featurize: item row ${action.itemRow} is outside 1 to ${config.itemCount}.`,
        {
          itemRow: action.itemRow,
          itemCount: config.itemCount,
        },
      );
    }
    // The gap before the first action of the range is known where the history goes further back.
    const previous = history[first + i - 1];
    features.itemRows[i] = action.itemRow;
    features.typeIndices[i] = action.typeIndex;
    features.timeGapBuckets[i] = timeGapBucket(previous && action.timestampMs - previous.timestampMs);
    features.listPositionBuckets[i] = listPositionBucket(action.listIndex);
  }
  return features;
}
