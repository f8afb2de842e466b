import type { Kinds } from '../kinds.js';
import type { TransitionTable } from '../transitionTable.js';
import type { TrainingHistory } from './split.js';

/** What relations and kinds are counted from. */
export interface RelationSource {
  readonly training: readonly TrainingHistory[];
  readonly itemCount: number;
  /** Whether the timestamps are real (`EventLog.timed`). */
  readonly timed: boolean;
  /** The categories of the items. Absent without a catalogue. */
  readonly categories?: Categories;
  /** The items that are most similar by content, strengths from 0 to 1. Absent without a catalogue. */
  readonly nearest?: TransitionTable;
}

export type Categories = Pick<Kinds, 'names' | 'ofRow'>;

/** Whether both items have the same known category. */
export function isSameKind({ categories }: RelationSource, a: number, b: number): boolean {
  const kind = categories?.ofRow[a] ?? -1;
  return kind >= 0 && kind === categories!.ofRow[b];
}

/** Whether both items have a known category, and not the same. */
export function isOtherKind({ categories }: RelationSource, a: number, b: number): boolean {
  const [one, two] = [categories?.ofRow[a] ?? -1, categories?.ofRow[b] ?? -1];
  return one >= 0 && two >= 0 && one !== two;
}
