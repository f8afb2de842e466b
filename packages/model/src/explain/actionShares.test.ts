import { ACTION_TYPES } from '@aisle/core';
import { expect, test } from 'vitest';
import type { Action } from '../action.js';
import type { RepeatConfig } from '../repeat.js';
import type { TransitionConfig, TransitionTable } from '../transitionTable.js';
import { actionShares } from './actionShares.js';

const VIEW = ACTION_TYPES.indexOf('view_item');
const CART = ACTION_TYPES.indexOf('add_to_cart');
const view = (itemRow: number): Action => ({ itemRow, typeIndex: VIEW, timestampMs: 0 });
const cart = (itemRow: number): Action => ({ itemRow, typeIndex: CART, timestampMs: 0 });

/** Item 1 leads to 3 (2), item 2 leads to 3 (1). */
const table: TransitionTable = {
  offsets: Uint32Array.of(0, 0, 1, 2, 2),
  toRows: Int32Array.of(3, 3),
  strengths: Float32Array.of(2, 1),
};
const config: TransitionConfig = { queryDecay: 0.5, queryLength: 3, weight: 2, scale: 10 };
const repeat: RepeatConfig = {
  byAge: [1, 2, 3, 4, 5, 6, 7],
  byType: ACTION_TYPES.map((_, i) => (i === VIEW ? 10 : i === CART ? 20 : 0)),
  perLogCount: 100,
};

/** The shares of item 3 unless another one is named. */
const sharesOf = ([config, tables, history]: Parameters<typeof actionShares>, row = 3) =>
  Object.fromEntries(actionShares(config, tables, history)(row).map(({ part, shares }) => [part, shares]));
/** Shares are differences and logarithms of logits in float64. */
const logits = (...numbers: readonly number[]) => numbers.map((logit) => expect.closeTo(logit, 9));

test('an action gets its part of the sum in a logit of transitions', () => {
  // The strengths are 1/4 of 2, then 1/2 of 1, then nothing of item 3 itself. The first view is beyond the query.
  const history = [view(1), view(1), view(2), view(3)];
  const half = Math.log1p(10 * 1);
  expect(sharesOf([{ memory: config }, { transitions: table }, history])).toEqual({
    transitions: logits(0, half, half, 0),
  });
});

test('a repeat belongs to its latest action, and its count to all of them', () => {
  const history = [view(2), view(1), cart(2), view(1)];
  const ofCount = (100 * Math.log(2)) / 2;
  expect(sharesOf([{ repeat }, {}, history], 2)).toEqual({ repeats: logits(ofCount, 0, ofCount + 2 + 20, 0) });
  expect(sharesOf([{ repeat }, {}, history])).toEqual({ repeats: [0, 0, 0, 0] });
});

test('companions belong to the cart, and substitutes to the views after it', () => {
  const relations = { companions: table, substitutes: table };
  const history = [...Array<Action>(9).fill(view(3)), view(1), cart(1), view(2), view(3)];
  const at = (index: number, logit: number) => logits(...history.map((_, i) => (i === index ? logit : 0)));
  expect(sharesOf([{ companions: config, substitutes: config }, { relations }, history])).toEqual({
    companions: at(10, 2 * Math.log1p(10 * 0.25 * 2)),
    substitutes: at(11, 2 * Math.log1p(10 * 0.5 * 1)),
  });
});

test('shares count by the situation, and a part without a table has none', () => {
  const situations = { browsing: { transitions: 3 }, atChoice: { transitions: 100 } };
  expect(sharesOf([{ memory: config, companions: config, situations }, { transitions: table }, [view(1)]])).toEqual({
    transitions: logits(3 * 2 * Math.log1p(20)),
    companions: [0],
  });
});
