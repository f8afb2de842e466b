import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { checkTypes } from './checkTypes.js';
import { createAisle } from './createAisle.js';
import { refuseFor, resolveOptions } from './options.js';
import { requireWorker } from './requireBrowser.js';
import { createTracker } from './tracker.js';

beforeEach(() => void vi.stubGlobal('document', { baseURI: 'https://shop.test/page' }));
afterEach(() => void vi.unstubAllGlobals());

const REQUIRED = { manifestUrl: '/m.json', worker: '/w.js' };
const message = (call: () => unknown): string => {
  try {
    call();
  } catch (error) {
    const { code, message } = error as { code: string; message: string };
    return `${code} ${message}`;
  }
  return 'nothing';
};

test.each([
  [{}, 'manifestUrl must be the URL of a pointer or a manifest.json, found nothing.'],
  [{ ...REQUIRED, manifestUrl: 'http://[' }, 'manifestUrl must be a URL, found "http://[".'],
  [{ ...REQUIRED, worker: 1 }, 'worker must be a URL or a function, found 1.'],
  [{ ...REQUIRED, plugins: 7 }, 'plugins must be a list, found 7.'],
  [{ ...REQUIRED, consentInputs: 'tcf' }, 'consentInputs must be a list, found "tcf".'],
  [{ ...REQUIRED, eventTypes: 'view_item' }, 'eventTypes must be a list, found "view_item".'],
  [{ ...REQUIRED, publicKeys: 'abc' }, 'publicKeys must be a list, found "abc".'],
  [{ ...REQUIRED, retention: null }, 'retention must be an object, found null.'],
  [{ ...REQUIRED, retention: { maxEvents: '9' } }, 'retention.maxEvents must be a number above 0, found "9".'],
  [{ ...REQUIRED, holdoutShare: Number.NaN }, 'holdoutShare must be a number of 0 to 1, found NaN.'],
  // A text such as 'false' is true in JavaScript.
  [{ ...REQUIRED, rowsBeforeConsent: 'false' }, 'rowsBeforeConsent must be true or false, found "false".'],
  [{ ...REQUIRED, tier: 'gpu' }, 'tier must be one of auto, webgpu, wasm, light, found "gpu".'],
])('options %j are refused with what was expected and found', (options, expected) => {
  expect(message(() => createAisle(options as never))).toBe(`invalid-argument createAisle: ${expected}`);
});

test('lists may be any iterable or null', () => {
  const options = { ...REQUIRED, consentInputs: new Set(['tcf']) as never, plugins: null as never };
  const refuse = refuseFor('createAisle');
  checkTypes(options, refuse);
  const { recording } = resolveOptions(options, refuse);
  expect([recording.consentInputs, recording.plugins]).toEqual([['tcf'], []]);
});

test('options whose getter throws are refused', () => {
  const options = {
    ...REQUIRED,
    get tier(): never {
      throw new Error('of the shop');
    },
  };
  expect(message(() => createAisle(options))).toBe(
    'invalid-argument createAisle: the options could not be read: of the shop',
  );
});

test('errors of createTracker name createTracker', () => {
  expect(message(() => createTracker({ namespace: 'a b' }))).toMatch(
    /^invalid-argument createTracker: namespace must be .*, found "a b"\.$/,
  );
});

test('a worker function must return a worker', () => {
  expect(message(requireWorker(() => ({ port: {} }) as never))).toBe(
    'worker-unavailable createAisle: the function worker must return a module worker, found an object.',
  );
});

test.each([undefined, null, '/m.json'])('options %j are refused, because they must be an object', (options) => {
  expect(message(() => createAisle(options as never))).toMatch(
    /^invalid-argument createAisle: the options must be an object, found (nothing|null|"\/m\.json")\.$/,
  );
});

describe('without a page, as on a server', () => {
  beforeEach(() => void vi.unstubAllGlobals());

  test.each([
    ['createAisle', () => createAisle(REQUIRED)],
    ['createTracker', () => createTracker()],
  ])('%s says where to call it', (caller, call) => {
    expect(message(call)).toBe(
      `invalid-argument ${caller}: it needs a page, found none, as on a server. Call it in the browser, for example in an effect. In React, use AisleProvider with options.`,
    );
  });
});
