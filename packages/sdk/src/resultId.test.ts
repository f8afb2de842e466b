import { armOfResult } from '@aisle/core';
import { afterEach, expect, test, vi } from 'vitest';
import { newResultId } from './resultId.js';

afterEach(() => void vi.unstubAllGlobals());

test('ids differ in a page that has removed crypto', () => {
  vi.stubGlobal('crypto', undefined);
  expect(new Set(Array.from({ length: 1000 }, () => newResultId('holdout'))).size).toBe(1000);
});

test.each(['personalised', 'holdout', undefined] as const)(
  'ids for arm %s have its prefix, are short and unique',
  (arm) => {
    const ids = Array.from({ length: 1000 }, () => newResultId(arm));
    expect(new Set(ids).size).toBe(ids.length);
    for (const id of ids) {
      expect(id).toMatch(/^[phu]-[0-9a-z]{2,14}$/);
      expect(armOfResult(id)).toBe(arm);
    }
  },
);
