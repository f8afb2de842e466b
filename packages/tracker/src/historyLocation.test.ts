import { expect, test } from 'vitest';
import { HistoryLocation } from './historyLocation.js';
import { firstIds, viewOf } from './testing/events.js';
import { ScriptedStore } from './testing/scriptedStore.js';

const makeLocation = (memoryBeforeConsent: boolean, device = new ScriptedStore()) =>
  new HistoryLocation(device, { beforeConsent: memoryBeforeConsent ? 'memory' : 'drop', now: () => 0 });
const always = () => true;

test.each([
  [false, 'unset', 'none'],
  [true, 'unset', 'memory'],
  [false, 'granted', 'device'],
  [true, 'granted', 'device'],
  [false, 'denied', 'none'],
  [true, 'denied', 'none'],
] as const)('memory before consent %s, consent %s: %s', (memoryBeforeConsent, consent, kind) => {
  const device = new ScriptedStore();
  const location = makeLocation(memoryBeforeConsent, device);
  location.setConsent(consent);
  expect(location.storage).toBe(kind);
  expect(location.store).toBe({ none: undefined, memory: location.inMemoryStore, device }[kind]);
});

test('a change of consent ends the in-memory history', async () => {
  const location = makeLocation(true);
  await location.inMemoryStore!.append(viewOf('a'));
  location.setConsent('granted');
  expect(location.inMemoryStore).toBeUndefined();
  location.setConsent('unset');
  expect(location.inMemoryStore?.size).toBe(0);
});

test('memory replaces a failing device and takes its readable events', async () => {
  const device = new ScriptedStore();
  await device.append(viewOf('stored'));
  const location = makeLocation(false, device);
  location.setConsent('granted');
  expect(await location.moveToMemory([viewOf('more')], always)).toBe(true);
  expect(location.storage).toBe('memory');
  expect(firstIds(location.inMemoryStore!.since(0).events)).toEqual(['stored', 'more']);
});

test('memory starts empty if nothing can be read, or after an erasure', async () => {
  const device = new ScriptedStore();
  await device.append(viewOf('stored'));
  const erased = makeLocation(false, device);
  erased.setConsent('granted');
  await erased.moveToMemory([viewOf('more')], () => false);
  expect(erased.inMemoryStore?.size).toBe(0);
  device.gates.set('readSince', Promise.reject(new Error('broken')));
  const broken = makeLocation(false, device);
  broken.setConsent('granted');
  await broken.moveToMemory([viewOf('more')], always);
  expect(firstIds(broken.inMemoryStore!.since(0).events)).toEqual(['more']);
});

test('the fallback to memory needs consent and happens once', async () => {
  const location = makeLocation(false);
  expect(await location.moveToMemory([viewOf('a')], always)).toBe(false);
  expect(location.storage).toBe('none');
  location.setConsent('granted');
  await location.moveToMemory([viewOf('a')], always);
  const { inMemoryStore } = location;
  expect(await location.moveToMemory([viewOf('b')], always)).toBe(false);
  expect(location.inMemoryStore).toBe(inMemoryStore);
});
