import { ACTION_TYPES, type EventInput, normal, parseEvent, seededRandom, type TrackedEvent } from '@aisle/core';
import { expect, test } from 'vitest';
import type { Action } from '../action.js';
import type { ModelConfig } from '../config.js';
import { floatItemMatrix } from '../light/itemMatrix.js';
import { LightEncoder } from '../light/lightEncoder.js';
import { scoreRows } from '../light/scoreRows.js';
import { historyScores } from '../scoreParts/historyParts.js';
import { sumScoreParts } from '../scoreParts/sumScoreParts.js';
import { untrainedModel } from '../testing/untrainedModel.js';
import type { TransitionTable } from '../transitionTable.js';
import { eventActions } from './eventActions.js';
import { explainScores, type ScoreRow } from './explainScores.js';

/** Scores are float32, and the sum of the network and the bias is rounded before the other parts are added. */
const TOLERANCE = 1e-3;
const ITEM_COUNT = 12;
const random = seededRandom(5);

/** Every item leads to all others. */
const table = (): TransitionTable => {
  const others = ITEM_COUNT - 1;
  const rows = Array.from({ length: ITEM_COUNT }, (_, i) => i + 1);
  return {
    offsets: Uint32Array.from({ length: ITEM_COUNT + 2 }, (_, row) => Math.max(0, row - 1) * others),
    toRows: Int32Array.from(rows.flatMap((row) => rows.filter((to) => to !== row))),
    strengths: Float32Array.from({ length: ITEM_COUNT * others }, () => 0.1 + random()),
  };
};
const { config: networkConfig, values } = untrainedModel(ITEM_COUNT);
const tableConfig = { queryDecay: 0.6, queryLength: 8, choiceWeight: 2, weight: 1.5, scale: 0.7 };
const config: ModelConfig = {
  ...networkConfig,
  memory: tableConfig,
  companions: tableConfig,
  substitutes: { ...tableConfig, queryDecay: 0.3 },
  repeat: { byAge: [1, 0.8, 0.6, 0.4, 0.3, 0.2, 0.1], byType: ACTION_TYPES.map((_, i) => -i / 10), perLogCount: 0.7 },
  situations: { browsing: { transitions: 1.9 }, afterChoice: { companions: 0.25, repeats: 2 }, atChoice: {} },
};
const bias = Float32Array.from({ length: ITEM_COUNT + 1 }, () => normal(random));
/** From the first action on, while the engine keeps a state. */
function queryOf(history: readonly Action[]): Float32Array {
  const encoder = new LightEncoder(networkConfig, values, items);
  encoder.advance(history, 0);
  return encoder.query();
}
const items = floatItemMatrix(values.get('item_embedding')!, bias);
const model = {
  config,
  items,
  queryOf,
  transitions: table(),
  relations: { companions: table(), substitutes: table() },
};

const rowOf = (itemId: string) => (Number(itemId) <= ITEM_COUNT ? Number(itemId) : undefined);
const event = (type: string, timestampMs: number, ...itemIds: readonly number[]): TrackedEvent =>
  parseEvent(
    { type, timestampMs, items: itemIds.map((itemId) => ({ item_id: `${itemId}` })) } as EventInput,
    timestampMs,
  );
const TYPES = [
  'view_item',
  'view_item',
  'select_item',
  'add_to_cart',
  'purchase',
  'view_item_list',
  'remove_from_cart',
];
const randomEvent = (timestampMs: number): TrackedEvent => {
  const type = TYPES[Math.floor(random() * TYPES.length)]!;
  const count = type === 'purchase' || type === 'view_item_list' ? 3 : 1;
  return event(type, timestampMs, ...Array.from({ length: count }, () => 1 + Math.floor(random() * (ITEM_COUNT + 2))));
};
const randomEvents = (length: number) => [
  event('view_item', 0, 1),
  ...Array.from({ length }, (_, i) => randomEvent((i + 1) * 40_000)),
];

/** The scores of the light tier. */
function scoresOf(events: readonly TrackedEvent[]): Float32Array {
  const { actions } = eventActions(events, rowOf);
  const scores = scoreRows(queryOf(actions), items, ALL);
  sumScoreParts(scores, historyScores(config, model, actions), ALL);
  return scores;
}

const ALL = Int32Array.from({ length: ITEM_COUNT }, (_, i) => i + 1);
const sumOf = (rows: readonly ScoreRow[]) => rows.reduce((sum, { contribution }) => sum + contribution, 0);
const networkOf = (rows: readonly ScoreRow[], cause: unknown) =>
  rows.find((row) => row.part === 'network' && row.cause === cause)?.contribution ?? 0;

test('contributions add up to the scores of the engine', async () => {
  let largest = 0;
  for (let history = 0; history < 30; history++) {
    const events = randomEvents(history);
    const scores = scoresOf(events);
    const explained = await explainScores(model, events, rowOf, ALL);
    explained.forEach((rows, i) => {
      largest = Math.max(largest, Math.abs(sumOf(rows) - scores[i]!));
    });
  }
  expect(largest).toBeLessThan(TOLERANCE);
});

test('a contribution to the network is what the network loses without the event', async () => {
  const network = { config: networkConfig, items, queryOf };
  const events = randomEvents(9);
  const explained = await explainScores(network, events, rowOf, ALL);
  const logitsWithout = (left?: number) => {
    const { actions } = eventActions(
      events.filter((_, i) => i !== left),
      rowOf,
    );
    return scoreRows(queryOf(actions), items, ALL);
  };
  const logits = logitsWithout();
  for (const left of events.keys()) {
    const others = logitsWithout(left);
    explained.forEach((rows, i) => expect(networkOf(rows, left)).toBeCloseTo(logits[i]! - others[i]!, 4));
  }
});

test('the network of one event belongs to this event, and nothing is together', async () => {
  const [rows] = await explainScores(model, [event('view_item', 0, 2)], rowOf, Int32Array.of(3));
  expect(networkOf(rows!, 'together')).toBe(0);
  expect(rows!.map(({ cause, part }) => [cause, part])).toEqual([
    ['popularity', 'statistics'],
    [0, 'network'],
    [0, 'transitions'],
    [0, 'substitutes'],
  ]);
});

test('an event beyond the reach of the network has no row of it', async () => {
  const events = randomEvents(40).filter(({ type }) => type !== 'view_item_list');
  const [rows] = await explainScores(model, events, rowOf, Int32Array.of(1));
  const causes = rows!.flatMap(({ cause, part }) => (part === 'network' ? [cause] : []));
  expect(causes).not.toContain(0);
  expect(causes).toContain(events.length - 1);
});

test('a click and the view that follows count as the event that the model reads', async () => {
  // Without the click, the view takes its place, at the same item. So only the time differs.
  const events = [event('view_item', 0, 1), event('select_item', 60_000, 2), event('view_item', 60_000, 2)];
  const [rows] = await explainScores(model, events, rowOf, Int32Array.of(3));
  const causes = new Set(rows!.map(({ cause }) => cause));
  expect([causes.has(1), causes.has(2)]).toEqual([true, false]);
});

test('pauses come between the encodings', async () => {
  let pauses = 0;
  await explainScores(model, [event('view_item', 0, 1, 2), event('view_item', 1, 3)], rowOf, ALL, async () => {
    pauses += 1;
  });
  expect(pauses).toBe(2);
});
