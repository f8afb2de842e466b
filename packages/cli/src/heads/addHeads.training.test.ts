import { seededRandom } from '@aisle/core';
import { headSpecs, sessionHeads } from '@aisle/model';
import { untrainedModel } from '@aisle/model/testing';
import { EventLogBuilder } from '@aisle/model/train';
import { assembleRelease, parseManifest, wholeModel } from '@aisle/weights';
import { packRelease, quantizeModel } from '@aisle/weights/write';
import { expect, test } from 'vitest';
import { useNodeBackend } from '../nodeBackend.js';
import { DEVICE_WINDOW } from '../orderTiming/knownOrders.js';
import { goldenVectors } from '../training/goldenVectors.js';
import { addHeads } from './addHeads.js';
import { headQuestions } from './headQuestions.js';

const DAY_MS = 86_400_000;
const MINUTE_MS = 60_000;
const silent = { log: () => undefined, update: () => undefined } as never;

/** Shoppers with a session on each of three days. Who puts an item into the cart buys four times as often as the others. */
function shopLog(changeLast = false) {
  const builder = new EventLogBuilder();
  const random = seededRandom(3);
  for (let shopper = 0; shopper < 700; shopper++) {
    for (let day = 0; day < 3; day++) {
      const startMs = (((shopper * 7) % 90) + day * 3) * DAY_MS;
      const add = (minute: number, type: 'view_item' | 'add_to_cart' | 'purchase', item: number) =>
        builder.add(`u${shopper}`, `i${item}`, type, startMs + minute * MINUTE_MS);
      const item = Math.floor(random() * 5);
      add(0, 'view_item', item);
      const inCart = random() < 0.4;
      if (inCart) add(1, 'add_to_cart', item);
      const buys = random() < (inCart ? 0.6 : 0.15);
      add(2, 'view_item', (item + 1) % 5);
      if (buys || (changeLast && day === 2)) add(3, 'purchase', item);
    }
  }
  return builder.build();
}
const model = quantizeModel(untrainedModel(5));

test('heads learn a planted cause, and are calibrated on later sessions', () => {
  const { model: headed, heads } = addHeads(model, { log: shopLog() }, silent);
  const purchase = heads.find(({ target }) => target === 'purchase-in-session')!;
  if ('dropped' in purchase) throw new Error(purchase.dropped);
  expect(purchase.figures.auc).toBeGreaterThan(0.65);
  expect(purchase.figures.auc).toBeGreaterThan(purchase.arrival.auc + 0.1);
  expect(purchase.intervals.auc[0]).toBeLessThan(purchase.figures.auc);
  // A third of the sessions have a purchase: .4 times .6 and .6 times .15.
  expect(purchase.reliability.baseRate).toBeGreaterThan(0.25);
  expect(purchase.reliability.baseRate).toBeLessThan(0.41);
  const config = sessionHeads(headed.config).find(({ target }) => target === 'purchase-in-session')!;
  expect(config.calibration!.scale).toBeGreaterThan(0.5);
  expect(config.reliability!.bins.at(-1)!.upTo).toBe(1);
  for (const { name } of headSpecs(config, headed.config)) expect(headed.values.has(name)).toBe(true);
  expect(heads).toContainEqual({ target: 'return-of-goods', dropped: 'The log has no returns of goods.' });
});

test('heads replace those that a release has, and change nothing else', () => {
  const { model: once } = addHeads(model, { log: shopLog() }, silent);
  const { model: twice } = addHeads(once, { log: shopLog() }, silent);
  expect(twice).toEqual(once);
  for (const [name, values] of model.values) expect(once.values.get(name)).toEqual(values);
});

test('a short log gives no heads, with the reason', () => {
  const log = shopLog();
  const short = { ...log, userIds: log.userIds.slice(0, 20), offsets: log.offsets.slice(0, 21) };
  const { model: without, heads } = addHeads(model, { log: short }, silent);
  expect(sessionHeads(without.config)).toEqual([]);
  expect(heads[0]).toMatchObject({ dropped: expect.stringContaining('Give a longer log.') });
});

test('inputs of a question are the same whatever happens afterwards', () => {
  const inputsOf = (log: ReturnType<typeof shopLog>) =>
    headQuestions(model, log, ['purchase-in-session'], DEVICE_WINDOW, () => undefined)
      .get('purchase-in-session')!
      .filter(({ known }) => known === 1)
      .map(({ inputs }) => [...inputs]);
  expect(inputsOf(shopLog(true))).toEqual(inputsOf(shopLog()));
});

test('a release carries the heads in int8 with their golden logits', async () => {
  await useNodeBackend();
  const { model: headed } = addHeads(model, { log: shopLog() }, silent);
  const golden = await goldenVectors(headed, 1);
  const label = { name: 'tiny', createdAt: '2026-01-02T03:04:05.678Z' };
  const packed = await packRelease(headed, ['a', 'b', 'c', 'd', 'e'], golden, label);
  const files = new Map(packed.map(({ name, bytes }) => [name, bytes]));
  const manifest = parseManifest(JSON.parse(new TextDecoder().decode(files.get('manifest.json')!)));
  expect(wholeModel(assembleRelease(manifest, files))).toEqual(headed);
  const names = sessionHeads(headed.config).map(({ name }) => name);
  expect(names).toContain('purchase_in_session');
  for (const { heads } of manifest.check) expect(Object.keys(heads!)).toEqual(names);
});
