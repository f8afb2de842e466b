import { expect, test } from 'vitest';
import { runInfo } from '../../bench/project.js';
import { writePage } from '../../bench/tracker/page.js';
import { mergeResults, type TrackerResults } from '../../bench/tracker/results.js';
import { fuzz } from '../fuzz/fuzz.js';
import { useAisleSite } from '../kit/aislePage.js';
import { leavePages } from '../store/departures.js';
import { eraseWhileWriting } from '../store/eraseStorm.js';
import { killTabs } from '../store/killedTabs.js';

const site = useAisleSite();
const HOUR_MS = 3_600_000;

/** Writes figures before they are checked, so that the page also shows failures. */
async function record(suite: 'kills' | 'departures' | 'fuzz', part: TrackerResults): Promise<void> {
  await writePage(
    await mergeResults(
      suite,
      {
        ...runInfo(),
        command: 'npx -y pnpm@12 test:long test/long/tracker',
        browser: `Chromium ${site.browser.version()}`,
      },
      part,
    ),
  );
}

test(
  '200 tabs killed during writes lose no acknowledged event',
  async () => {
    const kills = await killTabs(site, 200);
    await record('kills', { kills });
    expect(kills).toEqual({ runs: 200, acknowledgedLost: 0, tornRecords: 0 });
  },
  HOUR_MS,
);

test(
  '1,000 navigations store 999 of 1,000 events at click and pagehide',
  async () => {
    const halves = [await leavePages(site, 500), await leavePages(site, 500, true)];
    const losses = halves.flatMap(({ losses }, half) =>
      losses.map((loss) => `${half === 0 ? 'plain' : 'encrypted'}: ${loss}`),
    );
    await record('departures', { departures: { runs: 1000, lost: losses.length, losses } });
    for (const moment of [' click:', ' pagehide:'])
      expect(losses.filter((loss) => loss.includes(moment)).length, losses.join('\n')).toBeLessThanOrEqual(1);
    expect(halves.map(({ inOrder }) => inOrder)).toEqual([true, true]);
  },
  HOUR_MS,
);

test(
  '200 erasures during writes of two tabs',
  async () => {
    const { problems, survived } = await eraseWhileWriting(site, 200);
    expect(problems).toEqual([]);
    expect(survived).toBeGreaterThan(200);
  },
  HOUR_MS,
);

test(
  '10,000 malformed inputs cause no uncaught error and no invalid row',
  async () => {
    const { inputs, problems } = await fuzz(site, { seed: 2, inputs: 10_000 });
    await record('fuzz', { fuzz: { inputs, uncaught: problems.length } });
    expect(problems).toEqual([]);
  },
  HOUR_MS,
);
