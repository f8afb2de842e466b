import { parseEvent } from '@aisle/core';
import { expect, test } from 'vitest';
import { eventRow } from './logRow.js';

const FOUND = [undefined, 0, -0, 0.5, 1, 1.5, -1, 2 ** 53, 1e300, Infinity, NaN, '', '1', 'x', true, null, [], {}];

const accepts = (item: object) => {
  try {
    parseEvent({ type: 'purchase', items: [{ item_id: 'A', ...item }] }, 0);
    return true;
  } catch {
    return false;
  }
};

test.each(['price', 'quantity'] as const)('%s is good exactly if the SDK accepts it', (field) => {
  for (const found of FOUND) {
    const row = eventRow({ userId: 'u', itemId: 'A', event: '', timestamp: 1e9, [field]: found }, 'purchase');
    const problems = 'fieldProblems' in row ? row.fieldProblems! : [];
    expect(
      problems.map((problem) => problem.field),
      `${field} ${String(found)}`,
    ).toEqual(accepts({ [field]: found }) ? [] : [field]);
  }
});
