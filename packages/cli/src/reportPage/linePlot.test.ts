import { expect, test } from 'vitest';
import { linePlot } from './linePlot.js';

const plot = (domain: readonly [number, number], points: readonly (readonly [number, number])[]) =>
  linePlot({
    id: 'p',
    title: 'A < B',
    description: 'd',
    x: { label: 'x', domain: [1, 3], format: (value) => `x${value}`, step: 1 },
    y: { label: 'y', domain, format: (value) => `y${value}` },
    lines: [{ className: 'model', points }],
  }).toString();
const ticks = (svg: string, axis: 'x' | 'y') =>
  [...svg.matchAll(new RegExp(`>(${axis}[\\d.]+)<`, 'g'))].map(([, text]) => text);

test('ticks are round values, whole ones for steps', () => {
  const svg = plot([0, 0.37], [[1, 0.1]]);
  expect(ticks(svg, 'x')).toEqual(['x1', 'x2', 'x3']);
  expect(ticks(svg, 'y')).toEqual(['y0', 'y0.1', 'y0.2', 'y0.3']);
});

test('the ends of the domains are the ends of the plot', () => {
  const svg = plot(
    [0, 1],
    [
      [1, 0],
      [2, 0.5],
      [3, 1],
    ],
  );
  expect(svg).toContain('points="48,214 208,120 368,26"');
});

test('the name and the description are those of the image', () => {
  const svg = plot([0, 1], [[1, 0]]);
  expect(svg).toContain('role="img" aria-labelledby="p-title p-desc"');
  expect(svg).toContain('<title id="p-title">A &lt; B</title>');
});

test('one point draws without NaN', () => {
  expect(plot([0.5, 0.5], [[1, 0.5]])).not.toMatch(/NaN|Infinity/);
});
