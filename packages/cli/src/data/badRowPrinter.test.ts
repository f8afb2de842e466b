import { expect, test } from 'vitest';
import { badRowPrinter } from './badRowPrinter.js';

test('prints 20 malformed rows, then one line about the rest', () => {
  const lines: string[] = [];
  const report = badRowPrinter((text) => lines.push(text));
  for (let line = 1; line <= 30; line++) report({ file: 'a.csv', line, message: 'odd.' });
  expect(lines.length).toBe(21);
  expect(lines[0]).toBe('a.csv:1: odd.');
  expect(lines[19]).toBe('a.csv:20: odd.');
  expect(lines[20]).toBe('Further malformed rows are skipped but not listed.');
});
