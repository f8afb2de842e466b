import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { gtagCommand, watchDataLayer } from './dataLayer.js';

const global = globalThis as unknown as { layer: unknown };
let stop = () => {};

beforeEach(() => void vi.useFakeTimers());
afterEach(() => {
  stop();
  vi.useRealTimers();
  delete (globalThis as { layer?: unknown }).layer;
});

/** The ids of the entries, with `found` for those that were not pushed. */
function watch(): unknown[] {
  const log: unknown[] = [];
  stop = watchDataLayer('layer', (entry, { isFound }) => {
    const { id } = entry as { id: unknown };
    log.push(isFound ? `found ${id}` : id);
  });
  return log;
}

test('an entry is reported once, pushed or found', () => {
  global.layer = [{ id: 1 }];
  const log = watch();
  (global.layer as unknown[]).push({ id: 2 }, { id: 3 });
  vi.advanceTimersByTime(1_000);
  expect(log).toEqual(['found 1', 2, 3]);
});

test('an object that is pushed twice is reported twice', () => {
  const log = watch();
  const entry = { id: 1 };
  (global.layer as unknown[]).push(entry);
  (global.layer as unknown[]).push(entry);
  expect(log).toEqual([1, 1]);
});

test('an array that replaces the layer is watched', () => {
  const log = watch();
  const first = { id: 1 };
  global.layer = [first];
  vi.advanceTimersByTime(200);
  global.layer = [first, { id: 2 }];
  vi.advanceTimersByTime(200);
  (global.layer as unknown[]).push({ id: 3 });
  expect(log).toEqual(['found 1', 'found 2', 3]);
});

test('an array that is the layer again is watched once', () => {
  const log = watch();
  const first = global.layer as unknown[];
  for (const layer of [[], first]) {
    global.layer = layer;
    vi.advanceTimersByTime(200);
  }
  first.push({ id: 1 });
  expect(log).toEqual([1]);
});

test('a layer that goes away and returns is watched', () => {
  const log = watch();
  for (const value of [undefined, null, 5, 'text', { push: 5 }, Object.freeze([{ id: 1 }])]) {
    global.layer = value;
    vi.advanceTimersByTime(200);
  }
  global.layer = [];
  vi.advanceTimersByTime(200);
  (global.layer as unknown[]).push({ id: 2 });
  expect(log).toEqual(['found 1', 2]);
});

test('a stopped watch reports nothing and has no timer', () => {
  const log = watch();
  stop();
  (global.layer as unknown[]).push({ id: 1 });
  vi.advanceTimersByTime(1_000);
  expect(log).toEqual([]);
  expect(vi.getTimerCount()).toBe(0);
});

test('an array is not a command, as for Google', () => {
  expect(gtagCommand(['consent', 'update', { personalization_storage: 'granted' }])).toBe(undefined);
});

test('an entry that another wrapper of push copies is reported once', () => {
  const layer: unknown[] = [];
  layer.push = (...entries) => Array.prototype.push.apply(layer, structuredClone(entries));
  global.layer = layer;
  const log = watch();
  layer.push({ id: 1 });
  layer.push({ id: 2 }, { id: 3 });
  vi.advanceTimersByTime(1_000);
  expect(log).toEqual([1, 2, 3]);
});

test('an entry that another wrapper of push drops is not reported', () => {
  const layer: { id: number }[] = [];
  layer.push = (entry) => (entry!.id === 1 ? 0 : Array.prototype.push.call(layer, entry));
  global.layer = layer;
  const log = watch();
  layer.push({ id: 1 });
  layer.push({ id: 2 });
  expect(log).toEqual([2]);
});

test('an entry that is pushed during a push comes after it', () => {
  const layer: { id: number }[] = [];
  // A tag of the tag manager answers.
  layer.push = (entry) => {
    Array.prototype.push.call(layer, entry);
    return entry!.id === 1 ? layer.push({ id: 2 }) : layer.length;
  };
  global.layer = layer;
  const log = watch();
  layer.push({ id: 1 });
  expect(log).toEqual([1, 2]);
});

test('entries that throw when read do not affect the page', () => {
  global.layer = [];
  stop = watchDataLayer('layer', () => {
    throw new Error('of the shop');
  });
  expect((global.layer as unknown[]).push({ id: 1 })).toBe(1);
});

test('a command has three arguments, whatever length it claims', () => {
  const forged = { 0: 'event', 1: 'view_item', length: 2 ** 53, [Symbol.toStringTag]: 'Arguments' };
  expect(gtagCommand(forged)).toEqual(['event', 'view_item', undefined]);
  expect(gtagCommand({ event: 'view_item' })).toBe(undefined);
});
