import type { Action } from './action.js';

/** How much a repeat adds to a score, in logits. Part of the model's config; the trainer fits it. */
export interface RepeatConfig {
  /** [REPEAT_AGE_COUNT], by the age of its latest action (see `repeatAge`) */
  readonly byAge: readonly number[];
  /** [ACTION_TYPES.length], by the type of its latest action */
  readonly byType: readonly number[];
  /** Multiplied by the natural logarithm of the number of its actions. */
  readonly perLogCount: number;
}

/** Only the latest actions count. */
const REPEAT_LENGTH = 50;

/** Ages 0, 1, 2 and 3, then 4 to 5, 6 to 9, and 10 or more. */
export const REPEAT_AGE_COUNT = 7;

/** Index into `byAge` for an action with `age` actions after it. */
export function repeatAge(age: number): number {
  return age < 4 ? age : age < 6 ? 4 : age < 10 ? 5 : 6;
}

/** An item of the history: age group and type of its latest action, and the number of its actions. */
export interface Repeat {
  readonly age: number;
  readonly typeIndex: number;
  count: number;
}

/** The items of a history, by row. */
export function repeatsOf(history: readonly Action[]): Map<number, Repeat> {
  const found = new Map<number, Repeat>();
  const oldest = Math.max(0, history.length - REPEAT_LENGTH);
  for (let i = history.length - 1; i >= oldest; i--) {
    const { itemRow, typeIndex } = history[i]!;
    const known = found.get(itemRow);
    if (known) known.count += 1;
    else found.set(itemRow, { age: repeatAge(history.length - 1 - i), typeIndex, count: 1 });
  }
  return found;
}

/** What a repeat adds to an item's score, as a logit. */
export function repeatScore(config: RepeatConfig, { age, typeIndex, count }: Repeat): number {
  return config.byAge[age]! + config.byType[typeIndex]! + config.perLogCount * Math.log(count);
}
