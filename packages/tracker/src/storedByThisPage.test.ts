import { expect, test } from 'vitest';
import { StoredByThisPage } from './storedByThisPage.js';

test('take returns the cursors of the latest history once', () => {
  const stored = new StoredByThisPage();
  stored.add({ historyId: 'old', seq: 7 });
  stored.add({ historyId: 'new', seq: 1 });
  stored.add({ historyId: 'new', seq: 3 });
  expect(stored.take()).toEqual([
    { historyId: 'new', seq: 1 },
    { historyId: 'new', seq: 3 },
  ]);
  expect(stored.take()).toEqual([]);
});
