import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { PAGES, type PageName } from './allPages.js';
import { benchmarkFolder } from './pageFiles.js';

const pages = Object.fromEntries(Object.entries(PAGES).map(([name, render]) => [name, render()]));
const names = Object.keys(PAGES) as PageName[];

describe('pages of docs/benchmarks', () => {
  test.each(names)('%s is what its generator writes; else run pnpm bench --page-only', (name) => {
    for (const [file, content] of Object.entries(pages[name]!))
      expect(readFileSync(path.join(benchmarkFolder, file), 'utf8'), file).toBe(content);
  });

  test.each(names)('%s begins with question and verdict', (name) => {
    const [title, question, verdict] = pages[name]![`${name}.md`]!.split('\n\n');
    expect([title, question, verdict]).toEqual([
      expect.stringMatching(/^# /),
      expect.stringMatching(/^\*\*Question\.\*\* /),
      expect.stringMatching(/^\*\*Verdict\.\*\* /),
    ]);
  });

  test('every stored plot is on a page', () => {
    const drawn = Object.values(pages)
      .flatMap(Object.keys)
      .filter((file) => file.endsWith('.svg'));
    const stored = readdirSync(benchmarkFolder, { recursive: true }).filter((file) => String(file).endsWith('.svg'));
    expect(stored.map(String).sort()).toEqual(drawn.sort());
    const text = names.map((name) => pages[name]![`${name}.md`]).join('\n');
    for (const file of drawn) expect(text).toContain(`](${file})`);
  });
});
