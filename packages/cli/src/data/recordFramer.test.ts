import { expect, test } from 'vitest';
import { type Frame, MAX_RECORD_LINES, RecordFramer } from './recordFramer.js';

/** Frames as lists of line numbers. An unclosed quote is its negative line number. */
function framesOf(texts: readonly string[]): (number[] | number)[] {
  const framer = new RecordFramer();
  const shown = (frame: Frame) => ('record' in frame ? frame.record.map(({ line }) => line) : -frame.unclosed.line);
  const pushed = texts.flatMap((text, i) => [...framer.push({ line: i + 1, text })].map(shown));
  return [...pushed, ...[...framer.end()].map(shown)];
}

test('a line is a record, blank lines are skipped', () => {
  expect(framesOf(['a,b', '', '  ', '1,2'])).toEqual([[1], [4]]);
});

test('a quoted field may contain line ends and blank lines', () => {
  expect(framesOf(['a,"b', '', 'c"', '1,2'])).toEqual([[1, 2, 3], [4]]);
});

test('escaped quotes do not open or close a field', () => {
  expect(framesOf(['"say ""hi"""', '"say ""', 'hi""",2'])).toEqual([[1], [2, 3]]);
});

test('an unclosed quote at the end loses only its line', () => {
  expect(framesOf(['a,"b', '1,2', '3,4'])).toEqual([-1, [2], [3]]);
});

test('a quote may be open for at most 100 lines', () => {
  const lines = ['"open', ...Array.from({ length: MAX_RECORD_LINES - 1 }, () => 'x')];
  const frames = framesOf([...lines, 'last']);
  expect(MAX_RECORD_LINES).toBe(100);
  expect(frames.slice(0, 2)).toEqual([-1, [2]]);
  expect(frames.slice(-2)).toEqual([[100], [101]]);
  expect(frames).toHaveLength(101);
});
