import { expect, test } from 'vitest';
import { whenIdleOrHidden } from './whenIdleOrHidden.js';

class Page extends EventTarget {
  listeners = 0;
  hidden: boolean;

  constructor(hidden = false) {
    super();
    this.hidden = hidden;
  }

  override addEventListener(...args: Parameters<EventTarget['addEventListener']>): void {
    this.listeners++;
    super.addEventListener(...args);
  }

  override removeEventListener(...args: Parameters<EventTarget['removeEventListener']>): void {
    this.listeners--;
    super.removeEventListener(...args);
  }

  setHidden(hidden: boolean): void {
    this.hidden = hidden;
    this.dispatchEvent(new Event('visibilitychange'));
  }
}

const never = () => new Promise<void>(() => {});

test('an idle page resolves with idle and removes the listener', async () => {
  const page = new Page();
  expect(await whenIdleOrHidden(page, async () => {})).toBe('idle');
  expect(page.listeners).toBe(0);
});

test('a page that becomes hidden resolves before it is idle', async () => {
  const page = new Page();
  const flushTasks = whenIdleOrHidden(page, never);
  page.setHidden(false);
  page.setHidden(true);
  expect(await flushTasks).toBe('hidden');
  expect(page.listeners).toBe(0);
});

test('a hidden page resolves immediately', async () => {
  expect(await whenIdleOrHidden(new Page(true), never)).toBe('hidden');
});
