import { ACTION_TYPES, type ActionType, AisleError, parseItemId } from '@aisle/core';
import type { Action, ItemTarget } from '@aisle/model';
import {
  type CountingRule,
  countingRuleNamed,
  type EventCounts,
  type Example,
  type HistoryScorer,
  hasChoicesAmongOthers,
  type ItemTransitions,
} from '@aisle/model/train';
import type { ParquetRecord } from '../data/parquetRecords.js';
import { type CountsTable, countsRecords } from './countsFiles.js';

/** Counts of one part of a log. */
export interface PartCounts extends EventCounts {
  readonly rules: readonly [CountingRule];
}

/** What `counts.sql` gives. */
export interface ReadCounts {
  readonly itemIds: readonly string[];
  readonly target: ItemTarget;
  /** Until the held out part, and of the whole log. */
  readonly training: PartCounts;
  readonly whole: PartCounts;
  /** Views, carts and purchases of each item, weighted and recent: [itemCount + 1]. What sells lately follows from it. */
  readonly demand: Float64Array;
  readonly recentDemand: Float64Array;
  /** Decisions of the held out part with the actions before them. Their `userId` numbers a shopper, in no order. */
  readonly examples: readonly Example[];
}

/** As in the transitions of a plain table, by `SESSION_TRANSITIONS`. */
const BASELINE_DECAY = 0.7;
const BASELINE_LENGTH = 10;

function refuse(directory: string, table: CountsTable, found: string, advice: string): never {
  throw new AisleError('data-invalid', `Asked to read --counts ${directory}, found ${found} in ${table}. ${advice}`, {
    directory,
    table,
  });
}

/** Reads the numbers of a row. */
function numberOf(directory: string, table: CountsTable, row: ParquetRecord, column: string): number {
  const value = row[column];
  if (typeof value === 'number' && Number.isFinite(value)) return value;
  return refuse(directory, table, `${column} ${JSON.stringify(value)}`, 'Write the tables again with counts.sql.');
}

/**
 * Reads the three tables of `counts.sql`.
 *
 * @param releasedIds items that get the first rows, whether they have counts or not. The others follow by id.
 * @throws AisleError `data-unreadable` as `countsRecords` does; `data-invalid` for values that counts.sql does not write
 */
export async function readCounts(directory: string, releasedIds: readonly string[] = []): Promise<ReadCounts> {
  const { itemIds, columns } = await readItems(directory, releasedIds);
  const rowOf = new Map(itemIds.map((itemId, i) => [itemId, i + 1]));
  const { rule, parts } = await readNeighbours(directory, rowOf);
  const { target, examples } = await readLabels(directory, rowOf);
  const choices = hasChoicesAmongOthers(examples.map(({ history }) => ({ actions: history })));
  const part = (prefix: string, transitions: readonly ItemTransitions[]): PartCounts => {
    const column = (name: string) => columns.get(`${prefix}${name}`)!;
    return {
      rules: [rule],
      transitionsOf: () => (row) => transitions[row]!,
      statistics: ['actions', 'recent', 'labels'].map((name) => column(name).map(Math.log1p)),
      actionCounts: column('actions'),
      hasChoicesAmongOthers: choices,
      baselines: () => [scorerOf(transitions)],
    };
  };
  return {
    itemIds,
    target,
    training: part('training_', parts[1]),
    whole: part('', parts[0]),
    demand: columns.get('demand')!,
    recentDemand: columns.get('recent_demand')!,
    examples,
  };
}

const STATISTICS = ['actions', 'recent', 'labels'] as const;
const ITEM_COLUMNS = [
  ...STATISTICS,
  ...STATISTICS.map((name) => `training_${name}`),
  'demand',
  'recent_demand',
] as readonly string[];

/** @returns the items in the order of rows, and the columns, [itemCount + 1] each */
async function readItems(directory: string, releasedIds: readonly string[]) {
  const counted = new Map<string, readonly number[]>();
  for await (const row of countsRecords(directory, 'items', ['item_id', ...ITEM_COLUMNS]))
    counted.set(
      parseItemId(row.item_id),
      ITEM_COLUMNS.map((column) => numberOf(directory, 'items', row, column)),
    );
  const itemIds = [...new Set([...releasedIds, ...[...counted.keys()].sort()])];
  const columns = new Map(
    ITEM_COLUMNS.map((name, c) => [
      name,
      Float64Array.from(['', ...itemIds], (itemId) => counted.get(itemId)?.[c] ?? 0),
    ]),
  );
  return { itemIds, columns };
}

const EMPTY: ItemTransitions = { toRows: new Int32Array(), strengths: new Float64Array() };

