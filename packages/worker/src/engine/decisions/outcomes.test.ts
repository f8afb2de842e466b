import { expect, test } from 'vitest';
import { createContext } from '../../testing/decisionContext.js';
import { randomRelease } from '../../testing/smallRelease.js';
import { eventOf, historyOf, request } from '../../testing/testEngine.js';
import { outcomes } from './outcomes.js';

const shown = (result_id: string) => eventOf({ type: 'view_item_list', items: [{ item_id: 'a' }], result_id });
const NONE = { shown: 0, clicked: 0, purchased: 0 };

test('counts the stored history, which the first call reads during a pause', async () => {
  const { context, whenIdle } = createContext(randomRelease(), shown('p-1'), shown('p-2'), shown('h-1'));
  const counts = { personalised: { ...NONE, shown: 2 }, holdout: { ...NONE, shown: 1 } };
  expect(await outcomes(request, context)).toEqual(counts);
  expect(await outcomes(request, context)).toEqual(counts);
  expect(whenIdle).toHaveBeenCalledTimes(1);
});

test('counts the history in the request', async () => {
  const { context, whenIdle } = createContext(randomRelease(), shown('p-1'));
  expect(await outcomes({ ...request, history: historyOf(shown('h-1')) }, context)).toEqual({
    personalised: NONE,
    holdout: { ...NONE, shown: 1 },
  });
  expect(whenIdle).not.toHaveBeenCalled();
});
