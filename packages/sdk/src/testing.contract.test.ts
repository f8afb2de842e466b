import { afterEach, test, vi } from 'vitest';
import { AISLE_CONTRACT } from './testing/aisleContract.js';
import { CATALOGUE, ITEM_IDS, type MakeAisle } from './testing/contractKit.js';
import { createFakeAisle } from './testing.js';

afterEach(() => void vi.restoreAllMocks());

/** Differs from the order of the ids. */
const order = [...ITEM_IDS].sort((a, b) => a.localeCompare(b)).reverse();

const makeFake: MakeAisle = async ({ consent, holdoutShare, rowsBeforeConsent }) =>
  createFakeAisle({
    consent,
    order,
    predictions: order,
    related: order,
    boughtWith: order,
    trending: order,
    rowsBeforeConsent: !!rowsBeforeConsent,
    catalogueFile: CATALOGUE,
    reason: holdoutShare ? 'holdout' : undefined,
  });

// The same steps run against the real instance in test/contract.
test.each(AISLE_CONTRACT)('fake: $name', async ({ check }) => {
  vi.spyOn(console, 'warn').mockImplementation(() => {});
  await check(makeFake);
});
