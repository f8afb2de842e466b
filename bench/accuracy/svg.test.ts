import { describe, expect, test } from 'vitest';
import { barChart, lineChart, picture, ticks } from './svg.js';

test.each([
  [0, 1, [0, 0.2, 0.4, 0.6, 0.8, 1]],
  [0.112, 0.1171, [0.112, 0.114, 0.116, 0.118]],
  [3, 17, [0, 5, 10, 15, 20]],
])('ticks from %f to %f are round, equally far apart and span the range', (from, to, expected) => {
  expect(ticks(from, to)).toEqual(expected);
});

const labels = { title: 'A < B', xLabel: 'x', yLabel: 'y' };
const numbers = (svg: string, pattern: RegExp) => [...svg.matchAll(pattern)].map(([, value]) => Number(value));

describe('charts', () => {
  test('higher values stand higher, larger ones further right', () => {
    const svg = lineChart(labels, [
      {
        name: 's',
        points: [
          { x: 1, y: 5 },
          { x: 2, y: 7 },
          { x: 3, y: 6 },
        ],
      },
    ]);
    const [x1, x2, x3] = numbers(svg, /cx="([\d.]+)"/g) as [number, number, number];
    const [y1, y2, y3] = numbers(svg, /cy="([\d.]+)"/g) as [number, number, number];
    expect(x1 < x2 && x2 < x3).toBe(true);
    expect(y2 < y3 && y3 < y1).toBe(true);
  });

  test('bars are as high as their values', () => {
    const svg = barChart(labels, [{ name: 'g', note: 'n=1', values: [0.2, 0.1] }], [{ name: 'a' }, { name: 'b' }]);
    const [first, second] = numbers(svg, /<rect [^>]*height="([\d.]+)" fill/g).slice(-2) as [number, number];
    // Positions are rounded to a tenth of a pixel.
    expect(Math.abs(first - 2 * second)).toBeLessThan(0.3);
  });

  test('one point, equal values and zeros draw without NaN', () => {
    const one = lineChart(labels, [{ name: 's', points: [{ x: 1, y: 0.5 }] }], { wholeX: true });
    const zeros = barChart(labels, [{ name: 'g', note: '', values: [0] }], [{ name: 'a' }]);
    expect(picture(one, zeros)).not.toMatch(/NaN|Infinity|undefined/);
  });

  test('text is escaped, the ground is white', () => {
    const svg = picture(lineChart(labels, [{ name: 'a & b', points: [{ x: 1, y: 1 }] }]));
    expect(svg).toContain('A &#60; B');
    expect(svg).toContain('a &#38; b');
    expect(svg).toMatch(/<rect width="480" height="\d+" fill="#ffffff"\/>/);
  });
});
