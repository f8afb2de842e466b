import { expect, test } from 'vitest';
import { useAisleSite } from '../kit/aislePage.js';
import { killTabs } from './killedTabs.js';

const site = useAisleSite();

test('a tab killed in the middle of a burst keeps every acknowledged event, whole', async () => {
  expect(await killTabs(site, 5)).toEqual({ runs: 5, acknowledgedLost: 0, tornRecords: 0 });
});
