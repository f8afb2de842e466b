import { expect, test } from 'vitest';
import { exported, startAisle, useAisleSite, viewOf } from '../kit/aislePage.js';
import { eraseWhileWriting } from './eraseStorm.js';

const site = useAisleSite();

test('an event tracked during an erase is stored after it', async () => {
  const page = await site.openPage();
  await startAisle(page, { tier: 'light' });
  const result = await page.evaluate(
    async ([before, during]) => {
      const { visitor } = window;
      await visitor.track(before!);
      const erased = visitor.erase();
      const tracked = await visitor.track(during!);
      await erased;
      return tracked;
    },
    [viewOf(1), viewOf(2)],
  );
  expect(result).toMatchObject({ stored: true });
  expect((await exported(page)).map((event) => ('items' in event ? event.items[0]?.item_id : ''))).toEqual(['item-2']);
});

test('concurrent writes and erases keep exactly the later events', async () => {
  const { problems, survived } = await eraseWhileWriting(site, 10);
  expect(problems).toEqual([]);
  expect(survived).toBeGreaterThan(10);
});
