import { readFileSync, writeFileSync } from 'node:fs';
import { assembleRelease } from '@aisle/weights';
import { expect, test } from 'vitest';
import { inspect } from './inspect.js';
import { publish } from './publish.js';
import { folderReader, readReleaseBytes } from './releaseBytes.js';
import { day, usePublishedFolder } from './testing/publishedFolder.js';
import { type DecisionSources, withDecisionFiles } from './withDecisionFiles.js';

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

const estimate = { mean: 0.1, spread: 0.01 };
const policyOf = (...ids: readonly string[]) => ({
  version: 1,
  minExposures: 100,
  boundDeviations: 1.28,
  exploration: 0.2,
  floor: 0.02,
  gamma: 10,
  interventions: Object.fromEntries(ids.map((id) => [id, { shown: estimate, base: estimate, exposures: 500 }])),
});

const write = (name: string, json: unknown) => {
  writeFileSync(folder.from(name), JSON.stringify(json, null, 1));
  return folder.from(name);
};
const publishWith = (sources: object, now: Date) =>
  publish(folder.cdn(), folder.from('a'), { keys: [folder.key], now }, sources);

test('interventions and policy join the release under a new id', async () => {
  const trained = await folder.write('a');
  const interventions = write('interventions.json', declaration);
  const policy = write('policy.json', policyOf('free-shipping'));
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
  expect(JSON.parse(decisionFiles.policy!)).toEqual(policyOf('free-shipping'));
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

test.each([
  [
    'a share above 1',
    { ...policyOf('free-shipping'), exploration: 3 },
    /policy\.json:5:17: .*exploration must be a number.*docs\/guides\/policy\.md/,
  ],
  [
    'an id without a declaration',
    policyOf('free-shipping', 'welcome'),
    /policy\.json:\d+:\d+: .*no intervention welcome\. It declares free-shipping\./,
  ],
])('refuses a policy with %s', async (_name, refused, message) => {
  await folder.write('a');
  const interventions = write('interventions.json', declaration);
  await expect(publishWith({ interventions, policy: write('policy.json', refused) }, day(1))).rejects.toMatchObject({
    code: 'data-invalid',
    message: expect.stringMatching(message),
  });
});

test('a policy without any declaration is refused', async () => {
  await folder.write('a');
  await expect(publishWith({ policy: write('policy.json', policyOf('welcome')) }, day(1))).rejects.toMatchObject({
    code: 'data-invalid',
    details: { field: 'interventions.welcome', line: 9, column: 14 },
    message: expect.stringContaining('add --interventions'),
  });
});

test('publish returns the interventions and the policy of the release', async () => {
  await folder.write('a');
  const interventions = write('interventions.json', declaration);
  const policy = write('policy.json', policyOf('free-shipping'));
  expect((await publishWith({ interventions }, day(1))).decisions).toEqual({ declaration });
  const both = { declaration, policy: policyOf('free-shipping') };
  expect((await publishWith({ interventions, policy }, day(2))).decisions).toEqual(both);
  expect((await publishWith({}, day(3))).decisions).toEqual({});
});

const trained = async () => {
  await folder.write('a');
  return readReleaseBytes(folderReader(folder.from('a'), ''), 'manifest.json');
};
const contentOf = ({ manifest, files }: Awaited<ReturnType<typeof withDecisionFiles>>, role: string) => {
  const named = (manifest.files ?? []).filter((file) => file.role === role);
  return named.map(({ file }) => JSON.parse(new TextDecoder().decode(files.get(file))));
};

test('a file replaces the file of its role and keeps the others', async () => {
  const sources: DecisionSources = {
    interventions: write('interventions.json', declaration),
    policy: write('policy.json', policyOf('free-shipping')),
  };
  const first = await withDecisionFiles(await trained(), sources);
  const later = write('later.json', { ...policyOf('free-shipping'), gamma: 20 });
  const second = await withDecisionFiles(first, { policy: later });
  expect(contentOf(second, 'interventions')).toEqual([declaration]);
  expect(contentOf(second, 'policy')).toEqual([JSON.parse(readFileSync(later, 'utf8'))]);
  expect(second.manifest.releaseId).not.toBe(first.manifest.releaseId);
});

test("a policy is compared with the release's own declaration", async () => {
  const first = await withDecisionFiles(await trained(), { interventions: write('interventions.json', declaration) });
  const policy = write('policy.json', policyOf('welcome'));
  await expect(withDecisionFiles(first, { policy })).rejects.toThrow('It declares free-shipping.');
});

test('a file of 256 KiB fits, and one byte more is refused', async () => {
  const release = await trained();
  const LIMIT = 262_144;
  /** The declaration with a creative in 600 languages, whose texts fill it up to a number of bytes. */
  const filledTo = (bytes: number) => {
    const languages = Array.from({ length: 600 }, (_, i) => `en-x${100 + i}`);
    const withTexts = (length: number, last: number) => ({
      ...declaration,
      interventions: [
        {
          ...intervention,
          creative: Object.fromEntries(
            languages.map((language, i) => [language, { title: 'a'.repeat(i === 0 ? last : length) }]),
          ),
        },
      ],
    });
    const missing = bytes - JSON.stringify(withTexts(400, 1)).length;
    const length = 400 + Math.floor(missing / 599);
    return withTexts(length, 1 + bytes - JSON.stringify(withTexts(length, 1)).length);
  };
  const fits = await withDecisionFiles(release, { interventions: write('fits.json', filledTo(LIMIT)) });
  expect(fits.manifest.files).toMatchObject([{ bytes: LIMIT }]);
  const interventions = write('large.json', filledTo(LIMIT + 1));
  await expect(withDecisionFiles(release, { interventions })).rejects.toMatchObject({
    code: 'invalid-argument',
    message: expect.stringContaining('large.json has 262145 bytes, at most 262144 fit'),
  });
});
