import { expect, test } from 'vitest';
import { Journal } from './journal.js';
import { firstIds, viewOf } from './testing/events.js';
import { FakePage } from './testing/fakePage.js';
import { ScriptedStore } from './testing/scriptedStore.js';

const KEY = 'aisle-shop-journal';

function makeJournal() {
  const page = new FakePage();
  const device = new ScriptedStore();
  device.create();
  return { page, device, texts: page.localStorage.texts, journal: new Journal('shop', device, page) };
}

test('the journal stores events at pagehide, not before', () => {
  const { journal, texts } = makeJournal();
  const [before, during] = [viewOf('a'), viewOf('b')];
  journal.begin(before, 'history-1');
  expect(texts.size).toBe(0);
  journal.onPageHide('history-1');
  journal.begin(during, 'history-1');
  expect(JSON.parse(texts.get(KEY)!)).toEqual([before, during].map((event) => `history-1 ${JSON.stringify(event)}`));
});

test('a stored event loses its entry; a failed one keeps it', () => {
  const { journal, texts } = makeJournal();
  const [stored, failed] = [viewOf('a'), viewOf('b')];
  journal.onPageHide('history-1');
  for (const event of [stored, failed]) journal.begin(event, 'history-1');
  journal.end(stored, true);
  journal.end(failed, false);
  expect(JSON.parse(texts.get(KEY)!)).toEqual([`history-1 ${JSON.stringify(failed)}`]);
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
  expect(page.localStorage.calls).toEqual(['removeItem']);
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
  const entries = JSON.parse(texts.get(KEY)!) as string[];
  expect([entries.length, entries[0]?.includes('"item-3"'), entries.at(-1)?.includes('"item-52"')]).toEqual([
    50,
    true,
    true,
  ]);
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
    JSON.stringify([
      `history-1 ${JSON.stringify(known)}`,
      7,
      `history-1 ${JSON.stringify(missing)}`,
      `history-0 ${JSON.stringify(foreign)}`,
    ]),
  );
  await journal.restore('history-1', () => true);
  await journal.restore('history-1', () => true);
  expect(firstIds(device.events)).toEqual(['known', 'missing']);
  expect(texts.size).toBe(0);
});

test('restore stops as soon as appending is not allowed', async () => {
  const { journal, texts, device } = makeJournal();
  texts.set(KEY, JSON.stringify([`history-1 ${JSON.stringify(viewOf('a'))}`]));
  await journal.restore('history-1', () => false);
  expect(device.events).toEqual([]);
});

test('entries stay for the next page if the device fails', async () => {
  const { journal, texts, device } = makeJournal();
  const entries = JSON.stringify([`history-1 ${JSON.stringify(viewOf('a'))}`]);
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
