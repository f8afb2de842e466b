import { expect, test } from 'vitest';
import { useAisleSite } from '../kit/aislePage.js';
import { leavePages } from './departures.js';

const site = useAisleSite();

test('what a click and a pagehide handler track while the page is left for another site is stored', async () => {
  expect(await leavePages(site, 20)).toEqual({ losses: [], inOrder: true });
});
