import { expect, test } from 'vitest';
import { PageLifecycle } from './pageLifecycle.js';
import { FakePage, pageTransition } from './testing/fakePage.js';

function makeLifecycle() {
  const page = new FakePage();
  const reported: string[] = [];
  const note = (what: string) => () => void reported.push(what);
  const lifecycle = new PageLifecycle(
    { onLeave: note('leave'), onFreeze: note('freeze'), onResume: note('resume') },
    note('shown'),
    page,
  );
  return { page, reported, lifecycle };
}

test('a page that is left, cached and restored is reported', () => {
  const { page, reported } = makeLifecycle();
  page.dispatchEvent(pageTransition('pageshow', false));
  page.dispatchEvent(pageTransition('pagehide', true));
  page.document.dispatchEvent(new Event('freeze'));
  page.document.dispatchEvent(new Event('resume'));
  page.dispatchEvent(pageTransition('pageshow', true));
  expect(reported).toEqual(['leave', 'freeze', 'resume', 'resume']);
});

test('a prerendered page is reported when it is shown', () => {
  const { page, reported, lifecycle } = makeLifecycle();
  page.document.prerendering = true;
  expect(lifecycle.prerendering).toBe(true);
  page.document.prerendering = false;
  page.document.dispatchEvent(new Event('prerenderingchange'));
  expect([lifecycle.prerendering, reported]).toEqual([false, ['shown']]);
});

test('nothing is reported after stop', () => {
  const { page, reported, lifecycle } = makeLifecycle();
  lifecycle.stop();
  page.dispatchEvent(pageTransition('pagehide', true));
  for (const type of ['freeze', 'resume', 'prerenderingchange']) page.document.dispatchEvent(new Event(type));
  expect(reported).toEqual([]);
});
