import { describe, expect, test } from 'vitest';
import { formatDuration, openProgress } from './progress.js';

function opened(terminal: { isTTY: boolean; columns?: number }) {
  const written: string[] = [];
  const clock = { ms: 0 };
  const stream = { ...terminal, write: (text: string) => written.push(text) } as unknown as NodeJS.WriteStream;
  return { progress: openProgress(stream, () => clock.ms), written, clock };
}

const ERASE = '\r\x1b[2K';

describe('on a terminal', () => {
  test('the bar has 24 cells and is redrawn at most every 100 ms', () => {
    const { progress, written, clock } = opened({ isTTY: true });
    progress.update('Reading', 0.1);
    expect(written).toEqual([]);
    clock.ms = 100;
    progress.update('Reading', 0.25, 'more');
    expect(written).toEqual([`${ERASE}Reading ▕${'█'.repeat(6)}${' '.repeat(18)}▏ 25 % more`]);
    clock.ms = 199;
    progress.update('Reading', 0.5);
    expect(written.length).toBe(1);
    clock.ms = 200;
    progress.update('Reading', 1);
    expect(written[1]).toBe(`${ERASE}Reading ▕${'█'.repeat(24)}▏100 % `);
  });

  test('log replaces the bar by a line', () => {
    const { progress, written, clock } = opened({ isTTY: true });
    clock.ms = 100;
    progress.update('Reading', 0.5);
    progress.log('Done');
    progress.clear();
    expect(written.slice(1)).toEqual([ERASE, 'Done\n']);
  });

  test('the line is cut at the width of the terminal', () => {
    const { progress, written, clock } = opened({ isTTY: true, columns: 30 });
    clock.ms = 100;
    progress.update('Reading a file with a long name', 0.5, 'and a long suffix');
    expect(written[0]!.slice(ERASE.length).length).toBe(29);
  });

  test('a share above 1 is a full bar', () => {
    const { progress, written, clock } = opened({ isTTY: true });
    clock.ms = 100;
    progress.update('Reading', 1.04);
    expect(written[0]).toContain(`▕${'█'.repeat(24)}▏`);
  });
});

describe('into a file', () => {
  test('updates are at most one line a minute, log is immediate', () => {
    const { progress, written, clock } = opened({ isTTY: false });
    clock.ms = 59_999;
    progress.update('epoch 1/30', 0.5);
    progress.log('Done');
    clock.ms = 60_000;
    progress.update('epoch 1/30', 0.999, 'loss 2.1');
    clock.ms = 119_999;
    progress.update('epoch 1/30', 1);
    progress.clear();
    expect(written).toEqual(['Done\n', 'epoch 1/30  99 % loss 2.1\n']);
  });
});

describe('formatDuration', () => {
  test.each([
    [0, '0 s'],
    [1_499, '1 s'],
    [89_400, '89 s'],
    [90_000, '2 min'],
    [150_000, '3 min'],
    [89.4 * 60_000, '89 min'],
    [90 * 60_000, '1.5 h'],
    [36 * 3_600_000, '36.0 h'],
  ])('%i ms', (ms, text) => {
    expect(formatDuration(ms)).toBe(text);
  });
});
