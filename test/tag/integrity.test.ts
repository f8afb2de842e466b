import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { documentOf, useAisleSite } from '../kit/aislePage.js';

const site = useAisleSite();
const dist = fileURLToPath(new URL('../../packages/sdk/dist/', import.meta.url));
const hashes = JSON.parse(readFileSync(`${dist}integrity.json`, 'utf8')) as Record<string, string>;

const scriptTag = (name: string, attributes = '') =>
  `<script src="/aisle/${name}" integrity="${hashes[name]}" crossorigin="anonymous"${attributes} onerror="refused.push('${name}')"></script>`;
const TAG_PAGE = documentOf(
  `<script>window.refused = [];</script>${scriptTag('aisle-ga4.js')}${scriptTag('aisle.js', ' data-manifest="/model/manifest.json" data-automation="record"')}`,
);

/** The scripts that the browser refused, and those that ran. */
const loaded = () => `[refused, 'whenReady' in (window.aisle ?? {}), window.aisle?.status?.().plugins]`;

test('integrity hashes match the bytes of every script', () => {
  const scripts = readdirSync(dist).filter((name) => name.startsWith('aisle') && name.endsWith('.js'));
  expect(Object.keys(hashes).sort()).toEqual(scripts.sort());
  expect(scripts.length).toBeGreaterThan(9);
  for (const name of scripts)
    expect(hashes[name], name).toBe(
      `sha384-${createHash('sha384')
        .update(readFileSync(dist + name))
        .digest('base64')}`,
    );
});

test('tags with these hashes run', async () => {
  const page = await site.openPage(undefined, TAG_PAGE);
  expect(await page.evaluate(loaded())).toEqual([[], true, expect.arrayContaining(['ga4', 'attributes'])]);
});

test.each(['aisle.js', 'aisle-ga4.js'])('%s with a comment added does not run', async (name) => {
  site.faults.set(`/aisle/${name}`, {
    kind: 'body',
    body: `${readFileSync(dist + name, 'utf8')}\n//`,
    contentType: 'text/javascript',
  });
  const page = await site.openPage(undefined, TAG_PAGE);
  const [refused, tagRan, plugins] = (await page.evaluate(loaded())) as [string[], boolean, string[] | undefined];
  expect(refused).toEqual([name]);
  expect(tagRan).toBe(name !== 'aisle.js');
  expect(plugins ?? []).not.toContain('ga4');
});
