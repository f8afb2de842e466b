import { describe, expect, test } from 'vitest';
import { type Bar, barPlot, groupedBarPlot, linePlot } from './charts.js';
import { figure, type Panel, type Series } from './figure.js';

const a: Series = { name: 'a & b', colour: 'blue' };
const b: Series = { name: 'b', colour: 'orange' };
const draw = (plot: Panel['plot'], legend: readonly Series[] = []) =>
  figure({ title: 'A < B', subtitle: 'ms', legend, panelHeight: 200, panels: [{ title: 'panel', plot }] });
const numbers = (svg: string, pattern: RegExp) => [...svg.matchAll(pattern)].map(([, value]) => Number(value));
const options = { xLabel: 'x', yLabel: 'y' } as const;

describe('figures', () => {
  test('higher values are higher, larger ones further right', () => {
    const points = [5, 7, 6].map((y, i) => ({ series: a, x: i + 1, y }));
    const svg = draw(linePlot(points, options));
    const [x1, x2, x3] = numbers(svg, /<circle[^>]* cx="([\d.]+)"/g) as [number, number, number];
    const [y1, y2, y3] = numbers(svg, /<circle[^>]* cy="([\d.]+)"/g) as [number, number, number];
    expect(x1 < x2 && x2 < x3).toBe(true);
    expect(y2 < y3 && y3 < y1).toBe(true);
  });

  test('the length of a bar is proportional to its value', () => {
    const bars = [10, 5].map((value): Bar => ({ name: `${value}`, value, label: `${value} ms`, series: a }));
    const svg = draw(barPlot(bars, { xLabel: 'ms', nameWidth: 50 }));
    const [long, short] = numbers(svg, /<rect[^>]* width="([\d.]+)"[^>]*>/g).slice(-2) as [number, number];
    expect(long).toBeCloseTo(2 * short, 1);
    expect(svg).toContain('10 ms');
  });

  test('one point, equal values and zeros draw without NaN', () => {
    const one = draw(linePlot([{ series: a, x: 1, y: 0.5 }], options));
    const zeros = draw(groupedBarPlot([{ name: 'g', note: '', values: [0] }], [a], { ...options, format: String }));
    expect(one + zeros).not.toMatch(/NaN|Infinity|undefined/);
  });

  test('text is escaped, and colours follow the theme of the reader', () => {
    const svg = draw(linePlot([{ series: a, x: 1, y: 1 }], options), [a, b]);
    expect(svg).toContain('A &lt; B');
    expect(svg).toContain('a &amp; b');
    expect(svg).toContain('@media(prefers-color-scheme:dark)');
    expect(svg).toMatch(/<rect [^>]*fill="var\(--background\)"/);
  });
});
