import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { NOTICES_FILE } from '../../scripts/thirdPartyNotices.js';

const packages = fileURLToPath(new URL('../../packages/', import.meta.url));
const RULE = /^-{80}\n/m;
/** Phrases of the MIT, ISC and Apache-2.0 licences. */
const LICENCE =
  /Permission is hereby granted, free of charge|Permission to use, copy, modify, and\/or distribute|Apache License\s+Version 2\.0/;

/** The npm packages in a script, from the sources of its map. */
function packagesIn(map: string): string[] {
  const { sources } = JSON.parse(map) as { sources: string[] };
  const names = sources.flatMap((source) => /^.*\/node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(source)?.[1] ?? []);
  return [...new Set(names)].sort();
}

/** Licence texts by package name. The file has sections of a list of packages and a text, separated by rules. */
function readNotices(file: string): ReadonlyMap<string, string> {
  const [, ...parts] = file.split(RULE);
  const texts = new Map<string, string>();
  for (let i = 0; i < parts.length; i += 2)
    for (const line of parts[i]!.trim().split('\n')) texts.set(/^\S+/.exec(line)![0], parts[i + 1]!);
  return texts;
}

describe.each(['sdk', 'react', 'cli'])('%s', (name) => {
  const dist = `${packages}${name}/dist/`;
  const maps = readdirSync(dist, { recursive: true, encoding: 'utf8' }).filter((path) => path.endsWith('.js.map'));
  const scripts = maps.map((path) => ({
    path: path.replace(/\.map$/, ''),
    contains: packagesIn(readFileSync(dist + path, 'utf8')),
  }));

  test('the notices list exactly the packages in its files', () => {
    const notices = readNotices(readFileSync(dist + NOTICES_FILE, 'utf8'));
    expect([...notices.keys()].sort()).toEqual([...new Set(scripts.flatMap(({ contains }) => contains))].sort());
    for (const [dependency, text] of notices) expect(text, dependency).toMatch(LICENCE);
  });

  test('files with third-party code refer to the notices in line 1', () => {
    for (const { path, contains } of scripts) {
      const hasComment = readFileSync(dist + path, 'utf8')
        .split('\n')[0]!
        .includes(NOTICES_FILE);
      expect([path, hasComment]).toEqual([path, contains.length > 0]);
    }
  });
});

test('the search finds the packages in the chunks', () => {
  const chunks = readdirSync(`${packages}sdk/dist/chunks`).filter((path) => path.endsWith('.map'));
  const found = new Set(
    chunks.flatMap((path) => packagesIn(readFileSync(`${packages}sdk/dist/chunks/${path}`, 'utf8'))),
  );
  expect([...found]).toEqual(
    expect.arrayContaining([
      '@noble/ed25519',
      '@tensorflow/tfjs-backend-webgpu',
      '@tensorflow/tfjs-core',
      'long',
      'seedrandom',
    ]),
  );
});
