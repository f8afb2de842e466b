import { expect, test } from 'vitest';
import { temporaryFiles } from '../data/testing/temporaryFiles.js';
import { readPageReport } from './pageReport.js';
import { SHOP_REPORT } from './testing/pageReports.js';

const files = temporaryFiles();
const read = (report: unknown) => {
  files.write('report.json', JSON.stringify(report));
  return readPageReport(files.folder);
};

test('unknown fields of a report are dropped', async () => {
  expect(await read({ ...SHOP_REPORT, shopperIds: ['u1'] })).toEqual(SHOP_REPORT);
});

test('a report of an older version has fewer fields', async () => {
  expect(await read({ releaseId: 'r', bestEpoch: 3, score: null })).toEqual({ releaseId: 'r', bestEpoch: 3 });
});

test('a picture that would be a request is refused', async () => {
  const examples = [{ item: { itemId: 'a', picture: 'https://shop.example/a.png' }, shoppers: 10, row: [] }];
  await expect(read({ ...SHOP_REPORT, examples })).rejects.toMatchObject({
    code: 'data-invalid',
    message: expect.stringContaining('examples[0].item.picture must be a data URL of a picture'),
  });
});

test('a folder without a report is named', async () => {
  await expect(readPageReport('/nowhere')).rejects.toMatchObject({
    code: 'data-unreadable',
    message: 'Asked for the report of /nowhere, found no report.json there. Give a folder that train wrote.',
  });
});
