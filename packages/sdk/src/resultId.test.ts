import { armOfResult } from '@aisle/core';
import { expect, test } from 'vitest';
import { newResultId } from './resultId.js';

test.each(['personalised', 'holdout', undefined] as const)(
  'ids for arm %s have its prefix, are short and unique',
  (arm) => {
    const ids = Array.from({ length: 1000 }, () => newResultId(arm));
    expect(new Set(ids).size).toBe(ids.length);
    for (const id of ids) {
      expect(id).toMatch(/^[phu]-[0-9a-z]{1,13}$/);
      expect(armOfResult(id)).toBe(arm);
    }
  },
);
