import { execFileSync } from 'node:child_process';
import { expect, test } from 'vitest';
import { commandLine } from './commandLine.js';

test('a shell reads the same words back', () => {
  const words = ['train', '--data', 'my shop/events.csv', "it's", '$HOME', '', 'a"b', '--seed=1'];
  const line = commandLine(words).replace(/^aisle/, "printf '%s\\n'");
  expect(execFileSync('sh', ['-c', line], { encoding: 'utf8' })).toBe(`${words.join('\n')}\n`);
});

test('plain words stay as they are', () => {
  expect(commandLine(['train', '--data', 'data/events.csv.gz'])).toBe('aisle train --data data/events.csv.gz');
});
