import type { TrackedEvent } from '@aisle/core';
import { expect, test } from 'vitest';
import { Journal } from './journal.js';
import { firstIds, viewOf } from './testing/events.js';
import { FakePage } from './testing/fakePage.js';
import { ScriptedStore } from './testing/scriptedStore.js';

const KEY = 'aisle-shop-journal';

/** The text of a journal: the events of each history, in order. */
const journalOf = (...entries: readonly (readonly [string, TrackedEvent])[]) =>
  entries.map(([historyId, event]) => `${historyId}\n${JSON.stringify(event)}\n`).join('');

function makeJournal() {
  const page = new FakePage();
  const device = new ScriptedStore();
  device.create();
  return { page, device, texts: page.storage.texts, journal: new Journal('shop', device, page) };
}

test('the journal stores events at pagehide, not before', () => {
  const { journal, texts } = makeJournal();
  const [before, during] = [viewOf('a'), viewOf('b')];
  journal.begin(before, 'history-1');
  expect(texts.size).toBe(0);
  journal.onPageHide('history-1');
  journal.begin(during, 'history-1');
  expect(texts.get(KEY)).toBe(journalOf(['history-1', before], ['history-1', during]));
});

test('a stored event loses its entry; a failed one keeps it', () => {
  const { journal, texts } = makeJournal();
  const [stored, failed] = [viewOf('a'), viewOf('b')];
  journal.onPageHide('history-1');
  for (const event of [stored, failed]) journal.begin(event, 'history-1');
  journal.end(stored, true);
  journal.end(failed, false);
  expect(texts.get(KEY)).toBe(journalOf(['history-1', failed]));
});

test('no entry is written without a history or after resuming', () => {
  const { journal, texts } = makeJournal();
  journal.onPageHide(undefined);
  journal.begin(viewOf('a'), undefined);
  journal.onResume();
  journal.begin(viewOf('b'), 'history-1');
  expect(texts.size).toBe(0);
});

test('clear removes invalid contents without reading them', () => {
  const { journal, texts, page } = makeJournal();
  texts.set(KEY, 'not JSON');
  journal.clear();
  expect(texts.size).toBe(0);
  expect(page.storage.calls).toEqual(['remove']);
});

test('an event that an erasure interrupts gets no entry', () => {
  const { journal, texts } = makeJournal();
  const event = viewOf('a');
  journal.begin(event, 'history-1');
  journal.clear();
  journal.onPageHide('history-1');
  expect(texts.size).toBe(0);
});

test('the journal keeps the latest fifty events', () => {
  const { journal, texts } = makeJournal();
  journal.onPageHide('history-1');
  for (let i = 1; i <= 52; i++) journal.begin(viewOf(`item-${i}`), 'history-1');
  const latest = Array.from({ length: 50 }, (_, i) => ['history-1', viewOf(`item-${i + 3}`)] as const);
  expect(texts.get(KEY)).toBe(journalOf(...latest));
});

test('restore appends missing events of its history once', async () => {
  const { journal, texts, device } = makeJournal();
  const [known, missing, foreign] = ['known', 'missing', 'foreign'].map(viewOf) as [
    ReturnType<typeof viewOf>,
    ReturnType<typeof viewOf>,
    ReturnType<typeof viewOf>,
  ];
  await device.append(known);
  texts.set(
    KEY,
    `${journalOf(['history-1', known])}7\n8\n${journalOf(['history-1', missing], ['history-0', foreign])}`,
  );
  await journal.restore('history-1', () => true);
  await journal.restore('history-1', () => true);
  expect(firstIds(device.events)).toEqual(['known', 'missing']);
  expect(texts.size).toBe(0);
});

test('restore stops as soon as appending is not allowed', async () => {
  const { journal, texts, device } = makeJournal();
  texts.set(KEY, journalOf(['history-1', viewOf('a')]));
  await journal.restore('history-1', () => false);
  expect(device.events).toEqual([]);
});

test('entries stay for the next page if the device fails', async () => {
  const { journal, texts, device } = makeJournal();
  const entries = journalOf(['history-1', viewOf('a')]);
  texts.set(KEY, entries);
  device.gates.set('readSince', Promise.reject(new Error('lost')));
  await expect(journal.restore('history-1', () => true)).rejects.toThrow('lost');
  expect(texts.get(KEY)).toBe(entries);
  await expect(journal.restore('history-1', () => false)).rejects.toThrow('lost');
  expect(texts.size).toBe(0);
});

test.each(['not JSON', '{"a":1}', '[1,null]'])('restore ignores %s', async (text) => {
  const { journal, texts, device } = makeJournal();
  texts.set(KEY, text);
  await journal.restore('history-1', () => true);
  expect(device.calls).toEqual([]);
});

test('under Array.prototype.toJSON, the journal is written, restored and cleared', async () => {
  const { journal, texts, device } = makeJournal();
  (Array.prototype as { toJSON?: unknown }).toJSON = () => 'a text';
  try {
    journal.onPageHide('history-1');
    journal.begin(viewOf('a'), 'history-1');
    journal.begin(viewOf('b'), 'history-1');
    await journal.restore('history-1', () => true);
    journal.begin(viewOf('c'), 'history-1');
    journal.clear();
  } finally {
    delete (Array.prototype as { toJSON?: unknown }).toJSON;
  }
  expect(firstIds(device.events)).toEqual(['a', 'b']);
  expect(texts.size).toBe(0);
});

test('a journal in JSON, of an earlier version, is removed', async () => {
  const { journal, texts, device } = makeJournal();
  texts.set(KEY, JSON.stringify([`history-1 ${JSON.stringify(viewOf('a'))}`]));
  journal.onPageHide('history-1');
  journal.begin(viewOf('b'), 'history-1');
  expect(texts.get(KEY)).toBe(journalOf(['history-1', viewOf('b')]));
  await journal.restore('history-1', () => true);
  expect(firstIds(device.events)).toEqual(['b']);
});
