import { expect, test } from 'vitest';
import { type Frame, MAX_RECORD_LINES, RecordFramer } from './recordFramer.js';

/** Frames as lists of line numbers; an unclosed quote as its line, negative. */
function framesOf(texts: readonly string[]): (number[] | number)[] {
  const framer = new RecordFramer();
  const shown = (frame: Frame) => ('record' in frame ? frame.record.map(({ line }) => line) : -frame.unclosed.line);
  const pushed = texts.flatMap((text, i) => [...framer.push({ line: i + 1, text })].map(shown));
  return [...pushed, ...[...framer.end()].map(shown)];
}

test('a line is a record, blank lines are none', () => {
  expect(framesOf(['a,b', '', '  ', '1,2'])).toEqual([[1], [4]]);
});

test('a quoted field holds line ends and blank lines', () => {
  expect(framesOf(['a,"b', '', 'c"', '1,2'])).toEqual([[1, 2, 3], [4]]);
});

test('escaped quotes leave a field open or closed as it was', () => {
  expect(framesOf(['"say ""hi"""', '"say ""', 'hi""",2'])).toEqual([[1], [2, 3]]);
});

test('an unclosed quote at the end loses its line alone', () => {
  expect(framesOf(['a,"b', '1,2', '3,4'])).toEqual([-1, [2], [3]]);
});

test('a quote is open for at most 100 lines', () => {
  const lines = ['"open', ...Array.from({ length: MAX_RECORD_LINES - 1 }, () => 'x')];
  const frames = framesOf([...lines, 'last']);
  expect(MAX_RECORD_LINES).toBe(100);
  expect(frames.slice(0, 2)).toEqual([-1, [2]]);
  expect(frames.slice(-2)).toEqual([[100], [101]]);
  expect(frames).toHaveLength(101);
});
