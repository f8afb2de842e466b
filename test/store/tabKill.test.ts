import { expect, test } from 'vitest';
import { useAisleSite } from '../kit/aislePage.js';
import { killTabs } from './killedTabs.js';

const site = useAisleSite();

test('a killed tab keeps every acknowledged event', async () => {
  expect(await killTabs(site, 5)).toEqual({ runs: 5, acknowledgedLost: 0, tornRecords: 0 });
});
