import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { TagGlobal } from './tagGlobal.js';
import { tagHost } from './tagHost.js';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

test('calls before the tag has loaded wait in its queue and get its answer', async () => {
  const tag: TagGlobal = {};
  const host = tagHost(tag);
  const change = () => ({ result: 'stored' });
  const answers = [host.changeDecisions(change), host.request({ name: 'intent' })];
  expect(tag.queue).toMatchObject([
    { name: 'changeDecisions', args: [change] },
    { name: 'request', args: [{ name: 'intent' }, undefined] },
  ]);
  tag.queue!.forEach(({ resolve }, i) => resolve(['stored', 'answered'][i]));
  expect(await Promise.all(answers)).toEqual(['stored', 'answered']);
});

test('without the tag, a request ends at its deadline and a change after ten seconds', async () => {
  const host = tagHost({});
  const answers = [host.request({ name: 'intent' }, { deadlineMs: 50 }), host.changeDecisions(() => ({ result: 1 }))];
  await vi.advanceTimersByTimeAsync(50);
  expect(await answers[0]).toEqual({ reason: 'not-loaded', resultId: '', durationMs: 50 });
  const changed = Promise.race([answers[1], vi.advanceTimersByTimeAsync(20_000).then(() => 'nothing yet')]);
  expect(await changed).toBeUndefined();
});

test('calls after the tag has loaded go to the tag', async () => {
  const tag = { changeDecisions: async () => 'stored', request: async () => 'answered' } as unknown as TagGlobal;
  const host = tagHost(tag);
  expect(await host.changeDecisions(() => ({ result: 1 }))).toBe('stored');
  expect(await host.request({ name: 'intent' })).toBe('answered');
  expect(tag.queue).toBeUndefined();
});
