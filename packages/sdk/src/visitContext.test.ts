import { afterEach, expect, test, vi } from 'vitest';
import { referrerKind, visitContext } from './visitContext.js';

afterEach(() => {
  vi.unstubAllGlobals();
  vi.useRealTimers();
});

const PAGE = 'https://shop.example/tents';

test.each([
  ['', PAGE, 'direct'],
  ['https://shop.example/', PAGE, 'internal'],
  ['https://www.google.co.uk/', PAGE, 'search'],
  ['https://search.brave.com/', PAGE, 'search'],
  ['https://mail.google.com/', PAGE, 'mail'],
  ['android-app://com.google.android.gm/', PAGE, 'mail'],
  ['https://l.facebook.com/', PAGE, 'social'],
  ['https://t.co/abc', PAGE, 'social'],
  ['https://blog.example/google.html', PAGE, 'link'],
  ['https://notgoogle.example/', PAGE, 'link'],
  ['https://www.google.com/', `${PAGE}?gclid=1`, 'ad'],
  ['', `${PAGE}?a=1&utm_medium=cpc`, 'ad'],
  ['', `${PAGE}?utm_medium=email`, 'mail'],
  ['', `${PAGE}?utm_medium=social`, 'direct'],
  ['https://t.company.example/', PAGE, 'link'],
])('referrer %s on %s is of the kind %s', (referrer, page, kind) => {
  expect(referrerKind(referrer, new URL(page))).toBe(kind);
});

test.each([
  [599, 'phone'],
  [600, 'tablet'],
  [1199, 'tablet'],
  [1200, 'desktop'],
])('a window of %i pixels is that of a %s', (width, device) => {
  vi.useFakeTimers({ now: Date.UTC(2026, 5, 30, 23) });
  vi.stubGlobal('innerWidth', width);
  vi.stubGlobal('document', { referrer: '' });
  vi.stubGlobal('location', new URL(PAGE));
  expect(visitContext()).toEqual({ month: 6, device, referrer: 'direct' });
});
