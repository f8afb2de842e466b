import { afterEach, expect, test, vi } from 'vitest';
import { automationLogger } from './trackerCalls.js';

afterEach(() => void vi.restoreAllMocks());

test('a visit by a program is logged once', () => {
  const info = vi.spyOn(console, 'info').mockImplementation(() => {});
  const tracker = { automation: { signal: 'webdriver' as const }, ignoresVisit: false };
  const log = automationLogger(() => tracker);
  log();
  expect(info).not.toHaveBeenCalled();
  tracker.ignoresVisit = true;
  log();
  log();
  expect(info.mock.calls).toEqual([
    ['[aisle] Not recorded: a program makes this visit (webdriver). In tests, set automation to record.'],
  ]);
});
