import { expect, test } from 'vitest';
import { describeRedirect } from './redirect.js';

const URL = 'https://shop.example/weights/stable.json';
const none = () => Promise.reject(new TypeError('Failed to fetch'));
/** The response of a browser, whose target is hidden. */
const opaque = { type: 'opaqueredirect', status: 0, headers: new Headers() } as Response;

test.each([200, 304, 404])('status %s is not a redirect', async (status) => {
  expect(await describeRedirect(URL, new Response(null, { status }), none)).toBeUndefined();
});

test('a target on the same origin is named, with what to do', async () => {
  let sent: RequestInit = {};
  const fetch = async (_: string, init: RequestInit) => {
    sent = init;
    return { url: 'https://shop.example/other.json', body: null } as Response;
  };
  expect(await describeRedirect(URL, opaque, fetch)).toBe(
    'redirects to https://shop.example/other.json, and Aisle follows no redirects. ' +
      'Name the final address on the page, or serve the file without a redirect',
  );
  expect(sent).toMatchObject({ mode: 'same-origin', credentials: 'omit', referrerPolicy: 'no-referrer' });
});

test('a hidden target is found by aisle inspect', async () => {
  expect(await describeRedirect(URL, opaque, none)).toContain(
    `redirects to an address that the browser hides (aisle inspect --at ${URL} shows it), and Aisle follows no redirects.`,
  );
});
