import { writeFileSync } from 'node:fs';
import { assembleRelease } from '@aisle/weights';
import { expect, test } from 'vitest';
import { inspect } from './inspect.js';
import { publish } from './publish.js';
import { day, usePublishedFolder } from './testing/publishedFolder.js';

const folder = usePublishedFolder();

const intervention = {
  id: 'free-shipping',
  kind: 'hint',
  placements: ['cart'],
  cost: 0,
  value: 5,
  goal: { event: 'purchase', withinHours: 1 },
  creative: { en: { title: 'Free shipping above 50 EUR' } },
};
const declaration = {
  version: 1,
  currency: 'EUR',
  defaults: { caps: { perSession: 1, perWeek: 3 }, dismissalDays: 30, cooldownHours: 24, secondsOnSite: 10 },
  holdout: { share: 0.1, salt: 'spring' },
  interventions: [intervention],
};

const POLICY = {
  version: 1,
  minExposures: 1000,
  boundDeviations: 1.2816,
  exploration: 0.1,
  floor: 0.01,
  gamma: 100,
  interventions: {},
};

const write = (name: string, json: unknown) => {
  writeFileSync(folder.from(name), JSON.stringify(json, null, 1));
  return folder.from(name);
};
const publishWith = (sources: object, now: Date) =>
  publish(folder.cdn(), folder.from('a'), { keys: [folder.key], now }, sources);

test('interventions and policy join the release under a new id', async () => {
  const trained = await folder.write('a');
  const interventions = write('interventions.json', declaration);
  const policy = write('policy.json', POLICY);
  const { pointer } = await publishWith({ interventions, policy }, day(1));
  const { releaseId, manifest: shard } = pointer.release;
  expect(releaseId).not.toBe(trained);
  expect(releaseId).toMatch(/^a-2026-01-02-[0-9a-f]{8}$/);
  folder.expectWhole(folder.served());
  const manifest = folder.manifestOf(shard);
  const files = new Map(
    [...manifest.shards, manifest.itemIds, ...manifest.files!].map(({ file }) => [file, folder.file(file)]),
  );
  const { decisionFiles } = assembleRelease(manifest, files);
  expect(JSON.parse(decisionFiles.interventions!)).toEqual(declaration);
  expect(JSON.parse(decisionFiles.policy!)).toEqual(POLICY);
  const [release] = (await inspect(folder.cdn())).releases;
  expect(release!.files.map(({ file }) => file.split('.')[0])).toEqual(
    expect.arrayContaining(['interventions', 'policy']),
  );
  // The same content has the same id, which the channel already has.
  await expect(publishWith({ interventions, policy }, day(2))).rejects.toThrow(`already has ${releaseId}`);
  // Other content has another.
  const other = write('other.json', { ...declaration, currency: 'USD' });
  expect((await publishWith({ interventions: other, policy }, day(3))).pointer.release.releaseId).not.toBe(releaseId);
});

test.each([
  ['a price', { ...intervention, price: 9 }, /interventions\.json:\d+:\d+: .*price must be absent/],
  [
    'a claim of scarcity',
    { ...intervention, creative: { en: { title: 'Only 3 left' } } },
    /:32:15: .*found "Only 3 left"/,
  ],
])('refuses %s with its line', async (_name, refused, message) => {
  await folder.write('a');
  const interventions = write('interventions.json', { ...declaration, interventions: [refused] });
  await expect(publishWith({ interventions }, day(1))).rejects.toMatchObject({
    code: 'data-invalid',
    message: expect.stringMatching(message),
  });
});

test('refuses a policy with its line', async () => {
  await folder.write('a');
  const policy = write('policy.json', { ...POLICY, gamma: -1 });
  await expect(publishWith({ policy }, day(1))).rejects.toMatchObject({
    code: 'data-invalid',
    message: expect.stringMatching(/policy\.json:7:11: .*gamma must be .*docs\/guides\/policy\.md/),
  });
});