/** @returns the transitions of each row, of the whole log and of the training part */
async function readNeighbours(directory: string, rowOf: ReadonlyMap<string, number>) {
  const names = new Set<unknown>();
  const parts = [0, 1].map(() => Array.from({ length: rowOf.size + 1 }, (): [row: number, strength: number][] => []));
  for await (const row of countsRecords(directory, 'neighbours', [
    'rule',
    'training',
    'item_id',
    'neighbour_id',
    'strength',
  ])) {
    names.add(row.rule);
    const [from, to] = [rowOf.get(String(row.item_id)), rowOf.get(String(row.neighbour_id))];
    if (!from || !to)
      refuse(
        directory,
        'neighbours',
        `an item that items lacks, ${JSON.stringify(row)}`,
        'Export all tables of one run.',
      );
    const strength = numberOf(directory, 'neighbours', row, 'strength');
    const part = numberOf(directory, 'neighbours', row, 'training') === 1 ? 1 : 0;
    parts[part]![from]!.push([to, strength]);
  }
  const [name] = names;
  const rule = countingRuleNamed(String(name));
  if (names.size !== 1 || !rule) {
    const found = [...names].map((one) => JSON.stringify(one)).join(', ');
    return refuse(directory, 'neighbours', `the counting rule ${found}`, 'Use one of the rules that counts.sql names.');
  }
  const ordered = parts.map((rows) =>
    rows.map((entries): ItemTransitions => {
      if (entries.length === 0) return EMPTY;
      entries.sort((a, b) => a[0] - b[0]);
      return {
        toRows: Int32Array.from(entries, ([row]) => row),
        strengths: Float64Array.from(entries, ([, strength]) => strength),
      };
    }),
  );
  return { rule, parts: ordered as [ItemTransitions[], ItemTransitions[]] };
}

function scorerOf(transitions: readonly ItemTransitions[]): HistoryScorer {
  const scores = new Float64Array(transitions.length);
  return (history) => {
    scores.fill(0);
    history.slice(-BASELINE_LENGTH).forEach(({ itemRow }, i, { length }) => {
      const { toRows, strengths } = transitions[itemRow]!;
      const weight = BASELINE_DECAY ** (length - 1 - i);
      toRows.forEach((to, entry) => (scores[to]! += weight * strengths[entry]!));
    });
    return scores;
  };
}

interface LabelledAction {
  readonly place: number;
  readonly seconds: number;
  readonly label: boolean;
  readonly itemRow: number;
  readonly typeIndex: number;
}

/** @returns the examples in the order of shoppers and time */
async function readLabels(directory: string, rowOf: ReadonlyMap<string, number>) {
  const sequences = new Map<number, LabelledAction[]>();
  const targets = new Set<unknown>();
  const columns = ['target', 'sequence', 'place', 'item_id', 'event', 'seconds', 'label'];
  for await (const row of countsRecords(directory, 'labels', columns)) {
    targets.add(row.target);
    const number = (column: string) => numberOf(directory, 'labels', row, column);
    const action = {
      place: number('place'),
      seconds: number('seconds'),
      label: number('label') === 1,
      itemRow: rowOf.get(String(row.item_id)) ?? 0,
      typeIndex: ACTION_TYPES.indexOf(row.event as ActionType),
    };
    if (action.itemRow === 0 || action.typeIndex < 0)
      refuse(
        directory,
        'labels',
        `an action that counts.sql does not write, ${JSON.stringify(row)}`,
        'Export all tables of one run.',
      );
    const sequence = sequences.get(number('sequence'));
    if (sequence) sequence.push(action);
    else sequences.set(number('sequence'), [action]);
  }
  const [target] = targets;
  if (targets.size !== 1 || (target !== 'next-item' && target !== 'next-purchase'))
    return refuse(
      directory,
      'labels',
      `the target ${[...targets].join(', ')}`,
      'Set next-purchase or next-item in counts.sql.',
    );
  const examples = [...sequences]
    .sort((a, b) => a[0] - b[0])
    .flatMap(([number, actions]) => examplesOf(String(number), actions));
  return { target: target as ItemTarget, examples };
}

function examplesOf(userId: string, labelled: LabelledAction[]): Example[] {
  labelled.sort((a, b) => a.place - b.place);
  let timestampMs = 0;
  const actions = labelled.map(({ itemRow, typeIndex, seconds }): Action => {
    timestampMs += seconds * 1000;
    return { itemRow, typeIndex, timestampMs };
  });
  return labelled.flatMap(({ label, itemRow }, i) =>
    label && i > 0 ? [{ userId, history: actions.slice(0, i), labelRow: itemRow }] : [],
  );
}
