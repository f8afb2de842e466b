import { expect, test } from 'vitest';
import { observeLifecycle } from './pageLifecycle.js';
import { FakePage, pageTransition } from './testing/fakePage.js';

function makeLifecycle() {
  const page = new FakePage();
  const reported: string[] = [];
  const logAs = (what: string) => () => void reported.push(what);
  const stop = new AbortController();
  observeLifecycle(
    { onPageHide: logAs('pagehide'), onFreeze: logAs('freeze'), onResume: logAs('resume') },
    logAs('shown'),
    page,
    stop.signal,
  );
  return { page, reported, stop };
}

test('pagehide, freeze and resume are reported', () => {
  const { page, reported } = makeLifecycle();
  page.dispatchEvent(pageTransition('pageshow', false));
  page.dispatchEvent(pageTransition('pagehide', true));
  page.document.dispatchEvent(new Event('freeze'));
  page.document.dispatchEvent(new Event('resume'));
  page.dispatchEvent(pageTransition('pageshow', true));
  expect(reported).toEqual(['pagehide', 'freeze', 'resume', 'resume']);
});

test('a page that leaves is reported with whether it is cached', () => {
  const page = new FakePage();
  const left: boolean[] = [];
  const ignore = () => {};
  const onLeave = (cached: boolean) => void left.push(cached);
  const { signal } = new AbortController();
  observeLifecycle({ onPageHide: ignore, onFreeze: ignore, onResume: ignore }, ignore, page, signal, onLeave);
  page.dispatchEvent(pageTransition('pagehide', true));
  page.dispatchEvent(pageTransition('pagehide', false));
  page.document.dispatchEvent(new Event('freeze'));
  expect(left).toEqual([true, false, false]);
});

test('a prerendered page is reported when it is shown', () => {
  const { page, reported } = makeLifecycle();
  page.document.dispatchEvent(new Event('prerenderingchange'));
  expect(reported).toEqual(['shown']);
});

test('nothing is reported after stop', () => {
  const { page, reported, stop } = makeLifecycle();
  stop.abort();
  page.dispatchEvent(pageTransition('pagehide', true));
  for (const type of ['freeze', 'resume', 'prerenderingchange']) page.document.dispatchEvent(new Event(type));
  expect(reported).toEqual([]);
});
