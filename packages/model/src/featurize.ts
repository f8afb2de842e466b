import { ACTION_TYPES, type ActionType, AisleError, itemsOfEvent, type TrackedEvent } from '@aisle/core';
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

/**
 * The model reads actions on single items. Shown lists are the shop's action, and steps of the whole cart repeat
 * add_to_cart.
 */
const MODELLED_TYPES = new Set(
  (['select_item', 'view_item', 'add_to_wishlist', 'add_to_cart', 'remove_from_cart', 'purchase'] as const).map(
    (type) => ACTION_TYPES.indexOf(type),
  ),
);

/**
 * Whether `action` belongs in a history that ends with `previous`. Training logs and live events follow the same rule.
 */
export function isModelled(action: Action, previous: Action | undefined): boolean {
  if (!MODELLED_TYPES.has(action.typeIndex)) return false;
  // A click on a card and the view of its product page are one action, reported twice.
  return !(
    action.typeIndex === VIEW_ITEM &&
    previous?.typeIndex === SELECT_ITEM &&
    previous.itemRow === action.itemRow
  );
}

/** Appends the actions of one event. Items that the release does not know are skipped. */
export function appendActions(
  history: Action[],
  event: TrackedEvent,
  rowOfItem: (itemId: string) => number | undefined,
): void {
  // Types that no weights know have the index -1, which is not modelled.
  const typeIndex = ACTION_TYPES.indexOf(event.type as ActionType);
  for (const { item_id, index } of itemsOfEvent(event)) {
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

/**
 * 0 for the first action, else 1 + floor(log2(1 + whole seconds)), at most TIME_GAP_BUCKET_COUNT - 1. A negative gap
 * counts as 0 s.
 */
export function timeGapBucket(gapMs: number | undefined): number {
  if (gapMs === undefined) return 0;
  // Integer arithmetic gives the same bucket everywhere. ECMAScript lets Math.log2 differ between engines:
  // https://tc39.es/ecma262/#sec-math.log2
  const seconds = Math.min(2 ** 30, Math.max(0, Math.floor(gapMs / 1000)));
  return Math.min(TIME_GAP_BUCKET_COUNT - 1, 32 - Math.clz32(seconds + 1));
}

/** 0 if the list position is unknown, else 1 + floor(log2(1 + listIndex)), at most LIST_POSITION_BUCKET_COUNT - 1. */
export function listPositionBucket(listIndex: number | undefined): number {
  if (listIndex === undefined) return 0;
  return Math.min(LIST_POSITION_BUCKET_COUNT - 1, 32 - Math.clz32(Math.min(2 ** 30, listIndex) + 1));
}

/**
 * Turns the last `contextLength(config)` actions into the model's input.
 *
 * @throws AisleError `invalid-argument` for a row outside 1 to itemCount. The WebGPU gather of tfjs would return zeros.
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
        `featurize: expected an item row from 1 to ${config.itemCount}, found ${action.itemRow}.`,
        {
          itemRow: action.itemRow,
          itemCount: config.itemCount,
        },
      );
    }
    // The gap before the first action of the range is known if the history goes further back.
    const previous = history[first + i - 1];
    features.itemRows[i] = action.itemRow;
    features.typeIndices[i] = action.typeIndex;
    features.timeGapBuckets[i] = timeGapBucket(previous && action.timestampMs - previous.timestampMs);
    features.listPositionBuckets[i] = listPositionBucket(action.listIndex);
  }
  return features;
}
